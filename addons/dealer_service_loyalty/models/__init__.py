from . import account_move
from . import dealer_loyalty_earn_rule
from . import dealer_loyalty_desk
from . import sale_order
