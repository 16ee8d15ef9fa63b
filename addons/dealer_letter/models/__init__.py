from . import dealer_letter_fields
from . import dealer_letter_template
from . import dealer_letter_file
from . import dealer_letter_batch
from . import dealer_letter_batch_run
from . import dealer_privacy
from . import mailing_filter
