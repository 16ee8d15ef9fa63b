from . import dealer_timeline
from . import res_partner
from . import own_customers_models
from . import dealer_follow_up_rule
