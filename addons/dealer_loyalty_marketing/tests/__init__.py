from . import test_enrol
from . import test_target
