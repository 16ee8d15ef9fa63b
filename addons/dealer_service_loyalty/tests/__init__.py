from . import test_pay_types
from . import test_pay_type_rules
from . import test_desk
