from odoo import api, fields, models

from ..models.dealer_loyalty_member import ROLES


class DealerLoyaltyShare(models.TransientModel):
    _name = "dealer.loyalty.share"
    _description = "Share a Club Card"

    card_id = fields.Many2one(comodel_name="loyalty.card", required=True, readonly=True)
    holder_id = fields.Many2one(related="card_id.partner_id", string="Holder")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        domain="[('id', '!=', holder_id)]",
    )
    role = fields.Selection(selection=ROLES, required=True, default="redeem")
    own_card = fields.Char(compute="_compute_own_card")

    @api.depends("partner_id")
    def _compute_own_card(self):
        for wizard in self:
            card = wizard.partner_id.dealer_card_id
            # Nobody is chosen yet, or the card is shared.
            is_own = bool(card) and card.partner_id == wizard.partner_id
            wizard.own_card = is_own and self.env._(
                "%(name)s has the card %(card)s with %(points)s points. They are "
                "joined to this card, for good.",
                name=wizard.partner_id.name,
                card=card.dealer_number,
                points=card.dealer_balance,
            )

    def action_share(self):
        """Let the person share the card.

        :return: action which closes the dialogue
        :raise AccessError: the user is not of the card desk, or may not see the card
            or the person
        """
        self.ensure_one()
        self.env["dealer.loyalty.desk"]._check_desk()
        self.card_id.check_access("read")
        self.partner_id.check_access("read")
        self.env["dealer.loyalty.member"]._share(
            self.card_id, self.partner_id, self.role
        )
        return {"type": "ir.actions.act_window_close", "infos": {"shared": True}}
