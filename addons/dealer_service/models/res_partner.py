from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_service_order_ids = fields.One2many(
        comodel_name="dealer.service.order",
        inverse_name="partner_id",
        string="Service Orders",
    )
    dealer_service_order_count = fields.Integer(
        string="Service Order Count", compute="_compute_dealer_service_order_count"
    )

    def _compute_dealer_service_order_count(self):
        groups = self.env["dealer.service.order"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.dealer_service_order_count = counts.get(partner.id, 0)

    def action_dealer_service_orders(self):
        """Open the service orders of the person, of all his cars.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_service_order_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
