from . import test_access
from . import test_billing
from . import test_check
from . import test_history
from . import test_privacy
from . import test_service_order
from . import test_timeline
from . import test_visit
