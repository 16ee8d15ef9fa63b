"""The customer's cars in the portal: history, documents, costs, service book."""

from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal import ServicePortal

PAGE_ROWS = 20
DOCUMENTS = {
    "acceptance": "dealer_service.dealer_service_order_report_acceptance",
    "work-order": "dealer_service.dealer_service_order_report_work_order",
    "work-done": "dealer_service.dealer_service_order_report_completion",
}


class CarsPortal(ServicePortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            partner = request.env.user.partner_id
            values["dealer_has_cars"] = bool(partner._get_dealer_own_vehicles())
        return values

    @http.route("/my/cars", type="http", auth="user", methods=["GET"], website=True)
    def portal_my_cars(self, **_params):
        """The cars of who is logged in."""
        vehicles = request.env.user.partner_id._get_dealer_own_vehicles()
        if len(vehicles) == 1:
            return request.redirect(f"/my/cars/{vehicles.id}")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_cars",
            "vehicles": vehicles.sorted("display_name"),
        }
        return request.render("dealer_service.portal_my_cars", values)

    @http.route(
        ["/my/cars/<int:vehicle_id>", "/my/cars/<int:vehicle_id>/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_my_car(self, vehicle_id, page=1, **_params):
        """One of them: what is due, what was done, what it cost. 404: not theirs."""
        vehicle, partner = self._get_own_car(vehicle_id)
        if not vehicle:
            return request.not_found()
        visits = vehicle.env["dealer.vehicle.visit"]
        pager = portal_pager(
            url=f"/my/cars/{vehicle.id}",
            total=visits.search_count(vehicle._get_book_visits_domain()),
            page=page,
            step=PAGE_ROWS,
        )
        rows = vehicle._get_service_book(partner, PAGE_ROWS, pager["offset"])
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_cars",
            "vehicle": vehicle,
            "rows": rows,
            "documents": vehicle._get_book_documents(rows, partner),
            "open_orders": vehicle._get_portal_open_orders(partner),
            "years": vehicle._get_costs_by_year(partner),
            "pager": pager,
        }
        return request.render("dealer_service.portal_my_car", values)

    @http.route(
        "/my/cars/<int:vehicle_id>/service-book.pdf",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def portal_service_book(self, vehicle_id, **_params):
        """The service book of an own car. 404: not theirs."""
        vehicle, partner = self._get_own_car(vehicle_id)
        if not vehicle:
            return request.not_found()
        # sudo: the car is the customer's, the rows show no other person.
        pdf = (
            request.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf(
                "dealer_service.report_service_book",
                vehicle.ids,
                data={"reader_id": partner.id},
            )[0]
        )
        return self._make_pdf(
            pdf, request.env._("Service book %(car)s", car=vehicle.display_name)
        )

    @http.route(
        "/my/service/<int:order_id>/document/<string:name>",
        type="http",
        auth="public",
        methods=["GET"],
    )
    def portal_service_document(self, order_id, name, access_token=None, **_params):
        """A document of an order as PDF, for its customer or who has the link.

        404: no such order or document, or not theirs.
        """
        order = self._get_service_order(order_id, access_token)
        if not order or name not in order._get_portal_documents():
            return request.not_found()
        # sudo: the customer's own order, see above.
        report = request.env["ir.actions.report"].sudo()
        pdf = report._render_qweb_pdf(DOCUMENTS[name], order.ids)[0]
        return self._make_pdf(pdf, f"{order.name} {name}")

    def _get_own_car(self, vehicle_id):
        """A car of who is logged in.

        :return: tuple (dealer.vehicle in sudo, empty: not theirs; res.partner)
        """
        partner = request.env.user.partner_id
        vehicles = partner._get_dealer_own_vehicles()
        return vehicles.filtered(lambda car: car.id == vehicle_id), partner

    def _make_pdf(self, pdf, name):
        return request.make_response(
            pdf,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(f"{name}.pdf")),
                ("Cache-Control", "private, no-store"),
            ],
        )
