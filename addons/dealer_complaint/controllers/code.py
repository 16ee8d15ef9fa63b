"""The form behind the code on the papers of a service order; no login is needed."""

import uuid

from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route

from ..tools.photos import MAX_FORM_BYTES
from .form import ComplaintForm


class ComplaintCode(ComplaintForm, Controller):
    @route(
        "/complaint/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def complaint_code(self, token, **_params):
        """An empty form for the order of a code. 404: not valid or too old.

        Number, day and plate are shown: they stand on the paper, too. The customer is
        not named.
        """
        order = self._find_order(token)
        return self._render_code(order, {"step": "workshop"}, None)

    @route(
        "/complaint/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
        max_content_length=MAX_FORM_BYTES,
    )
    def complaint_code_submit(self, token, **params):
        """Take the complaint. 404 as above; a form sent twice is taken once."""
        order = self._find_order(token)
        if params.get("website"):
            # Robots fill in what people do not see; they are thanked as everybody.
            return self._render_done(request.env["dealer.complaint"].browse())
        wanted, files = self._read_form(params), self._read_photos()
        partner = order.partner_id
        if fault := self._get_fault(wanted, partner, files):
            return self._render_code(order, wanted, fault)
        is_customer = request.env.user.partner_id == partner
        values = {
            "company_id": order.company_id.id,
            "partner_id": partner.id,
            "order_id": order.id,
            "source": "portal" if is_customer else "document",
        }
        return self._render_done(self._take(wanted, values, files), is_customer)

    def _find_order(self, token):
        order = request.env["dealer.service.order"]._find_by_complaint_token(token)
        if not order:
            raise NotFound
        request.update_context(lang=order.partner_id.lang or request.env.lang)
        return order

    def _render_code(self, order, wanted, fault):
        return request.render(
            "dealer_complaint.code_page",
            {
                "order": order.with_env(request.env(su=True)),
                "steps": self._get_steps(),
                "wanted": {"form": uuid.uuid4().hex, **wanted},
                "fault": fault,
            },
        )

    def _render_done(self, complaint, is_customer=False):
        return request.render(
            "dealer_complaint.code_done_page",
            {"complaint": complaint, "is_customer": is_customer},
        )
