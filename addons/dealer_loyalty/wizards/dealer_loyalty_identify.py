from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.dealer_loyalty_identification import DESK_MINUTES


class DealerLoyaltyIdentify(models.TransientModel):
    _name = "dealer.loyalty.identify"
    _description = "Identify Holder"

    order_id = fields.Many2one(
        comodel_name="sale.order",
        readonly=True,
        ondelete="cascade",
        help="Empty: for what the card desk does with the card in the next minutes.",
    )
    number = fields.Char(string="Card Number", help="Scan or type the customer's card.")
    method = fields.Selection(
        selection=[
            ("pin", "PIN of the card"),
            ("code", "Code sent to the phone"),
            ("staff", "I have seen a document"),
        ],
        required=True,
        default="pin",
    )
    secret = fields.Char(string="PIN or Code")
    message = fields.Char(readonly=True)

    @api.onchange("method")
    def _onchange_method(self):
        self.secret = self.message = False

    def action_send_code(self):
        """Send a code to the phone of the card's holder.

        The answer is the same for every number.

        :return: action which opens the window again
        """
        self._check_order()
        cards = self.env["dealer.loyalty.identification"]._find_card(
            self.number, self.order_id
        )
        if cards:
            cards._send_dealer_code()
        return self._reopen(
            self.env._("If the card is right, its holder gets a code by SMS.")
        )

    def action_identify(self):
        """Note who the holder is. What is wrong is noted, too, and not told.

        :return: action which closes the window, or opens it again
        :raise UserError: too many wrong attempts
        """
        self._check_order()
        secret, self.secret = self.secret, False
        right = self.env["dealer.loyalty.identification"]._identify(
            self.number, self.order_id, self.method, secret
        )
        if not right:
            return self._reopen(self.env._("The card or the code is not right."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._get_done_message(),
                "next": {
                    "type": "ir.actions.act_window_close",
                    "infos": {"identified": True},
                },
            },
        }

    def _get_done_message(self):
        if self.order_id:
            return self.env._("The holder is identified: confirm the order.")
        return self.env._(
            "The holder is identified: points can be used for %(minutes)s minutes.",
            minutes=DESK_MINUTES,
        )

    def _check_order(self):
        self.ensure_one()
        if not self.order_id:
            if not self.env.user.has_group("dealer_loyalty.group_loyalty_desk"):
                raise AccessError(self.env._("Identify the holder on the order."))
            return
        self.order_id.check_access("write")
        if not self.order_id._get_dealer_costs():
            raise UserError(self.env._("This order has no reward of the club."))

    def _reopen(self, message):
        self.message = message
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_identify_action"
        )
        action["res_id"] = self.id
        return action
