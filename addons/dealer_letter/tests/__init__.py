from . import test_batch
from . import test_language
from . import test_package
from . import test_write
