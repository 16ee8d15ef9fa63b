from . import survey_survey
from . import survey_question
from . import survey_user_input
from . import dealer_inbox
from . import dealer_privacy
