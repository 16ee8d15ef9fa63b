from . import test_enrol
