"""The customer's car on the lead: appraised, agreed, taken in stock."""

from odoo import api, fields, models

from .crm_lead_gate import GATE
from .dealer_appraisal import SETTLED


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_appraisal_ids = fields.One2many(
        comodel_name="dealer.appraisal", inverse_name="lead_id", string="Appraisals"
    )
    dealer_appraisal_count = fields.Integer(
        string="Number of Appraisals", compute="_compute_dealer_appraisal"
    )
    dealer_trade_in_price = fields.Monetary(
        string="Agreed Trade-in Price",
        currency_field="company_currency",
        compute="_compute_dealer_appraisal",
        help="What we pay for the customer's car, as agreed in the appraisal.",
    )

    @api.depends("dealer_appraisal_ids.state", "dealer_trade_in_vehicle_id")
    def _compute_dealer_appraisal(self):
        groups = self.env["dealer.appraisal"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = {lead.id: count for lead, count in groups}
        settled = self._find_dealer_settled()
        for lead in self:
            found = settled.get(lead._origin.id)
            lead.dealer_appraisal_count = counts.get(lead._origin.id, 0)
            lead.dealer_trade_in_price = found.agreed_price if found else 0

    def _find_dealer_settled(self):
        """The appraisal of each lead in which the price of its trade-in is agreed.

        :return: dict id of a lead -> dealer.appraisal; leads without one are not in it
        """
        # sudo: whether there is a price counts, whoever appraised the car.
        appraisals = self.env["dealer.appraisal"].sudo()
        found = appraisals.search(
            [("lead_id", "in", self.ids), ("state", "in", SETTLED)], order="id"
        )
        return {
            record.lead_id.id: record
            for record in found
            if record.vehicle_id == record.lead_id.dealer_trade_in_vehicle_id
        }

    # === WON === #

    def _get_dealer_delivery_gaps(self, vals, team):
        gaps = super()._get_dealer_delivery_gaps(vals, team)
        agreed = self.id in self._find_dealer_settled()
        if team.dealer_pipeline == "trade_in" and not agreed:
            gaps.append(self._get_dealer_price_label())
        return gaps

    def _get_dealer_price_label(self):
        return self._fields["dealer_trade_in_price"]._description_string(self.env)

    @api.depends_context(GATE)
    def _compute_dealer_gate_text(self):
        result = super()._compute_dealer_gate_text()
        stage = self.env["crm.stage"].browse(self.env.context.get(GATE) or []).exists()
        for lead in self if stage.is_won else self.browse():
            team = lead._get_dealer_won_team(stage)
            if team.dealer_pipeline == "trade_in" and not lead.dealer_trade_in_price:
                label = lead._get_dealer_price_label()
                lead.dealer_gate_text = ", ".join(
                    filter(None, [lead.dealer_gate_text, label])
                )
        return result

    def _dealer_deliver(self):
        """A trade-in which is agreed comes into our stock with the deal."""
        result = super()._dealer_deliver()
        for record in self._find_dealer_settled().values():
            record._purchase()
        return result

    # === ACTIONS === #

    def action_dealer_appraise(self):
        """Open the appraisal which is in work, or begin one.

        :return: window action
        """
        self.ensure_one()
        open_ = self.dealer_appraisal_ids.filtered(
            lambda record: record.state in ("draft", "offered")
        )[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Trade-in Appraisal"),
            "res_model": "dealer.appraisal",
            "res_id": open_.id,
            "views": [(False, "form")],
            "context": self._prepare_dealer_appraisal_context(),
        }

    def action_dealer_view_appraisals(self):
        """Open the appraisals of the lead.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_appraisal_action"
        )
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = self._prepare_dealer_appraisal_context()
        return action

    def _prepare_dealer_appraisal_context(self):
        """Defaults of an appraisal.

        :return: dict
        """
        car = self.dealer_trade_in_vehicle_id
        return {
            "default_lead_id": self.id,
            "default_partner_id": self.partner_id.id,
            "default_vehicle_id": car.id,
            "default_odometer": car.odometer,
            "default_company_id": (self.company_id or self.env.company).id,
        }

    def _merge_dependences(self, opportunities):
        """The appraisals of the leads which go belong to the one that stays."""
        result = super()._merge_dependences(opportunities)
        # sudo: a colleague may have appraised the car.
        rows = self.env["dealer.appraisal"].sudo()
        rows.search([("lead_id", "in", opportunities.ids)]).write({"lead_id": self.id})
        return result
