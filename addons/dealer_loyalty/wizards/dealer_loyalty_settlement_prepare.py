from odoo import fields, models
from odoo.exceptions import AccessError

from ..models.dealer_loyalty_closing import ACCOUNTANTS


class DealerLoyaltySettlementPrepare(models.TransientModel):
    _name = "dealer.loyalty.settlement.prepare"
    _description = "Settle Points between Showrooms"

    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Club",
        required=True,
        domain=[("dealer_club", "=", True)],
        default=lambda self: self.env["loyalty.program"].search(
            [("dealer_club", "=", True)], limit=1
        ),
        ondelete="cascade",
    )
    date = fields.Date(
        string="Month",
        required=True,
        default=lambda self: self.env["dealer.loyalty.closing"]._default_day(),
        help="Any day of the month.",
    )

    def action_prepare(self):
        """Make the drafts of the month.

        :return: action which shows them
        """
        self.ensure_one()
        if not self.env.user.has_groups(ACCOUNTANTS):
            raise AccessError(self.env._("This is for accountants."))
        self.program_id.check_access("read")
        drafts = self.env["dealer.loyalty.settlement"]._prepare_month(
            self.program_id, self.date
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_settlement_action"
        )
        return action | {"domain": [("id", "in", drafts.ids)]}
