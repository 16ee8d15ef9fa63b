from . import dealer_import
from . import dealer_import_kind_service
