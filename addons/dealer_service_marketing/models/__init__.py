from . import dealer_campaign_member
from . import dealer_service_order
from . import res_partner
