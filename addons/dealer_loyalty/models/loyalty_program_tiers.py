"""How a club ranks its members."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# A change of these makes the tiers of all members be calculated again.
TIER_SETTINGS = {
    "active",
    "dealer_tier_basis",
    "dealer_tier_window",
    "dealer_tier_months",
    "dealer_tier_grace",
}


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    dealer_tier_ids = fields.One2many(
        comodel_name="dealer.loyalty.tier", inverse_name="program_id", string="Tiers"
    )
    dealer_tier_basis = fields.Selection(
        selection=[("points", "Points earned"), ("spend", "Net amount of invoices")],
        string="Ranked by",
        required=True,
        default="points",
        help="Points: earned by invoices, less what credit notes took back. Spent and "
        "adjusted points do not count.",
    )
    dealer_tier_window = fields.Selection(
        selection=[("rolling", "The last months"), ("year", "Calendar year")],
        string="Counted in",
        required=True,
        default="rolling",
        help="The last months: a tier is held as long again from the day it was "
        "reached. Calendar year: it is held to the end of the year, and through the "
        "next one if the year was worth it.",
    )
    dealer_tier_months = fields.Integer(string="Months Counted", default=12)
    dealer_tier_grace = fields.Integer(
        string="Days of Grace",
        default=30,
        help="Days after the end of the period in which a member can still keep the "
        "tier.",
    )
    dealer_tier_notice = fields.Integer(
        string="Notice",
        default=30,
        help="Days before the end of the period on which members are told by e-mail "
        "what is missing to keep their tier. 0: they are not told.",
    )
    dealer_tier_day = fields.Date(
        string="Tiers Calculated on", readonly=True, copy=False
    )
    dealer_tier_cursor = fields.Integer(
        string="Last Card Calculated", readonly=True, copy=False, aggregator=None
    )

    @api.constrains("dealer_club", "dealer_tier_months", "dealer_tier_grace")
    def _check_dealer_tiers(self):
        for program in self.filtered("dealer_club"):
            if program.dealer_tier_months < 1 or program.dealer_tier_grace < 0:
                raise ValidationError(
                    self.env._(
                        "Tiers of the club %(club)s need at least 1 month and no "
                        "negative days of grace.",
                        club=program.name,
                    )
                )

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & TIER_SETTINGS:
            self.filtered("dealer_tier_ids")._restart_dealer_tiers()
        return res

    def _restart_dealer_tiers(self):
        """Let all members be ranked again, in the background."""
        if not self:
            return
        # sudo: what stands for the progress of the calculation is nobody's to write.
        self.sudo().write({"dealer_tier_day": False, "dealer_tier_cursor": 0})
        self.env.ref("dealer_loyalty.ir_cron_update_tiers").sudo()._trigger()

    def action_dealer_tier_simulation(self):
        """Open the simulation of thresholds.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_tier_simulation_action"
        )
        action["context"] = {"default_program_id": self.id}
        return action
