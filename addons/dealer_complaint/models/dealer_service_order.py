"""Complaints about a service order, the code on its papers, and the way back."""

import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools import hmac as sign

# The code on old papers does not open a form any more.
LINK_DAYS = 365
QR_PIXELS = 240


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    complaint_id = fields.Many2one(
        comodel_name="dealer.complaint",
        string="Because of Complaint",
        copy=False,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        help="The car came back because of this complaint.",
    )
    complaint_ids = fields.One2many(
        comodel_name="dealer.complaint", inverse_name="order_id", string="Complaints"
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count")

    def _compute_complaint_count(self):
        counts = self.env["dealer.complaint"]._count_by("order_id", self)
        for order in self:
            order.complaint_count = counts.get(order.id, 0)

    def action_complaints(self):
        """Open the complaints about the order, or begin one.

        :return: window action
        """
        self.ensure_one()
        return self.env["dealer.complaint"]._get_list_action(
            [("order_id", "=", self.id)],
            default_order_id=self.id,
            default_company_id=self.company_id.id,
        )

    # === CODE ON THE PAPERS === #

    def _get_complaint_url(self):
        """Address of the form for complaints about the order, for its papers.

        :return: address with a signed token; '' without a customer
        """
        self.ensure_one()
        if not self.partner_id:
            return ""
        token = f"{self.id}-{self._get_complaint_signature()}"
        return f"{self.get_base_url()}/complaint/{token}"

    def _get_complaint_signature(self):
        return sign(self.env(su=True), "dealer-complaint", self.id)

    def _get_complaint_qr(self):
        """The address as a QR code.

        :return: data URI of a PNG; '' without a customer
        """
        url = self._get_complaint_url()
        if not url:
            return ""
        png = self.env["ir.actions.report"].barcode(
            "QR", url, width=QR_PIXELS, height=QR_PIXELS
        )
        return f"data:image/png;base64,{base64.b64encode(png).decode()}"

    @api.model
    def _find_by_complaint_token(self, token):
        """The order of a code.

        :param str token: what ``_get_complaint_url`` put into it
        :return: dealer.service.order with all rights, empty when it is not valid, too
            old, or of a customer who was erased
        """
        number, _dash, signature = token.partition("-")
        # Other characters cannot be compared, and are not ours.
        if not (token.isascii() and number.isdecimal() and len(number) < 10):
            return self.browse()
        # sudo: the signature says that the reader has the paper.
        order = self.sudo().browse(int(number)).exists()
        if not order or not consteq(order._get_complaint_signature(), signature):
            return self.browse()
        oldest = fields.Datetime.now() - timedelta(days=LINK_DAYS)
        partner = order.partner_id
        is_valid = order.date >= oldest and partner and not partner.dealer_erased_at
        return order if is_valid and order.state != "cancelled" else self.browse()


class DealerComplaint(models.Model):
    _inherit = "dealer.complaint"

    comeback_ids = fields.One2many(
        comodel_name="dealer.service.order",
        inverse_name="complaint_id",
        string="Comebacks",
    )
    comeback_count = fields.Integer(compute="_compute_comeback_count")

    def _compute_comeback_count(self):
        groups = self.env["dealer.service.order"]._read_group(
            [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
        )
        counts = {complaint.id: count for complaint, count in groups}
        for complaint in self:
            complaint.comeback_count = counts.get(complaint.id, 0)

    def action_comeback(self):
        """Open a service order which puts right what the complaint is about.

        :return: window action
        """
        self.ensure_one()
        first = self.order_id
        return {
            "type": "ir.actions.act_window",
            "res_model": "dealer.service.order",
            "name": self.env._("Comeback"),
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_complaint_id": self.id,
                "default_company_id": self.company_id.id,
                "default_vehicle_id": self.vehicle_id.id,
                "default_partner_id": self.partner_id.id,
                "default_concern": self.description,
                "default_comeback_of_id": first.state == "delivered" and first.id,
            },
        }

    def action_comebacks(self):
        """Open the service orders made because of the complaint.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_service_order_action"
        )
        return {
            **action,
            "domain": [("complaint_id", "=", self.id)],
            "context": {},
            "views": [(False, "list"), (False, "form")],
        }
