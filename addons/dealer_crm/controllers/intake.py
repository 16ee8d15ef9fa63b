"""Where other systems hand in leads."""

import re

from odoo.http import Controller, request, route

MAX_BYTES = 256 * 1024


class DealerIntake(Controller):
    @route(
        "/dealer/intake/adf",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        readonly=False,
        save_session=False,
        max_content_length=MAX_BYTES,
        dealer_raw=True,
    )
    def dealer_intake_adf(self, **_params):
        """Take an ADF document.

        ``Authorization: Bearer <token of the source>``, body ADF XML of at most
        256 KiB in any content type. Answers JSON: 201 ``{inbox_id, lead_ids}``, 200
        the same for a repeat, 422 ``{inbox_id, error}`` quarantined, 401, 413.
        """
        return self._take("adf")

    @route(
        "/dealer/intake/lead",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        cors="*",
        readonly=False,
        save_session=False,
        max_content_length=MAX_BYTES,
        dealer_raw=True,
    )
    def dealer_intake_lead(self, **_params):
        """Take leads in JSON (schema in ``tools.json_lead``).

        Token and answers as for ADF; also 429 for a sender above the limit of the
        source. May be called by a page of another site.
        """
        return self._take("json")

    def _take(self, format_):
        source = self._identify()
        if not source:
            return request.make_json_response(
                {"error": request.env._("The token is missing or not valid.")},
                status=401,
                headers=[("WWW-Authenticate", "Bearer")],
            )
        sender_key = source._get_keyed_hash(request.httprequest.remote_addr or "")
        known = getattr(request, "dealer_inbox", None)
        if not known and source._is_over_limit(sender_key):
            return request.make_json_response(
                {"error": request.env._("Too many messages. Try again in an hour.")},
                status=429,
                headers=[("Retry-After", "3600")],
            )
        row, is_new = self._store(source, format=format_, sender_key=sender_key)
        row._process()
        return self._answer(row, is_new)

    def _identify(self):
        """The source of the token; from here on the intake user acts.

        :return: dealer.intake.source or an empty recordset
        """
        header = request.httprequest.headers.get("Authorization") or ""
        match = re.fullmatch(r"\s*Bearer\s+(\S+)\s*", header, re.IGNORECASE)
        user = request.env.ref("dealer_crm.user_intake")
        request.update_env(user=user.id)
        sources = request.env["dealer.intake.source"]
        source = sources._find_by_token(match and match.group(1))
        if not source:
            return sources
        self._act_for(source)
        return request.env["dealer.intake.source"].browse(source.id)

    def _act_for(self, source):
        """Go on in the showroom and the language of a source."""
        request.update_context(
            allowed_company_ids=source.company_id.ids,
            lang=source.company_id.partner_id.lang,
            mail_create_nosubscribe=True,
        )

    def _store(self, source, **options):
        """Keep the raw message before anything is done with it.

        Odoo runs a request again after a serialisation failure: the row is
        remembered on the request, so that the second run continues with it.
        """
        inbox = request.env["dealer.inbox"]
        if remembered := getattr(request, "dealer_inbox", None):
            return inbox.browse(remembered[0]), remembered[1]
        # A fresh snapshot sees what parallel requests have stored until now.
        request.env.cr.commit()
        row, is_new = inbox._store(
            source,
            request.httprequest.get_data(cache=True, parse_form_data=False),
            request.httprequest.content_type,
            **options,
        )
        request.env.cr.commit()
        request.dealer_inbox = (row.id, is_new)
        return row, is_new

    def _answer(self, row, is_new):
        original = row.original_id or row
        if row.state == "quarantine":
            answer = {"inbox_id": row.id, "error": row.error}
            return request.make_json_response(answer, status=422)
        answer = {"inbox_id": original.id, "lead_ids": sorted(row.lead_ids.ids)}
        created = is_new and row.state == "done"
        return request.make_json_response(answer, status=201 if created else 200)
