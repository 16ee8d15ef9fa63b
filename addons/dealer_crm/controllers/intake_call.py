"""Where a telephone system reports its calls."""

from odoo.http import request, route

from .intake import MAX_BYTES, DealerIntake


class DealerIntakeCall(DealerIntake):
    @route(
        "/dealer/intake/call",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        readonly=False,
        save_session=False,
        max_content_length=MAX_BYTES,
        dealer_raw=True,
    )
    def dealer_intake_call(self, **_params):
        """Take one event of a telephone system (schema in ``tools.call_event``).

        ``X-Dealer-Timestamp``: Unix seconds, at most five minutes away from now.
        ``X-Dealer-Signature``: ``sha256=`` and the hexadecimal HMAC-SHA256 of
        timestamp, a full stop and the body as it is sent, with the secret of the
        source. Events may come twice and in any order. Answers as for ADF: 201, 200
        for a repeat, 422 quarantined, 401, 413.
        """
        source, error = self._identify_signer()
        if not source:
            return request.make_json_response({"error": error}, status=401)
        row, is_new = self._store(source, format="call")
        row._process()
        return self._answer(row, is_new)

    def _identify_signer(self):
        """The source whose secret has signed the message.

        :return: tuple (dealer.intake.source or an empty recordset, message)
        """
        user = request.env.ref("dealer_crm.user_intake")
        request.update_env(user=user.id)
        sources = request.env["dealer.intake.source"]
        headers = request.httprequest.headers
        stamp = headers.get("X-Dealer-Timestamp") or ""
        source = sources._find_by_signature(
            stamp,
            request.httprequest.get_data(cache=True, parse_form_data=False),
            headers.get("X-Dealer-Signature") or "",
        )
        if not source:
            return source, request.env._("The signature is missing or not valid.")
        if not sources._is_fresh(stamp):
            return sources, request.env._(
                "The message was signed more than five minutes ago. Set the clock of "
                "the telephone system, and sign again what is sent again."
            )
        self._act_for(source)
        return request.env["dealer.intake.source"].browse(source.id), ""
