from . import dealer_import
from . import dealer_import_kind_points
