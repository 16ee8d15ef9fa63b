from . import base_partner_merge
from . import dealer_loyalty_adjust
from . import dealer_loyalty_identify
from . import dealer_loyalty_pin
from . import dealer_loyalty_tier_simulation
from . import loyalty_card_update_balance
from . import loyalty_generate_wizard
