from odoo import api, fields, models

from odoo.addons.dealer_crm.tools import timeline


class DealerTimeline(models.Model):
    _inherit = "dealer.timeline"

    kind = fields.Selection(
        selection_add=[
            ("quotation", "Quotation"),
            ("order", "Order"),
            ("invoice", "Invoice"),
            ("refund", "Credit Note"),
        ]
    )

    @api.model
    def _get_parts(self):
        order = {
            "model": "sale.order",
            "date": "date_order",
            "amount": "amount_total",
            "currency": "currency_id",
        }
        move = {
            "model": "account.move",
            "date": "invoice_date",
            "amount": "amount_total_in_currency_signed",
            "currency": "currency_id",
            "user": "invoice_user_id",
        }
        posted = ("state", "=", "posted")
        return [
            *super()._get_parts(),
            timeline.Part(
                20, "quotation", domain=[("state", "in", ("draft", "sent"))], **order
            ),
            timeline.Part(21, "order", domain=[("state", "=", "sale")], **order),
            timeline.Part(
                22,
                "invoice",
                domain=[posted, ("move_type", "=", "out_invoice")],
                **move,
            ),
            timeline.Part(
                23, "refund", domain=[posted, ("move_type", "=", "out_refund")], **move
            ),
        ]

    @api.model
    def _get_message_parts(self):
        return [
            *super()._get_message_parts(),
            timeline.Part(24, "mail", "sale.order"),
            timeline.Part(
                25,
                "mail",
                "account.move",
                domain=[("move_type", "in", ("out_invoice", "out_refund"))],
            ),
        ]
