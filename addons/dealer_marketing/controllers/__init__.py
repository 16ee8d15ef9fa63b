from . import preferences
from . import withdrawal
