from . import booking
from . import reminder
from . import portal
