from . import test_campaign
from . import test_target
from . import test_reminder
