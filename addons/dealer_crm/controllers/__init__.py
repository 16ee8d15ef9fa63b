from . import export
from . import intake
