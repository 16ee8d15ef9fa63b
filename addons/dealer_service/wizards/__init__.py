from . import dealer_service_decision
from . import dealer_service_finding
