from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.fields import Domain

from .crm_team import CAR_SALES


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_intake_source_id = fields.Many2one(
        comodel_name="dealer.intake.source",
        string="Intake Source",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    dealer_channel = fields.Selection(
        selection=[
            ("adf", "Portal or website (ADF)"),
            ("walk_in", "Walk-in"),
            ("phone", "Phone"),
            ("web", "Web form"),
            ("email", "E-mail"),
            ("event", "Event"),
            ("survey", "Questionnaire"),
            ("referral", "Referral"),
            ("import", "Import"),
            ("cold", "Cold list"),
        ],
        string="Channel",
        compute="_compute_dealer_channel",
        store=True,
        readonly=False,
        tracking=True,
    )
    dealer_wish_brand_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.brand", string="Wanted Brand"
    )
    dealer_wish_model_id = fields.Many2one(
        comodel_name="fleet.vehicle.model",
        string="Wanted Model",
        domain="[('brand_id', '=?', dealer_wish_brand_id)]",
        index="btree_not_null",
    )
    dealer_wish_year = fields.Integer(string="Wanted Year", aggregator=None)
    dealer_wish_text = fields.Char(
        string="Wish", help="The wanted car in the customer's words."
    )
    dealer_vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Car",
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="The car offered and sold, by its VIN. It becomes the customer's when "
        "the lead is delivered.",
    )
    dealer_trade_in_vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Trade-in",
        copy=False,
        index="btree_not_null",
    )
    dealer_trade_in_text = fields.Char(
        string="Trade-in Wish",
        help="The customer's car in the words of the sender, as long as it is not "
        "known by its VIN.",
    )

    dealer_stage_ids = fields.Many2many(
        comodel_name="crm.stage", compute="_compute_dealer_stage_ids"
    )

    # === COMPUTE METHODS === #

    @api.depends("team_id")
    def _compute_dealer_stage_ids(self):
        stages = self.env["crm.stage"].search([])  # pylint: disable=no-search-all
        for lead in self:
            team = lead.team_id
            own = stages.filtered(lambda stage, team=team: team in stage.team_ids)
            shared = stages.filtered(lambda stage: not stage.team_ids)
            lead.dealer_stage_ids = own if team.dealer_own_stages else own | shared

    @api.depends("dealer_intake_source_id")
    def _compute_dealer_channel(self):
        for lead in self:
            source = lead.dealer_intake_source_id
            lead.dealer_channel = source.channel or lead.dealer_channel

    @api.onchange("dealer_wish_model_id")
    def _onchange_dealer_wish_model_id(self):
        if self.dealer_wish_model_id:
            self.dealer_wish_brand_id = self.dealer_wish_model_id.brand_id

    # === CONSTRAINTS === #

    @api.constrains("stage_id", "team_id")
    def _check_dealer_stage(self):
        for lead in self:
            teams = lead.stage_id.team_ids
            own = lead.team_id.dealer_own_stages
            if own and lead.stage_id and lead.team_id not in teams:
                raise ValidationError(
                    self.env._(
                        "%(stage)s is not a stage of the team %(team)s. Choose one of "
                        "the stages of its pipeline.",
                        stage=lead.stage_id.name,
                        team=lead.team_id.name,
                    )
                )

    # === CRUD === #

    def write(self, vals):
        if "stage_id" in vals:
            stage = self._get_dealer_stage(vals["stage_id"])
            delivered = self.filtered(lambda lead: lead.stage_id != stage)
            delivered = delivered._dealer_check_delivery(stage, vals)
        result = super().write(vals)
        if "stage_id" in vals and delivered:
            delivered._dealer_deliver()
        return result

    def _get_dealer_stage(self, stage_id):
        """The stage of an id which may come from anywhere.

        :raise UserError: there is no such stage
        """
        stage = self.env["crm.stage"].browse(stage_id or []).exists()
        if stage_id and not stage:
            raise UserError(
                self.env._(
                    "This stage does not exist any more. Reload the page and choose "
                    "another one."
                )
            )
        return stage

    # === PIPELINE OF A TEAM WITH ITS OWN STAGES === #

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        team_id = self.env.context.get("default_team_id")
        teams = self.env["crm.team"].browse(team_id or [])
        if self.env.context.get("dealer_pipeline"):
            teams |= self._get_dealer_board_teams()
        elif self.env.context.get("show_user_team_stages"):
            teams |= self.env.user.crm_team_ids
        if not teams or not all(teams.mapped("dealer_own_stages")):
            return super()._read_group_stage_ids(stages, domain)
        # sudo: as stock does, a column must show whatever the team's stages may say.
        return stages.sudo().search(
            Domain("id", "in", stages.ids) | Domain("team_ids", "in", teams.ids),
            order=stages._order,
        )

    @api.model
    def _get_dealer_board_teams(self):
        """Teams whose columns the pipeline shows: the user's own, else all which
        somebody works in.

        :return: crm.team
        """
        own = [("dealer_own_stages", "=", True)]
        mine = self.env.user.crm_team_ids.filtered_domain(own)
        teams = self.env["crm.team"]
        return (
            mine
            or teams.search([*own, ("member_ids", "!=", False)])
            or teams.search(own)
        )

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        # Stock keeps a stage shared by all teams when a lead changes its team.
        for lead in self.filtered("team_id.dealer_own_stages"):
            if lead.team_id not in lead.stage_id.team_ids:
                lead.stage_id = False
        return super()._compute_stage_id()

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        teams = self.env["crm.team"].browse(team_id or []) | self.team_id
        own = teams.filtered("dealer_own_stages")
        if own and own == teams:
            domain = [("team_ids", "in", own.ids), *(domain or [])]
        return super()._stage_find(team_id, domain, order, limit)

    # === DELIVERY === #

    def _dealer_check_delivery(self, stage, vals):
        """The leads of ``self`` which a stage change delivers.

        :param stage: crm.stage the leads go to
        :param dict vals: values written together with the stage
        :return: leads to be delivered
        :raise RedirectWarning: car or customer is missing, with the small form which
            asks for them. Holds for people only: crons, imports and merges run as
            superuser.
        """
        if not stage.is_won:
            return self.browse()
        leads = self.filtered(
            lambda lead: lead._get_dealer_won_team(stage).dealer_own_stages
        )
        if self.env.su:
            return leads
        for lead in leads:
            team = lead._get_dealer_won_team(stage)
            missing = lead._get_dealer_delivery_gaps(vals, team)
            if missing:
                raise RedirectWarning(
                    self.env._(
                        "%(lead)s cannot be closed yet. Fill in: %(fields)s.",
                        lead=lead.name,
                        fields=", ".join(missing),
                    ),
                    lead._get_dealer_gate_action(stage),
                    self.env._("Fill In"),
                )
            if lead._get_dealer_won_team(stage).dealer_pipeline in CAR_SALES:
                lead._check_dealer_car_is_free(vals)
        return leads

    def _get_dealer_won_team(self, stage):
        """The team whose pipeline says what it means that the lead is won.

        :param stage: crm.stage into which it goes
        :return: crm.team
        """
        return self.team_id or stage.team_ids[:1]

    def _check_dealer_car_is_free(self, vals):
        """A car is handed over once, also when two people do it at the same moment.

        :param dict vals: values about to be written
        :raise UserError: the car has become another customer's
        """
        vehicles = self.env["dealer.vehicle"]
        # sudo: the owner may be a colleague's customer.
        car = vehicles.sudo().browse(
            vals.get("dealer_vehicle_id", self.dealer_vehicle_id.id)
        )
        customer_id = vals.get("partner_id", self.partner_id.id)
        if car.state == "customer" and car.owner_id.id not in (False, customer_id):
            raise UserError(
                self.env._(
                    "%(car)s belongs to another customer. Choose another car. If the "
                    "showroom sells it for its owner, set the car to In stock first.",
                    car=car.display_name,
                )
            )

    def _get_dealer_delivery_gaps(self, vals, team):
        """Labels of the fields which a won lead needs and which are empty.

        :param dict vals: values about to be written
        :param team: crm.team
        :return: list of translated labels
        """
        needed = team._get_dealer_won_fields()
        labels = self.fields_get(needed, ["string"])
        return [
            labels[name]["string"] for name in needed if not vals.get(name, self[name])
        ]

    def _dealer_deliver(self):
        """What a won lead does: the customer gets the car, or we get the customer's."""
        for lead in self.filtered(lambda lead: lead.partner_id):
            pipeline = lead._get_dealer_won_team(lead.stage_id).dealer_pipeline
            if pipeline in CAR_SALES:
                # sudo: the period of the owner before may be of anybody's customer.
                lead.dealer_vehicle_id.sudo()._set_owner(lead.partner_id)
            elif pipeline == "trade_in":
                # sudo: as above.
                lead.dealer_trade_in_vehicle_id.sudo()._take_in_stock(lead.company_id)

    # === MERGE === #

    def _merge_get_fields(self):
        return super()._merge_get_fields() + [
            "dealer_intake_source_id",
            "dealer_channel",
            "dealer_level",
            "dealer_wish_brand_id",
            "dealer_wish_model_id",
            "dealer_wish_year",
            "dealer_wish_text",
            "dealer_vehicle_id",
            "dealer_trade_in_vehicle_id",
            "dealer_trade_in_text",
        ]
