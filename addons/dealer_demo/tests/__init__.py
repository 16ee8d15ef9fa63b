from . import test_populate
from . import test_tools
from . import test_twins
