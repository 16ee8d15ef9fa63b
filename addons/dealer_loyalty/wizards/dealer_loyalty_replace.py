from odoo import fields, models

from ..models.dealer_loyalty_number import REASONS


class DealerLoyaltyReplace(models.TransientModel):
    _name = "dealer.loyalty.replace"
    _description = "Replace a Club Card"

    card_id = fields.Many2one(comodel_name="loyalty.card", required=True, readonly=True)
    holder = fields.Char(related="card_id.partner_id.name", string="Holder")
    reason = fields.Selection(selection=REASONS, required=True, default="lost")

    def action_replace(self):
        """Block the number and give the card a new one.

        :return: action which closes the dialogue
        :raise AccessError: the user is not of the card desk or may not see the card
        """
        self.ensure_one()
        self.env["dealer.loyalty.desk"]._check_desk()
        self.card_id.check_access("read")
        self.card_id._replace_dealer_number(self.reason)
        return {"type": "ir.actions.act_window_close", "infos": {"replaced": True}}
