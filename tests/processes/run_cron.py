"""Run a scheduled action in a process of its own, which a test may kill.

Usage: run_cron.py CONF DATABASE ACTION

ACTION is the external id of the scheduled action, which runs as the scheduler runs it:
one process at a time. Or MODEL:METHOD, which runs whatever others do.
"""

import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main():
    _script, conf, database, action = sys.argv
    config.parse_config(["-c", conf, "--log-level=warn"], setup_logging=True)
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if ":" in action:
            model, method = action.split(":")
            getattr(env[model], method)()
        elif (answer := env.ref(action).method_direct_trigger()) is not True:
            sys.exit(answer["params"]["data"]["debug"])


if __name__ == "__main__":
    main()
