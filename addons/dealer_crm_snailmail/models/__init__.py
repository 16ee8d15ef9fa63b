from . import snailmail_letter
