from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# Pipelines whose last stage hands a car over.
CAR_SALES = (False, "new_cars", "used_cars")


class CrmTeam(models.Model):
    _inherit = "crm.team"

    dealer_own_stages = fields.Boolean(
        string="Own Stages Only",
        help="The pipeline of this team shows only the stages assigned to it, not "
        "those shared by all teams.",
    )
    dealer_pipeline = fields.Selection(
        selection=[
            ("new_cars", "New Cars"),
            ("used_cars", "Used Cars"),
            ("trade_in", "Trade-in"),
            ("service_sales", "Service Sales"),
        ],
        string="Kind of Pipeline",
        index="btree_not_null",
        help="Gives the team the stages of this business. New and used cars end with "
        "the delivery, a trade-in with the purchase of the customer's car, service "
        "sales with the work done.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams.filtered("dealer_pipeline")._dealer_take_stages()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if vals.get("dealer_pipeline"):
            self._dealer_take_stages()
        return result

    def _dealer_take_stages(self):
        """Give teams the stages of their pipeline, instead of those they had.

        :raise UserError: a team has leads in other stages
        """
        # sudo: whoever makes a team may not be the one who sets up stages.
        stages = self.env["crm.stage"].sudo()
        for team in self:
            team.dealer_own_stages = True
            template = self.env.ref(
                f"dealer_crm.crm_team_{team.dealer_pipeline}", False
            )
            if not template or template == team:
                continue
            wanted = stages.search([("team_ids", "in", template.ids)])
            own = stages.search([("team_ids", "in", team.ids)])
            team._check_dealer_stages_unused(own - wanted)
            (own - wanted).write({"team_ids": [Command.unlink(team.id)]})
            (wanted - own).write({"team_ids": [Command.link(team.id)]})

    def _check_dealer_stages_unused(self, stages):
        # sudo: also leads which the user may not see.
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        domain = [("team_id", "=", self.id), ("stage_id", "in", stages.ids)]
        if leads.search_count(domain, limit=1):
            raise UserError(
                self.env._(
                    "The team %(team)s has leads in its present stages. Make a new "
                    "team for another pipeline.",
                    team=self.name,
                )
            )

    def _get_dealer_won_fields(self):
        """Fields of a lead without which it cannot be won.

        :return: list of names
        """
        if self.dealer_pipeline == "service_sales":
            return ["partner_id"]
        if self.dealer_pipeline == "trade_in":
            return ["partner_id", "dealer_trade_in_vehicle_id"]
        return ["partner_id", "dealer_vehicle_id"]
