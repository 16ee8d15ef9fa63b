from . import photos
from . import rules
