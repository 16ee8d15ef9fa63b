from odoo import fields, models


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    delivered_at = fields.Datetime(
        string="Handed Back At",
        readonly=True,
        copy=False,
        help="When the customer got the car back.",
    )

    _delivered_idx = models.Index("(delivered_at) WHERE delivered_at IS NOT NULL")

    def _update_state(self, target):
        moved = super()._update_state(target)
        if target == "delivered":
            # sudo: the clock writes, whoever hands the car back.
            moved.sudo().delivered_at = fields.Datetime.now()
        return moved
