from . import test_timeline
from . import test_value
from . import test_follow_up
