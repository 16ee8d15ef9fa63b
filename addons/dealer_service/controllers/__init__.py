from . import booking
from . import reminder
