from . import booking
from . import reminder
from . import portal
from . import portal_cars
