"""Complaints in the customer's portal: those handed in, their answers, a new one."""

import uuid

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools.photos import MAX_FORM_BYTES
from .form import ComplaintForm

PAGE_ROWS = 20
# Service orders to choose from, the newest first.
MAX_ORDERS = 10


class ComplaintPortal(ComplaintForm, CustomerPortal):
    def _get_own(self):
        # sudo: customers have no right to complaints; each search names their own.
        return request.env["dealer.complaint"].sudo()

    def _get_own_domain(self):
        return [("partner_id", "=", request.env.user.partner_id.id)]

    # === READ === #

    @http.route(
        ["/my/complaints", "/my/complaints/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_my_complaints(self, page=1, **_params):
        """The complaints of who is logged in, and where they stand."""
        domain = self._get_own_domain()
        pager = portal_pager(
            url="/my/complaints",
            total=self._get_own().search_count(domain),
            page=page,
            step=PAGE_ROWS,
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_complaint",
            "complaints": self._get_own().search(
                domain, limit=PAGE_ROWS, offset=pager["offset"]
            ),
            "pager": pager,
            "default_url": "/my/complaints",
        }
        return request.render("dealer_complaint.portal_my_complaints", values)

    @http.route(
        "/my/complaints/<int:complaint_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_my_complaint(self, complaint_id, access_token=None, **_params):
        """A complaint and its answer, for its customer or who has the link."""
        complaint = self._find_complaint(complaint_id, access_token)
        if not complaint:
            return request.redirect("/my")
        return self._render_complaint(complaint)

    def _find_complaint(self, complaint_id, access_token):
        """A complaint of who is logged in, or of the link; empty otherwise.

        Not by stock's check of rights: the model holds what the showroom writes for
        itself, so customers may not read it at all.

        :return: dealer.complaint with all rights
        """
        complaint = self._get_own().search([("id", "=", complaint_id)])
        is_own = complaint.partner_id == request.env.user.partner_id
        has_link = (
            access_token
            # Other characters cannot be compared, and are not ours.
            and access_token.isascii()
            and complaint.access_token
            and consteq(complaint.access_token, access_token)
        )
        return complaint if is_own or has_link else complaint.browse()

    def _render_complaint(self, complaint, is_new=False):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_complaint",
            "complaint": complaint,
            "photos": complaint._get_portal_photos(),
            "is_new": is_new,
        }
        return request.render("dealer_complaint.portal_my_complaint", values)

    # === WRITE === #

    @http.route(
        "/my/complaints/new", type="http", auth="user", methods=["GET"], website=True
    )
    def portal_new_complaint(self, **params):
        """An empty form.

        :param params: ``step`` and ``about`` choose for the customer
        """
        return self._render_form(
            {
                "step": str(params.get("step") or ""),
                "about": str(params.get("about") or ""),
            },
            None,
        )

    @http.route(
        "/my/complaints/new",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_FORM_BYTES,
    )
    def portal_new_complaint_submit(self, **params):
        """Take the complaint; a form sent twice is taken once."""
        partner = request.env.user.partner_id
        wanted, files = self._read_form(params), self._read_photos()
        wanted["about"] = str(params.get("about") or "")
        orders, cars = self._get_orders(), self._get_cars()
        about = self._read_about(wanted["about"], orders, cars)
        fault = self._get_fault(wanted, partner, files)
        if about is None:
            fault = request.env._("Please choose what the complaint is about.")
        if fault:
            return self._render_form(wanted, fault)
        values = {
            **self._get_about_values(about, orders),
            "partner_id": partner.id,
            "source": "portal",
        }
        complaint = self._take(wanted, values, files)
        return request.redirect(f"/my/complaints/{complaint.id}")

    def _render_form(self, wanted, fault):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_complaint",
            "steps": self._get_steps(),
            "orders": self._get_orders(),
            "cars": self._get_cars(),
            "wanted": {"form": uuid.uuid4().hex, **wanted},
            "fault": fault,
        }
        return request.render("dealer_complaint.portal_new_complaint", values)

    def _get_orders(self):
        """Service orders which the customer may complain about.

        :return: dealer.service.order with all rights
        """
        # sudo: the customer's own orders.
        return (
            request.env["dealer.service.order"]
            .sudo()
            .search(
                [*self._get_own_domain(), ("state", "!=", "cancelled")],
                limit=MAX_ORDERS,
            )
        )

    def _get_cars(self):
        """Cars of the customer, as owner or driver.

        :return: dealer.vehicle with all rights
        """
        # sudo: portal users have no right to vehicles; these are their own.
        periods = (
            request.env["dealer.vehicle.ownership"]
            .sudo()
            .search(self._get_own_domain())
        )
        return periods.filtered("is_current").vehicle_id

    def _read_about(self, text, orders, cars):
        """What the customer has chosen, never a record of somebody else.

        :param str text: order-<id>, car-<id> or ''
        :return: dealer.service.order, dealer.vehicle, empty for something else; None:
            it is none of theirs
        """
        if not text:
            return request.env["dealer.vehicle"].browse()
        kind, _dash, number = text.partition("-")
        records = {"order": orders, "car": cars}.get(kind, cars.browse())
        chosen = records.filtered(lambda record: str(record.id) == number)
        return chosen or None

    def _get_about_values(self, about, orders):
        """Links of the complaint, and the showroom it is about.

        :param about: see ``_read_about``
        :param orders: dealer.service.order of the customer
        :return: dict
        """
        if about._name == "dealer.service.order":
            return {"order_id": about.id, "company_id": about.company_id.id}
        last = (
            orders.filtered(lambda order: order.vehicle_id == about)[:1] or orders[:1]
        )
        company = last.company_id or request.env.company
        return {"vehicle_id": about.id, "company_id": company.id}
