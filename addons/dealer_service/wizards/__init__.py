from . import dealer_recall_import
from . import dealer_service_slot
from . import dealer_service_decision
from . import dealer_service_finding
