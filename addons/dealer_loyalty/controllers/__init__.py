from . import invitation
from . import portal
