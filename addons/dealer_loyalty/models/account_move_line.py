from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dealer_hold_id = fields.Many2one(
        comodel_name="dealer.loyalty.hold",
        string="Club Reward",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Points with which this discount is paid. Kept on the invoice, because "
        "the line of a cancelled order is deleted.",
    )

    def _copy_data_extend_business_fields(self, values):
        # A credit note gives the points back.
        res = super()._copy_data_extend_business_fields(values)
        values["dealer_hold_id"] = self.dealer_hold_id.id
        return res
