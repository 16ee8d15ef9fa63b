from . import dealer_letter_fields
