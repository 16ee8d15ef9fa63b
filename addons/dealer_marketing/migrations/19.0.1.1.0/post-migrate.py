"""Purposes of an older version get what they reserve; theirs are not overwritten."""

from odoo.tools import SQL

RESERVES = {
    "purpose_service_due": ("service", 10),
    "purpose_parts": ("invitation", 7),
    "purpose_offers": ("invitation", 14),
    "purpose_new_models": ("invitation", 14),
    "purpose_partners": ("invitation", 14),
}
UNCOUNTED = ("purpose_contract", "purpose_recall", "purpose_processing")


def migrate(cr, version):
    """Set the new fields of the purposes which came with the addon.

    :param cr: database cursor
    :param version: installed before
    """
    update = """
        UPDATE dealer_consent_purpose purpose SET %s
          FROM ir_model_data data
         WHERE data.module = 'dealer_marketing' AND data.name IN %s
           AND data.model = 'dealer.consent.purpose' AND data.res_id = purpose.id
           AND purpose.claim_group IS NULL
    """
    for name, (group, days) in RESERVES.items():
        values = SQL("claim_group = %s, claim_days = %s", group, days)
        cr.execute(SQL(update, values, (name,)))
    cr.execute(SQL(update, SQL("is_capped = false"), UNCOUNTED))
