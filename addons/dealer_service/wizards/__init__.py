from . import dealer_service_slot
