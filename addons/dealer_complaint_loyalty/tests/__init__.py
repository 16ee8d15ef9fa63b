from . import test_points
from . import test_desk
from . import test_tour
