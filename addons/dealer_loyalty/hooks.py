"""Installation hooks of the addon."""

from odoo.tools import SQL

from .models.dealer_loyalty_entry import TRIGGER_FUNCTION
from .models.dealer_loyalty_lot import MOVE_FUNCTION


def uninstall_hook(env):
    """Remove the functions of the ledger's triggers.

    The triggers go with their tables, the functions would stay behind.
    """
    for function in (TRIGGER_FUNCTION, MOVE_FUNCTION):
        env.cr.execute(
            SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(function))
        )
