from . import base_partner_merge
from . import dealer_hand_over
from . import dealer_merge_wizard
from . import dealer_merge_wizard_line
from . import dealer_privacy_erase
from . import dealer_privacy_erase_line
from . import dealer_privacy_export
from . import dealer_vehicle_transfer
