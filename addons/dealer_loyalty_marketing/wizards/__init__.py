from . import dealer_loyalty_enrol
