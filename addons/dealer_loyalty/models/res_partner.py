from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.dealer_crm.models.res_partner_find import SCORES

from ..tools import card_number

ENROL_TRIES = 5
# The check digit has been verified: as sure as a whole VIN.
SCORES.setdefault("card", 100)


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_card_id = fields.Many2one(
        comodel_name="loyalty.card",
        string="Club Card",
        compute="_compute_dealer_card_id",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_points = fields.Integer(
        string="Points Available",
        compute="_compute_dealer_card_id",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_can_enrol = fields.Boolean(
        string="May Be Enrolled",
        compute="_compute_dealer_can_enrol",
        groups="dealer_crm.group_dealer_staff",
    )

    @api.depends_context("company")
    def _compute_dealer_card_id(self):
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        cards = self.env["loyalty.card"].search(
            [("partner_id", "in", self.ids), ("program_id", "in", clubs.ids)],
            order="id desc",
        )
        rank = {club.id: place for place, club in enumerate(clubs)}
        # The first club wins, so it is written last.
        by_partner = {
            card.partner_id: card
            for card in cards.sorted(lambda card: -rank[card.program_id.id])
        }
        for partner in self:
            card = by_partner.get(partner._origin, cards.browse())
            partner.dealer_card_id = card
            partner.dealer_points = card.dealer_available

    @api.depends_context("uid", "company")
    def _compute_dealer_can_enrol(self):
        allowed = self._has_dealer_enrol_right() and bool(
            self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        )
        for partner in self:
            known = bool(partner._origin.id) and not partner.dealer_erased_at
            partner.dealer_can_enrol = allowed and known

    @api.model
    def _get_dealer_enrol_groups(self):
        """Groups which may enrol people; addons add theirs.

        :return: list of external ids
        """
        return ["dealer_loyalty.group_loyalty_desk", "dealer_crm.group_dealer_user"]

    def _has_dealer_enrol_right(self):
        return self.env.su or any(
            self.env.user.has_group(group) for group in self._get_dealer_enrol_groups()
        )

    def _dealer_get_card(self, program):
        """The person's active card of a club, else that of their company.

        :param program: loyalty.program
        :return: loyalty.card in sudo, may be empty
        """
        partners = self | self.commercial_partner_id
        # sudo: points are booked for people who may not read cards.
        cards = (
            self.env["loyalty.card"]
            .sudo()
            .search(
                [("program_id", "=", program.id), ("partner_id", "in", partners.ids)]
            )
        )
        own = cards.filtered(lambda card: card.partner_id in self)
        return (own or cards)[:1]

    def _dealer_enrol(self, program):
        """Make the person a member: their card, a new one if they have none.

        Parallel calls make one card (see ``loyalty.card._insert_dealer_card``).

        :param program: loyalty.program, a club
        :return: loyalty.card in sudo
        """
        self.ensure_one()
        # sudo: cards of a club are closed for those who may enrol.
        cards = self.env["loyalty.card"].sudo()
        domain = [("program_id", "=", program.id), ("partner_id", "=", self.id)]
        for _attempt in range(ENROL_TRIES):
            if card := cards.search(domain, limit=1):
                return card
            if card := cards._insert_dealer_card(program.sudo(), self):
                self.env["dealer.loyalty.tier.engine"]._update_cards(card)
                self.env["dealer.loyalty.bonus"]._grant(
                    "welcome", self, f"welcome:{card.id}"
                )
                self.invalidate_recordset(["dealer_card_id", "dealer_points"])
                return card
        raise UserError(self.env._("No free card number was found. Please try again."))

    def action_dealer_enrol(self):
        """Make the person a member of the showroom's club and open the card.

        For the card desk and salespeople (``_get_dealer_enrol_groups``). Somebody who
        is a member already keeps the card.

        :return: window action
        :raise AccessError: the user may not enrol
        :raise UserError: there is no club
        """
        self.ensure_one()
        self.check_access("read")
        if not self._has_dealer_enrol_right():
            raise AccessError(
                self.env._("Ask the card desk or a salesperson to enrol the customer.")
            )
        club = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)[:1]
        if not club:
            raise UserError(
                self.env._(
                    "There is no customer club for %(company)s. Ask the club manager "
                    "to set one up.",
                    company=self.env.company.name,
                )
            )
        self._dealer_enrol(club)
        return self.action_dealer_card()

    def action_dealer_card(self):
        """Open the person's club card.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.loyalty_card_action_club"
        )
        view = self.env.ref("dealer_loyalty.loyalty_card_view_form_club")
        action.update(
            views=[(view.id, "form")],
            res_id=self.dealer_card_id.id,
            context={"create": False},
        )
        return action

    def _compute_count_active_cards(self):
        res = super()._compute_count_active_cards()
        # Club cards have a button of their own.
        groups = self.env["loyalty.card"]._read_group(
            [
                ("partner_id", "child_of", self.ids),
                ("dealer_club", "=", True),
                ("company_id", "in", [False, *self.env.companies.ids]),
                ("points", ">", 0),
                ("program_id.active", "=", True),
            ],
            ["partner_id"],
            ["__count"],
        )
        for partner, count in groups:
            while partner:
                if partner in self:
                    partner.loyalty_card_count -= count
                partner = partner.parent_id
        return res

    # === SEARCH BOX === #

    @api.model
    def _get_dealer_find_parts(self, query):
        """Find the holder of a card number, also of a card joined to another one."""
        parts = super()._get_dealer_find_parts(query)
        code = card_number.parse(query.text)
        if code:
            self.env["loyalty.card"].flush_model(["code", "partner_id", "dealer_club"])
            parts.append(
                SQL(
                    "SELECT partner_id, NULL::int4, %s, %s FROM loyalty_card"
                    " WHERE code = %s AND dealer_club AND partner_id IS NOT NULL",
                    "card",
                    SCORES["card"],
                    code,
                )
            )
        return parts

    # === FIND CUSTOMER === #

    def _get_dealer_match_labels(self):
        return {**super()._get_dealer_match_labels(), "card": self.env._("Club Card")}

    def _get_dealer_card_facts(self):
        facts = super()._get_dealer_card_facts()
        for partner in self.filtered("dealer_card_id"):
            fact = {
                "icon": "fa-id-card-o",
                "text": self.env._(
                    "Points available: %(points)s", points=partner.dealer_points
                ),
                "tone": "info",
            }
            facts.setdefault(partner, []).append(fact)
            if tier := partner.dealer_tier_id:
                fact = {"icon": tier.icon, "text": tier.name, "tone": "info"}
                facts[partner].append(fact)
        return facts
