from . import dealer_recall_import
from . import dealer_service_slot
