"""Who has made sure that the person at the desk is the holder of a card."""

import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain

from ..tools import card_number

VALID_HOURS = 12
DESK_MINUTES = 15
CODE_MINUTES = 10
# Wrong secrets, for one user and for one card, until no more are taken.
WRONG_USER, WRONG_CARD = 10, 5
WRONG_MINUTES = 15
KEEP_DAYS = 90


class DealerLoyaltyIdentification(models.Model):
    _name = "dealer.loyalty.identification"
    _description = "Identification of a Card Holder"
    _order = "id desc"
    _rec_name = "method"

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: a number which no card has.",
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, readonly=True, index=True
    )
    method = fields.Selection(
        selection=[
            ("pin", "PIN of the card"),
            ("code", "Code sent to the phone"),
            ("staff", "Document seen"),
        ],
        required=True,
        readonly=True,
    )
    success = fields.Boolean(required=True, readonly=True)
    valid_until = fields.Datetime(required=True, readonly=True)

    @api.model
    def _is_identified(self, card, order=None):
        """Whether the holder was identified: for the order, or at the desk just now.

        :param card: loyalty.card
        :param order: sale.order; None: at the desk, by the user
        :return: bool
        """
        desk = Domain("order_id", "=", False) & Domain("user_id", "=", self.env.uid)
        where = desk | Domain("order_id", "=", order.id) if order else desk
        # sudo: salespeople do not read the identifications of others.
        return bool(
            self.sudo().search_count(
                Domain("card_id", "=", card.id)
                & Domain("success", "=", True)
                & Domain("valid_until", ">=", fields.Datetime.now())
                & where,
                limit=1,
            )
        )

    @api.model
    def _identify(self, number, order, method, secret=None):
        """Identify the holder for an order, and note it, also when it fails.

        The answer does not tell whether the card exists, is another one, or the secret
        is wrong. It raises nothing then, so that the note stays.

        :param str number: as typed or scanned
        :param order: sale.order; empty: for the user's next minutes at the desk
        :param str method: as the field
        :param str secret: PIN or code
        :return: bool
        :raise UserError: too many were wrong
        """
        me = self.sudo()  # sudo: nobody writes the notes by hand; the secret decides
        card, found = self._find_card(number, order), self._find_card(number)
        me._check_wrong(found)
        # The same work for a missing card: the time tells nothing.
        success = found._check_dealer_secret(method, secret) and bool(card)
        me.create(
            {
                "card_id": found.id,
                "order_id": order.id,
                "company_id": (order.company_id or self.env.company).id,
                "user_id": self.env.uid,
                "method": method,
                "success": success,
                "valid_until": fields.Datetime.now()
                + (
                    timedelta(hours=VALID_HOURS)
                    if order
                    else timedelta(minutes=DESK_MINUTES)
                ),
            }
        )
        return success

    @api.model
    def _find_card(self, number, order=None):
        """The club card with a number.

        :param str number: as typed or scanned
        :param order: sale.order whose rewards have to be of the card, may be empty
        :return: loyalty.card in sudo, may be empty
        """
        code = card_number.parse(number or "")
        # sudo: the desk reads its own cards only.
        cards = self.env["loyalty.card"].sudo()
        card = cards.search([("code", "=", code), ("dealer_club", "=", True)], limit=1)
        if not code or (order and card not in order._get_dealer_costs()):
            return cards.browse()
        return card

    def _check_wrong(self, card):
        since = fields.Datetime.now() - timedelta(minutes=WRONG_MINUTES)
        wrong = [("success", "=", False), ("create_date", ">=", since)]
        mine = self.search_count([*wrong, ("user_id", "=", self.env.uid)])
        its = self.search_count([*wrong, ("card_id", "in", card.ids)]) if card else 0
        if mine >= WRONG_USER or its >= WRONG_CARD:
            raise UserError(
                self.env._(
                    "Too many wrong attempts. Try again in %(minutes)s minutes.",
                    minutes=WRONG_MINUTES,
                )
            )

    @api.autovacuum
    def _gc_failures(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("success", "=", False), ("create_date", "<", limit)]).unlink()


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    dealer_identify = fields.Boolean(related="program_id.dealer_identify")
    dealer_pin_hash = fields.Char(groups=NO_ACCESS, copy=False)
    dealer_code_hash = fields.Char(groups=NO_ACCESS, copy=False)
    dealer_code_until = fields.Datetime(groups=NO_ACCESS, copy=False)

    def _check_dealer_secret(self, method, secret):
        """Whether a secret is that of the card.

        :param str method: pin, code, staff (nothing to check)
        :param str secret: as typed
        :return: bool
        """
        if method == "staff":
            return True
        context = self.env["res.users"]._crypt_context()
        stored = self.dealer_pin_hash if method == "pin" else self._get_dealer_code()
        # An empty recordset takes as long as a card.
        known = stored or context.hash(secrets.token_hex(8))
        right = context.verify(secret or "", known) and bool(stored)
        if right and method == "code":
            self.write({"dealer_code_hash": False, "dealer_code_until": False})
        return right

    def _get_dealer_code(self):
        valid = self.dealer_code_until and (
            self.dealer_code_until >= fields.Datetime.now()
        )
        return self.dealer_code_hash if valid else None

    def _set_dealer_pin(self, pin):
        """Set the PIN of the card.

        :param str pin: 4 to 8 digits
        :raise UserError: not a PIN
        """
        self.ensure_one()
        if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
            raise UserError(self.env._("A PIN has four to eight digits."))
        if len(set(pin)) == 1 or pin in "0123456789876543210":
            raise UserError(self.env._("This PIN is too easy to guess."))
        # sudo: nobody reads or writes the hash in another way.
        context = self.env["res.users"]._crypt_context()
        self.sudo().dealer_pin_hash = context.hash(pin)

    def _send_dealer_code(self):
        """Send a code to the phone of the holder.

        :return: bool, whether there is a phone to send it to
        """
        self.ensure_one()
        # sudo: the number of the holder is not shown.
        card = self.sudo()
        phone = card.partner_id.phone_sanitized
        if not phone or "sms.sms" not in self.env:
            return False
        code = f"{secrets.randbelow(10**6):06d}"
        card.write(
            {
                "dealer_code_hash": self.env["res.users"]._crypt_context().hash(code),
                "dealer_code_until": fields.Datetime.now()
                + timedelta(minutes=CODE_MINUTES),
            }
        )
        # sudo: as above
        self.env["sms.sms"].sudo().create(
            {
                "partner_id": card.partner_id.id,
                "number": phone,
                "body": self.env._(
                    "%(code)s is your code to pay with points. It is valid for "
                    "%(minutes)s minutes.",
                    code=code,
                    minutes=CODE_MINUTES,
                ),
            }
        ).send()
        return True

    def action_dealer_pin(self):
        """Open the window in which the holder chooses a PIN.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_pin_action"
        )
        action["context"] = {"default_card_id": self.id}
        return action
