"""Members of a campaign: who is in it, who is held out, what comes next."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import campaigns


class DealerCampaignMember(models.Model):
    _name = "dealer.campaign.member"
    _inherit = ["dealer.campaign.person"]
    _description = "Campaign Member"
    _order = "id desc"

    is_held_out = fields.Boolean(
        string="Held Out",
        readonly=True,
        help="Gets nothing, so that the others can be compared with them.",
    )
    arm = fields.Selection(
        selection=[("treated", "Contacted"), ("held_out", "Held Out")],
        string="Side",
        compute="_compute_arm",
        store=True,
    )
    state = fields.Selection(
        selection=[
            ("active", "Under Way"),
            ("held_out", "Held Out"),
            ("done", "All Steps Done"),
            ("goal", "Reached the Goal"),
            ("stopped", "Left"),
        ],
        required=True,
        readonly=True,
        help="Left: the campaign was stopped, or the contact is archived.",
    )
    step_id = fields.Many2one(
        comodel_name="dealer.campaign.step",
        string="Next Step",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    due_on = fields.Date(string="Due", readonly=True)
    tries = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How often the next step was put off because somebody else had reserved "
        "the customer.",
    )
    joined_at = fields.Datetime(string="Joined", required=True, readonly=True)

    # Nobody is twice in a campaign, whoever adds members at the same moment.
    _once = models.UniqueIndex(
        "(campaign_id, partner_id)", "The customer is in this campaign already."
    )
    _due_idx = models.Index("(campaign_id, due_on) WHERE state = 'active'")

    @api.depends("is_held_out")
    def _compute_arm(self):
        for member in self:
            member.arm = "held_out" if member.is_held_out else "treated"

    @api.model
    def _enrol(self, campaign, partners):
        """Take people into a campaign; who is in it stays as they are.

        :param campaign: utm.campaign with steps
        :param partners: res.partner
        :return: number of new members
        """
        first = campaign.dealer_step_ids[:1]
        now, uid = fields.Datetime.now(), self.env.uid
        due = fields.Date.add(fields.Date.context_today(campaign), days=first.wait_days)
        held = [campaign._is_dealer_held_out(id_) for id_ in partners.ids]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_campaign_member
                       (campaign_id, company_id, joined_at, reached, tries,
                        create_uid, write_uid, create_date, write_date,
                        partner_id, is_held_out, arm, state, step_id, due_on)
                SELECT %s, %s, %s, 'none', 0, %s, %s, %s, %s, person, held,
                       CASE WHEN held THEN 'held_out' ELSE 'treated' END,
                       CASE WHEN held THEN 'held_out' ELSE 'active' END,
                       CASE WHEN held THEN NULL ELSE %s END,
                       CASE WHEN held THEN NULL ELSE %s::date END
                  FROM unnest(%s, %s) AS given(person, held)
                    ON CONFLICT DO NOTHING
                RETURNING id
                """,
                *(campaign.id, campaign.dealer_company_id.id or None, now),
                *(uid, uid, now, now, first.id, due, partners.ids, held),
            )
        )
        self.invalidate_model()
        return len(rows)

    def _get_done(self):
        """What the person has done since joining.

        :return: set of parts of ``tools.campaigns.WAY``
        """
        self.ensure_one()
        return {name for name in campaigns.WAY if self[f"{name}_at"]}

    def _go_on(self, step):
        """Go to the step after one, or end when it was the last.

        :param dealer.campaign.step step: which was done
        """
        steps = step.campaign_id.dealer_step_ids
        after = steps[steps.ids.index(step.id) + 1 :][:1]
        if not after:
            self.write({"state": "done", "step_id": False, "due_on": False})
            return
        today = fields.Date.context_today(self)
        self.write(
            {
                "step_id": after.id,
                "due_on": fields.Date.add(today, days=after.wait_days),
                "tries": 0,
            }
        )

    def _leave(self, state):
        """End before the last step.

        :param str state: goal or stopped
        """
        self.write({"state": state, "step_id": False, "due_on": False})
