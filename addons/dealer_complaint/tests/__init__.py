from . import test_rules
from . import test_complaint
from . import test_deadline
from . import test_repeat
from . import test_rights
from . import test_code
from . import test_portal
