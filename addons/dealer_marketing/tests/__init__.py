from . import test_tools
from . import test_consent
from . import test_gate
from . import test_greeting
from . import test_merge
from . import test_claim
from . import test_target
from . import test_preferences
