from . import test_answers
from . import test_feedback
from . import test_profile
from . import test_survey
