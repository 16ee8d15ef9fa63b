"""Fill a fresh database with the demo dealership.

Usage: populate.py CONF DATABASE SCALE SEED [MEMBERS]

The addon `dealer_demo` does it: `env["dealer.demo"]._populate(scale=, seed=)`. Without
this addon the database stays empty, and we say so. MEMBERS: per cent of the customers
beyond the first 400 who have a club card.
"""

import logging
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

_logger = logging.getLogger("dealer.launcher")

# Stock's daily report to the maker: a demo has no business on the network.
CALLS_HOME = "mail.ir_cron_module_update_notification"


def populate(env, scale, seed, members=None):
    """Fill the database behind `env`; the caller commits."""
    cron = env.ref(CALLS_HOME, raise_if_not_found=False)
    if cron:
        cron.active = False
    if "dealer.demo" in env:
        env["dealer.demo"]._populate(scale=scale, seed=seed, members=members)
    else:
        _logger.warning("There is no addon dealer_demo: the dealership is empty.")


def main():
    _script, conf, database, scale, seed, *members = sys.argv
    config.parse_config(["-c", conf], setup_logging=True)
    registry = Registry(database)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        populate(env, int(scale), int(seed), int(members[0]) if members else None)


if __name__ == "__main__":
    main()
