from . import test_tools, test_customers, test_vehicles, test_run, test_leads
