from . import test_pay_types
