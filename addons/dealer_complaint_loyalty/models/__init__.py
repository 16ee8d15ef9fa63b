from . import dealer_complaint
from . import dealer_loyalty_desk
