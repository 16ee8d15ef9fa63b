from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import tiers as rules


class DealerLoyaltyTierSimulation(models.TransientModel):
    _name = "dealer.loyalty.tier.simulation"
    _description = "How Many Members Would Be in Which Tier"

    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Club",
        required=True,
        domain=[("dealer_club", "=", True)],
        ondelete="cascade",
        default=lambda self: self.env["dealer.loyalty.tier"]._default_program_id(),
    )
    basis = fields.Selection(
        selection=lambda self: self._get_program_selection("dealer_tier_basis"),
        string="Ranked by",
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    window = fields.Selection(
        selection=lambda self: self._get_program_selection("dealer_tier_window"),
        string="Counted in",
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    months = fields.Integer(
        string="Months Counted",
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
    )
    line_ids = fields.One2many(
        comodel_name="dealer.loyalty.tier.simulation.line",
        inverse_name="simulation_id",
        string="Tiers",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    calculated = fields.Boolean(readonly=True)
    below = fields.Integer(string="In No Tier", readonly=True)
    total = fields.Integer(string="Members", readonly=True)

    @api.model
    def _get_program_selection(self, name):
        field = self.env["loyalty.program"]._fields[name]
        return field._description_selection(self.env)

    @api.depends("program_id")
    def _compute_settings(self):
        for simulation in self:
            program = simulation.program_id
            simulation.basis = program.dealer_tier_basis or "points"
            simulation.window = program.dealer_tier_window or "rolling"
            simulation.months = program.dealer_tier_months or 12

    @api.depends("program_id")
    def _compute_line_ids(self):
        for simulation in self:
            simulation.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "name": tier.name,
                            "threshold": tier.threshold,
                            "now": tier.member_count,
                        }
                    )
                    for tier in simulation.program_id.dealer_tier_ids
                ),
            ]

    def action_calculate(self):
        """Count the members which each threshold would have today.

        :return: action which shows the window again
        :raise UserError: no tiers, twice the same threshold, no months
        """
        self.ensure_one()
        self.check_access("write")
        self.program_id.check_access("read")
        self._check_input()
        today = fields.Date.context_today(self)
        # sudo: counts the members of all showrooms and names nobody.
        counts = (
            self.env["dealer.loyalty.tier.engine"]
            .sudo()
            ._count_members(
                self.program_id.sudo(),
                self.basis,
                rules.window(self.window, today, self.months),
                self.line_ids.mapped("threshold"),
                today,
            )
        )
        total = sum(counts.values())
        for line in self.line_ids:
            line.members = counts.get(line.threshold, 0)
            line.share = 100 * line.members / total if total else 0
        self.write({"calculated": True, "below": counts.get(None, 0), "total": total})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Simulate Tiers"),
        }

    def _check_input(self):
        thresholds = self.line_ids.mapped("threshold")
        if not thresholds:
            raise UserError(self.env._("Add a tier: its name and where it begins."))
        if len(set(thresholds)) < len(thresholds) or min(thresholds) < 0:
            raise UserError(
                self.env._(
                    "Each tier has to begin at a value of its own, at 0 or above."
                )
            )
        if self.window == rules.ROLLING and not 1 <= self.months <= 120:
            raise UserError(self.env._("Count between 1 and 120 months."))


class DealerLoyaltyTierSimulationLine(models.TransientModel):
    _name = "dealer.loyalty.tier.simulation.line"
    _description = "Tier of a Simulation"
    _order = "threshold, id"

    simulation_id = fields.Many2one(
        comodel_name="dealer.loyalty.tier.simulation",
        required=True,
        ondelete="cascade",
    )
    name = fields.Char(string="Tier", required=True)
    threshold = fields.Integer(string="From", required=True, aggregator=None)
    now = fields.Integer(string="Members Now", readonly=True)
    members = fields.Integer(string="Would Be", readonly=True)
    share = fields.Float(readonly=True, aggregator=None)
