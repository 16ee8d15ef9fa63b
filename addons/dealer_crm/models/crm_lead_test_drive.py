from datetime import timedelta

from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_test_drive_ids = fields.One2many(
        comodel_name="dealer.test.drive", inverse_name="lead_id", string="Test Drives"
    )
    dealer_test_drive_count = fields.Integer(
        string="Number of Test Drives", compute="_compute_dealer_test_drive_count"
    )
    dealer_test_drive_wanted = fields.Boolean(
        string="Asks for a Test Drive",
        copy=False,
        help="The customer has asked for a test drive, and none is planned yet.",
    )

    @api.depends("dealer_test_drive_ids")
    def _compute_dealer_test_drive_count(self):
        groups = self.env["dealer.test.drive"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.dealer_test_drive_count = counts.get(lead.id, 0)

    def action_dealer_plan_test_drive(self):
        """Plan a test drive, with what the lead says.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test Drive"),
            "res_model": "dealer.test.drive",
            "view_mode": "form",
            "context": self._prepare_dealer_test_drive_context(),
        }

    def action_dealer_view_test_drives(self):
        """Open the test drives of the lead.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_test_drive_action"
        )
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = self._prepare_dealer_test_drive_context()
        action["views"] = [(False, "list"), (False, "kanban"), (False, "form")]
        return action

    def _prepare_dealer_test_drive_context(self):
        """Defaults of a drive: car on offer, a demo car of the wanted model, now."""
        now = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        return {
            "default_lead_id": self.id,
            "default_partner_id": self.partner_id.id,
            "default_company_id": (self.company_id or self.env.company).id,
            "default_user_id": (self.user_id or self.env.user).id,
            "default_vehicle_id": self._get_dealer_test_drive_car().id,
            "default_start": fields.Datetime.to_string(now + timedelta(hours=1)),
        }

    def _get_dealer_test_drive_car(self):
        """A car which the customer may want to try.

        :return: dealer.vehicle or an empty recordset
        """
        if self.dealer_vehicle_id.state in ("demo", "stock"):
            return self.dealer_vehicle_id
        company_ids = (False, (self.company_id or self.env.company).id)
        return self.env["dealer.vehicle"].search(
            [
                ("state", "=", "demo"),
                ("model_id", "=", self.dealer_wish_model_id.id or 0),
                ("company_id", "in", company_ids),
            ],
            limit=1,
        )

    def _merge_dependences(self, opportunities):
        """The test drives of the leads which go belong to the one that stays."""
        result = super()._merge_dependences(opportunities)
        opportunities.dealer_test_drive_ids.write({"lead_id": self.id})
        return result

    def _merge_get_fields(self):
        return super()._merge_get_fields() + ["dealer_test_drive_wanted"]
