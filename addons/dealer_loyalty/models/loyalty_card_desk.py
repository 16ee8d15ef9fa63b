"""What the card desk and the portal do with a card."""

import base64
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import card_image, card_number

INVITATION_BYTES = 12


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    dealer_member_ids = fields.One2many(
        comodel_name="dealer.loyalty.member",
        inverse_name="card_id",
        string="Shared With",
        readonly=True,
    )
    dealer_number_ids = fields.One2many(
        comodel_name="dealer.loyalty.number",
        inverse_name="card_id",
        string="Former Numbers",
        readonly=True,
    )
    dealer_referral_ids = fields.One2many(
        comodel_name="dealer.loyalty.referral",
        inverse_name="card_id",
        string="Recommendations",
        readonly=True,
    )
    dealer_invitation = fields.Char(
        string="Code of the Invitation",
        readonly=True,
        copy=False,
        groups="dealer_loyalty.group_loyalty_manager",
        help="Part of the link by which the holder invites friends.",
    )

    _dealer_invitation_uniq = models.UniqueIndex(
        "(dealer_invitation) WHERE dealer_invitation IS NOT NULL"
    )

    # === NUMBER === #

    def _replace_dealer_number(self, reason):
        """Give the card a new number; the old one is blocked from now on.

        The record stays, and with it points, orders and history.

        :param str reason: lost, stolen, damaged or other
        :return: str, the new number
        """
        self.ensure_one()
        # sudo: the number of a card cannot be written by anybody.
        card = self.sudo()
        card.env["dealer.loyalty.number"].create(
            {"card_id": card.id, "code": card.code, "reason": reason}
        )
        card.code = card._draw_dealer_code()
        return card.code

    @api.model
    def _draw_dealer_code(self):
        """A number which no card has or had.

        :return: str, thirteen digits
        :raise UserError: none was found
        """
        for _attempt in range(5):
            code = card_number.draw()
            rows = self.env.execute_query(
                SQL(
                    "SELECT 1 FROM loyalty_card WHERE code = %(code)s UNION ALL"
                    " SELECT 1 FROM dealer_loyalty_number WHERE code = %(code)s",
                    code=code,
                )
            )
            if not rows:
                return code
        raise UserError(self.env._("No free card number was found. Please try again."))

    # === PICTURES === #

    def _get_dealer_card_svg(self):
        """The card as a picture with its holder's name.

        :return: str, SVG
        """
        self.ensure_one()
        return card_image.svg(
            self.code,
            self.program_id.name,
            self.partner_id.name,
            self.dealer_tier_id.name or "",
        )

    def _get_dealer_card_uri(self):
        """The card as a ``data:`` address for a page or a report.

        :return: str
        """
        svg = base64.b64encode(self._get_dealer_card_svg().encode()).decode()
        return f"data:image/svg+xml;base64,{svg}"

    # === INVITATION === #

    def _get_dealer_invitation(self):
        """The code of the holder's link; made when it is asked for the first time.

        :return: str, cannot be guessed
        """
        self.ensure_one()
        # sudo: the field is closed, its holder sees the link only.
        card = self.sudo()
        if not card.dealer_invitation:
            card.dealer_invitation = secrets.token_urlsafe(INVITATION_BYTES)
        return card.dealer_invitation

    @api.model
    def _find_dealer_invitation(self, code):
        """The card whose holder invites by a code.

        :param code: as it came in
        :return: loyalty.card, the one which has the points today, may be empty
        """
        if not isinstance(code, str) or not code:
            return self.browse()
        cards = self.with_context(active_test=False)
        card = cards.search([("dealer_invitation", "=", code)], limit=1)
        card = card._get_dealer_current() if card else card
        return card.filtered("active")

    # === ACTIONS === #

    def action_dealer_print(self):
        """Print the card in the size of a bank card.

        :return: report action
        """
        self.check_access("read")
        return self.env.ref("dealer_loyalty.loyalty_card_report").report_action(self)

    def action_dealer_send(self):
        """Send the card to its holder by e-mail.

        :return: client action which tells where it was sent
        :raise UserError: the holder has no e-mail address
        """
        self.ensure_one()
        self.check_access("read")
        self.env["dealer.loyalty.desk"]._check_desk()
        # sudo: who may see the card may send it to its holder, and to nobody else.
        holder = self.sudo().partner_id
        if not holder.email:
            raise UserError(
                self.env._(
                    "%(name)s has no e-mail address. Enter one on the contact, or "
                    "print the card.",
                    name=holder.name,
                )
            )
        template = self.env.ref("dealer_loyalty.mail_template_card")
        # sudo: as above
        template.sudo().send_mail(self.id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The card was sent to %(email)s", email=holder.email
                ),
            },
        }
