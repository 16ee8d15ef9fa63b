from . import export
from . import intake
from . import intake_call
