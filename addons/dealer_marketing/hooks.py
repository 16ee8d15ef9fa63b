"""Installation hooks of the addon."""

from odoo.tools import SQL

from .models.dealer_consent import TRIGGER_FUNCTION


def uninstall_hook(env):
    """Remove the function of the consents' triggers.

    The triggers go with their table, the function would stay behind.
    """
    env.cr.execute(
        SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(TRIGGER_FUNCTION))
    )
