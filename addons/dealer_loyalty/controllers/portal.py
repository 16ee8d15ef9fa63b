"""The club in the customer's portal."""

from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools import card_image

PAGE_ROWS = 20
# Days on which points expire, the next first.
SHOWN_LOTS = 3


class ClubPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if counters:
            return values
        if cards := values.get("cards_per_programs"):
            # The club has a page of its own; stock's shows nothing of its ledger.
            values["cards_per_programs"] = {
                program: rows
                for program, rows in cards.items()
                if not program.dealer_club
            }
        values["dealer_has_club"] = bool(self._get_club_card())
        return values

    def _get_club_card(self):
        """The card of who is logged in; never one that the address names.

        :return: loyalty.card in sudo, may be empty
        """
        partner = request.env.user.partner_id
        programs = request.env["loyalty.program"]
        for club in programs._get_dealer_clubs(request.env.company):
            if card := partner._dealer_get_card(club):
                return card
        # sudo: nothing in it.
        return request.env["loyalty.card"].sudo()

    @http.route(
        ["/my/club", "/my/club/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_my_club(self, page=1, **_params):
        """Points, history, tier and card of who is logged in."""
        card = self._get_club_card()
        if not card:
            return request.redirect("/my")
        # sudo: entries are closed for customers; these are of their own card.
        entries = request.env["dealer.loyalty.entry"].sudo()
        domain = [("card_id", "=", card.id)]
        pager = portal_pager(
            url="/my/club",
            total=entries.search_count(domain),
            page=page,
            step=PAGE_ROWS,
        )
        rows = entries.search(
            domain, order="date desc, seq desc", limit=PAGE_ROWS, offset=pager["offset"]
        )
        partner = request.env.user.partner_id
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_club",
            "card": card,
            "is_holder": card.partner_id == partner,
            "rows": [
                {"date": row.date, "text": row._get_plain_text(), "points": row.points}
                for row in rows
            ],
            "expiring": card._get_dealer_expiring().get(card, [])[:SHOWN_LOTS],
            "waiting": card.dealer_waiting,
            "invitation": self._get_invitation_link(card, partner),
            "club_actions": self._get_club_actions(card),
            "pager": pager,
        }
        return request.render("dealer_loyalty.portal_my_club", values)

    def _get_invitation_link(self, card, partner):
        """The link by which the holder invites friends; nobody else has it."""
        if card.partner_id != partner:
            return False
        return f"{card.get_base_url()}/club/invite/{card._get_dealer_invitation()}"

    def _get_club_actions(self, card):
        """What else can be begun from the page; addons add theirs, as a complaint.

        :param card: loyalty.card in sudo
        :return: list of dicts ``label``, ``url``, ``icon`` (Font Awesome class)
        """
        return []

    @http.route(
        "/my/club/card.png", type="http", auth="user", methods=["GET"], readonly=True
    )
    def portal_my_club_card(self, **_params):
        """The codes of the own card as a picture for the telephone."""
        card = self._get_club_card()
        if not card:
            return request.not_found()
        return request.make_response(
            card_image.png(card.code),
            headers=[
                ("Content-Type", "image/png"),
                ("Content-Disposition", 'attachment; filename="club-card.png"'),
                ("Cache-Control", "private, no-store"),
            ],
        )
