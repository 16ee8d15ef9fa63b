"""Withdrawing by the link of a letter, without logging in."""

from odoo import http
from odoo.http import request

MAX_BYTES = 16 * 1024


class ConsentWithdrawal(http.Controller):
    @http.route(
        "/dealer/consent/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def dealer_consent_page(self, token, **_params):
        """Ask: scanners of mail servers follow links, so a visit changes nothing."""
        return self._render(token, done=False)

    @http.route(
        "/dealer/consent/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
        max_content_length=MAX_BYTES,
        # The button of a mail program posts without a session (RFC 8058); the
        # signature in the address stands for it.
        csrf=False,
    )
    def dealer_consent_withdraw(self, token, **_params):
        """Withdraw, at once for what waits in the queue, too."""
        found = request.env["dealer.consent"]._read_withdraw_token(token)
        if found:
            request.env["dealer.consent"]._withdraw_by_link(*found)
        return self._render(token, done=True)

    def _render(self, token, done):
        found = request.env["dealer.consent"]._read_withdraw_token(token)
        if not found:
            raise request.not_found()
        _partner, purpose, channel = found
        channels = dict(request.env["res.partner"]._get_dealer_channels())
        return request.render(
            "dealer_marketing.consent_withdrawal",
            {"purpose": purpose, "channel": channels.get(channel, ""), "done": done},
        )
