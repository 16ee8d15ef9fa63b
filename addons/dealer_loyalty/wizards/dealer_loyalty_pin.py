from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class DealerLoyaltyPin(models.TransientModel):
    _name = "dealer.loyalty.pin"
    _description = "PIN of a Card"

    card_id = fields.Many2one(
        comodel_name="loyalty.card", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="card_id.partner_id", string="Holder")
    pin = fields.Char(string="PIN", help="Four to eight digits, typed by the holder.")
    is_document_seen = fields.Boolean(string="I have seen a document of the holder")

    def action_set(self):
        """Set the PIN of the card; only its hash is kept.

        :return: action which closes the window
        :raise AccessError: the user is not of the card desk
        :raise UserError: not a PIN, or no document was seen
        """
        self.ensure_one()
        pin, self.pin = self.pin or "", False
        if not self.env.user.has_group("dealer_loyalty.group_loyalty_desk"):
            raise AccessError(self.env._("Ask the card desk to set the PIN."))
        self.card_id.check_access("read")
        if not self.is_document_seen:
            raise UserError(
                self.env._("Look at a document of the holder before a PIN is set.")
            )
        self.card_id._set_dealer_pin(pin)
        return {"type": "ir.actions.act_window_close"}
