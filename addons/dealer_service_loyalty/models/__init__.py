from . import account_move
from . import dealer_loyalty_desk
