from . import code
from . import portal
