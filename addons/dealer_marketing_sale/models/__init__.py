from . import dealer_campaign_member
from . import utm_campaign
