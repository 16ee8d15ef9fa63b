"""Complaints on cars, sales orders and opportunities."""

from odoo import fields, models


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    complaint_count = fields.Integer(compute="_compute_complaint_count")

    def _compute_complaint_count(self):
        counts = self.env["dealer.complaint"]._count_by("vehicle_id", self)
        for vehicle in self:
            vehicle.complaint_count = counts.get(vehicle.id, 0)

    def action_complaints(self):
        """Open the complaints about the car.

        :return: window action
        """
        self.ensure_one()
        return self.env["dealer.complaint"]._get_list_action(
            [("vehicle_id", "=", self.id)],
            default_vehicle_id=self.id,
            default_partner_id=self.owner_id.id,
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dealer_complaint_count = fields.Integer(
        string="Complaint Count", compute="_compute_dealer_complaint_count"
    )

    def _compute_dealer_complaint_count(self):
        counts = self.env["dealer.complaint"]._count_by("sale_order_id", self)
        for order in self:
            order.dealer_complaint_count = counts.get(order.id, 0)

    def action_dealer_complaints(self):
        """Open the complaints about the order, or begin one.

        :return: window action
        """
        self.ensure_one()
        return self.env["dealer.complaint"]._get_list_action(
            [("sale_order_id", "=", self.id)],
            default_sale_order_id=self.id,
            default_company_id=self.company_id.id,
            default_step="sales",
        )


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_complaint_count = fields.Integer(
        string="Complaint Count", compute="_compute_dealer_complaint_count"
    )

    def _compute_dealer_complaint_count(self):
        counts = self.env["dealer.complaint"]._count_by("lead_id", self)
        for lead in self:
            lead.dealer_complaint_count = counts.get(lead.id, 0)

    def action_dealer_complaints(self):
        """Open the complaints about the opportunity, or begin one.

        :return: window action
        """
        self.ensure_one()
        return self.env["dealer.complaint"]._get_list_action(
            [("lead_id", "=", self.id)],
            default_lead_id=self.id,
            default_company_id=self.company_id.id,
            default_step="sales",
        )


class DealerComplaint(models.Model):
    _inherit = "dealer.complaint"

    def _count_by(self, name, records):
        """Number of complaints of each record, as far as the user may read them.

        :param str name: field of the complaint which links to the records
        :return: dict id -> number
        """
        if not self.has_access("read"):
            return {}
        groups = self._read_group([(name, "in", records.ids)], [name], ["__count"])
        return {record.id: count for record, count in groups}

    def _get_list_action(self, domain, **context):
        """Complaints of a document, with its values for a new one.

        :param list domain: which complaints
        :param context: defaults
        :return: window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_complaint.dealer_complaint_action"
        )
        return {
            **action,
            "domain": domain,
            "context": context,
            "views": [(False, "list"), (False, "form")],
        }
