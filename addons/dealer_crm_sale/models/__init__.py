from . import dealer_timeline
from . import res_partner
