from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dealer_crm.tools.follow_up import Event


class DealerFollowUpRule(models.Model):
    _inherit = "dealer.follow.up.rule"

    event = fields.Selection(
        selection_add=[("invoice", "Invoice posted")], ondelete={"invoice": "cascade"}
    )

    @api.model
    def _get_events(self):
        return {
            **super()._get_events(),
            "invoice": Event("account.move", purpose="contract"),
        }

    def _get_event_invoice(self, first, last):
        """An invoice to a customer was posted; credit notes are none."""
        return SQL(
            """
            SELECT move.id AS record_id, move.partner_id, move.company_id,
                   move.invoice_user_id AS user_id, NULL::int4 AS vehicle_id,
                   move.invoice_date AS since, move.invoice_date AS occurrence
              FROM account_move move
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
               AND move.partner_id IS NOT NULL
               AND move.invoice_date BETWEEN %(first)s AND %(last)s
            """,
            first=first,
            last=last,
        )

    @api.model
    def _get_contact_facts(self):
        return [
            *super()._get_contact_facts(),
            SQL(
                "SELECT partner_id, date_order::date AS day FROM sale_order"
                " WHERE state <> 'cancel'"
            ),
            SQL(
                "SELECT partner_id, invoice_date AS day FROM account_move"
                " WHERE move_type = 'out_invoice' AND state = 'posted'"
                " AND partner_id IS NOT NULL"
            ),
        ]
