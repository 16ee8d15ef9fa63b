from . import preferences
from . import withdrawal
from . import intake_sms
from . import paper
