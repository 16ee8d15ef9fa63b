from odoo import api, fields, models


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    dealer_company_ids = fields.Many2many(
        comodel_name="res.company",
        relation="dealer_team_member_company_rel",
        column1="member_id",
        column2="company_id",
        string="Showrooms",
        help="Empty: every showroom where this person may work.",
    )
    dealer_brand_ids = fields.Many2many(
        comodel_name="fleet.vehicle.model.brand",
        relation="dealer_team_member_brand_rel",
        column1="member_id",
        column2="brand_id",
        string="Brands",
        help="Empty: all brands. A lead without a wanted brand suits everybody.",
    )
    dealer_lang_ids = fields.Many2many(
        comodel_name="res.lang",
        relation="dealer_team_member_lang_rel",
        column1="member_id",
        column2="lang_id",
        string="Languages",
        help="Empty: all languages.",
    )
    dealer_source_ids = fields.Many2many(
        comodel_name="dealer.intake.source",
        relation="dealer_team_member_source_rel",
        column1="member_id",
        column2="source_id",
        string="Channels",
        help="Intake sources whose leads this person takes. Empty: all.",
    )
    dealer_open_max = fields.Integer(
        string="Open Leads at Most",
        help="Whoever has so many open leads gets no more. 0: no limit.",
    )
    dealer_open_count = fields.Integer(
        string="Open Leads", compute="_compute_dealer_open_count"
    )
    dealer_turn = fields.Integer(
        string="Number of the Last Lead",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Whoever has the smallest number is next.",
    )

    _dealer_open_max = models.Constraint(
        "CHECK(dealer_open_max >= 0)", "The number of open leads cannot be negative."
    )

    @api.depends("user_id")
    def _compute_dealer_open_count(self):
        counts = self._get_dealer_open_counts()
        for member in self:
            member.dealer_open_count = counts.get(member.user_id.id, 0)

    def _get_dealer_open_counts(self):
        """How many leads the members work on, in whatever team.

        :return: dict id of a user -> number
        """
        # sudo: leads of other showrooms are work, too.
        groups = (
            self.env["crm.lead"]
            .sudo()
            ._read_group(
                [
                    ("user_id", "in", self.user_id.ids),
                    ("won_status", "=", "pending"),
                ],
                ["user_id"],
                ["__count"],
            )
        )
        return {user.id: count for user, count in groups}
