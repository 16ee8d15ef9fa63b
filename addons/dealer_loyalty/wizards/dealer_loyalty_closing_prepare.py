from odoo import fields, models

from ..models.dealer_loyalty_closing import ACCOUNTANTS


class DealerLoyaltyClosingPrepare(models.TransientModel):
    _name = "dealer.loyalty.closing.prepare"
    _description = "Prepare a Closing of Points"

    accounting_id = fields.Many2one(
        comodel_name="dealer.loyalty.accounting",
        string="Points of",
        required=True,
        domain=[("mode", "in", ("contract", "provision"))],
        default=lambda self: self._default_accounting_id(),
        ondelete="cascade",
    )
    date = fields.Date(
        string="Month",
        required=True,
        default=lambda self: self.env["dealer.loyalty.closing"]._default_day(),
        help="Any day of the month.",
    )

    def _default_accounting_id(self):
        return self.env["dealer.loyalty.accounting"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("mode", "in", ("contract", "provision")),
            ],
            limit=1,
        )

    def action_prepare(self):
        """Make the draft of the month.

        :return: action which shows it
        """
        self.ensure_one()
        closing = self.env["dealer.loyalty.closing"]
        closing._check_groups(ACCOUNTANTS)
        self.accounting_id.check_access("read")
        return closing._prepare_month(
            self.accounting_id, self.date
        )._get_records_action()
