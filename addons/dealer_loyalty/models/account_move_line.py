from odoo import fields, models

from ..tools import earning


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

    def _get_dealer_earn_facts(self):
        """What earning rules look at. Override to add the make and the pay type.

        :return: tools.earning.Facts
        """
        self.ensure_one()
        path = self.product_id.categ_id.parent_path or ""
        return earning.Facts(
            categories=frozenset(int(part) for part in path.split("/") if part),
            brand=self.move_id._get_dealer_vehicle_brand().id or 0,
            pay_type=self._get_dealer_pay_type(),
        )

    def _get_dealer_pay_type(self):
        """Who pays for the line: a code of a pay type. Made real by service.

        :return: str, empty when not known
        """
        return ""
