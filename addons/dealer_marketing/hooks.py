"""Installation hooks of the addon."""

from odoo.addons.dealer_crm import append_only


def uninstall_hook(env):
    """Remove the function of the consents' triggers."""
    append_only.forget(env.cr, "dealer_consent")
