from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

MAX_TEXT = 200


class ServicePortal(CustomerPortal):
    @http.route(
        ["/my/service/<int:order_id>"],
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_service_order(self, order_id, access_token=None, message="", **_kwargs):
        """The page of a service order, for its customer or who has the link.

        :param str message: a refusal to show
        """
        order = self._get_service_order(order_id, access_token)
        if not order:
            return request.redirect("/my")
        return self._render_service_order(order, access_token, message)

    @http.route(
        ["/my/service/<int:order_id>/decide"],
        type="http",
        auth="public",
        methods=["POST"],
        max_content_length=64 * 1024,
        website=True,
    )
    def portal_service_decide(self, order_id, access_token=None, **answers):
        """Keep the customer's answers; then the quotation is signed the stock way.

        :param answers: ``line_<id>`` with approved, deferred or declined,
            ``reason_<id>``, ``name`` of who answers
        """
        order = self._get_service_order(order_id, access_token)
        if not order:
            return request.redirect("/my")
        try:
            with request.env.cr.savepoint():
                order._decide_on_page(
                    self._read_answers(answers),
                    answers.get("name", "")[:MAX_TEXT] or order.partner_id.name,
                )
                sale = self._finish_decision(order)
        except UserError as error:
            return self._render_service_order(order, access_token, str(error))
        if sale:
            return request.redirect(sale.get_portal_url())
        return request.redirect(order.get_portal_url())

    def _get_service_order(self, order_id, access_token):
        """The order with the rights of the link or of the portal user; empty without.

        :return: dealer.service.order (sudo)
        """
        orders = request.env["dealer.service.order"]
        # The page is full of prices: the right to the order is not enough for staff.
        if request.env.user._is_internal() and not orders._shows_prices():
            return orders
        try:
            return self._document_check_access(
                "dealer.service.order", order_id, access_token
            )
        except (AccessError, MissingError):
            return orders

    def _render_service_order(self, order, access_token, message):
        order = order.with_context(lang=order.partner_id.lang or request.env.lang)
        values = {
            "order": order,
            "lines": order._get_portal_lines(),
            "sale": order._get_sale_order_to_sign(),
            "message": message,
            "page_name": "service_order",
        }
        values = self._get_page_view_values(
            order, access_token, values, "my_service_history", False
        )
        return request.render("dealer_service.portal_service_order", values)

    def _read_answers(self, answers):
        """Answers of the form by the id of the line.

        :raise UserError: a line is not named by a number
        """
        found = {}
        for name, value in answers.items():
            if not name.startswith("line_"):
                continue
            number = name.removeprefix("line_")
            if not number.isdecimal() or len(number) > 9:
                raise UserError(request.env._("Answer the lines of this page."))
            reason = answers.get(f"reason_{number}", "")[:MAX_TEXT]
            found[int(number)] = (value, reason)
        return found

    def _finish_decision(self, order):
        """After the last answer: what has to be signed, or the order goes on.

        :return: sale.order to be signed, empty when there is nothing to sign
        """
        if order._is_waiting():
            return request.env["sale.order"]
        sale = order._get_sale_order_to_sign()
        if sale and sale.state in ("draft", "sent") and sale.order_line:
            sale.require_signature = True
            sale.require_payment = False
            sale.state = "sent"
            return sale
        order._approve_when_decided()
        return request.env["sale.order"]
