"""Where a friend lands who opens the link of a member."""

import json

from odoo import http
from odoo.http import request

MAX_TEXT = 200
MAX_BYTES = 16 * 1024


class ClubInvitation(http.Controller):
    @http.route(
        "/club/invite/<string:code>",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
        max_content_length=MAX_BYTES,
        sitemap=False,
    )
    def club_invitation(self, code, **params):
        """Show the invitation; take a name and a phone number as a lead.

        The page names nobody: who has the link learns nothing about the member. A
        code has 96 random bits; one which does not exist is answered with 404.
        """
        # sudo: visitors see no cards; only whether the code is right is used.
        card = request.env["loyalty.card"].sudo()._find_dealer_invitation(code)
        if not card:
            return request.not_found()
        values = {"card": card, "state": "form", "error": False, "params": {}}
        if request.httprequest.method == "POST":
            values.update(self._take(card, code, params))
        return request.render("dealer_loyalty.club_invitation", values)

    def _take(self, card, code, params):
        """Hand what was entered to the intake, as any other web form.

        :return: dict of values of the page
        """
        wanted = {
            name: str(params.get(name) or "").strip()[:MAX_TEXT]
            for name in ("name", "phone", "comments", "website")
        }
        if not wanted["name"] or sum(c.isdigit() for c in wanted["phone"]) < 6:
            return {
                "params": wanted,
                "error": request.env._("Please enter your name and phone number."),
            }
        company = card._get_dealer_referral_company()
        source = company._get_dealer_referral_source()
        sender = source._get_keyed_hash(request.httprequest.remote_addr or "")
        if source._is_over_limit(sender):
            return {
                "params": wanted,
                "error": request.env._("Too many messages. Try again in an hour."),
            }
        payload = {
            "customer": {"name": wanted["name"], "phone": wanted["phone"]},
            "comments": wanted["comments"],
            "website": wanted["website"],
            "invitation": code,
        }
        row, _is_new = source.env["dealer.inbox"]._store(
            source,
            json.dumps(payload, sort_keys=True).encode(),
            "application/json",
            format="json",
            sender_key=sender,
        )
        row._process()
        return {"state": "done"}
