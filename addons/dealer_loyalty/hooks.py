"""Installation hooks of the addon."""

from odoo.addons.dealer_crm import append_only


def uninstall_hook(env):
    """Remove the functions of the ledger's triggers."""
    append_only.forget(env.cr, "dealer_loyalty_entry", "dealer_loyalty_lot_move")
