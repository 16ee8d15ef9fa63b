"""The customer's own page: what may be sent, and how."""

from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

HISTORY = 20
MAX_BYTES = 64 * 1024


class ConsentPortal(CustomerPortal):
    @http.route("/my/consents", type="http", auth="user", methods=["GET"], website=True)
    def portal_my_consents(self, saved=False, **_params):
        """What the person who is logged in has agreed to, and the history of it."""
        partner = request.env.user.partner_id
        consents = request.env["dealer.consent"]
        company = request.env.company
        # sudo: the wording is shown to everybody who is asked to agree to it.
        profile = company.sudo()._get_dealer_consent_profile()
        # sudo: customers read no records, this one the own ones.
        history = consents.sudo().search(
            [("partner_id", "=", partner.id)], limit=HISTORY
        )
        return request.render(
            "dealer_marketing.portal_my_consents",
            {
                "page_name": "dealer_consents",
                "rows": consents._get_preferences(partner),
                "texts": [
                    text
                    for kind in ("processing", "advertising")
                    if (text := profile._get_text(kind, partner.lang))
                ],
                "history": history,
                "saved": saved,
            },
        )

    @http.route(
        "/my/consents",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_BYTES,
    )
    def portal_my_consents_save(self, **values):
        """Take what is ticked: fields named ``<purpose>-<channel>[-<car>]``, by ids."""
        wanted = set()
        for name in values:
            purpose, channel, car = [*name.split("-"), "", ""][:3]
            if purpose.isdecimal() and (car.isdecimal() or not car):
                wanted.add((int(purpose), channel, int(car) if car else False))
        request.env["dealer.consent"]._set_preferences(
            request.env.user.partner_id, wanted, request.env.company
        )
        return request.redirect("/my/consents?saved=1")
