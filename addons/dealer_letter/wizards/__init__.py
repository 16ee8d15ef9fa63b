from . import dealer_letter_write
