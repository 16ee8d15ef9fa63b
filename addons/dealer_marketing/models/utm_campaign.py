"""Campaigns of the dealership: stock's campaigns with a group, steps and a hold-out."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import campaigns

GROUP = "dealer_marketing.group_marketing_user"
# Views which name the people: for who may take lists of customers along.
NAMES_OF_PEOPLE = ("list", "kanban")


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    dealer_is_campaign = fields.Boolean(
        string="Dealer Campaign",
        readonly=True,
        help="Goes to a target group in steps. Others are stock's marks of origin.",
    )
    dealer_state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("done", "Finished"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        group_expand=True,
    )
    dealer_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        ondelete="restrict",
        index="btree_not_null",
        help="Whose campaign it is. Empty: of the whole group, before those of the "
        "showrooms.",
    )
    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        ondelete="restrict",
        index="btree_not_null",
        groups=GROUP,
        help="What the campaign is about. Who has not agreed to it gets nothing.",
    )
    dealer_filter_id = fields.Many2one(
        comodel_name="mailing.filter",
        string="Target Group",
        domain=[("dealer_is_group", "=", True)],
        ondelete="restrict",
        index="btree_not_null",
        groups=GROUP,
    )
    dealer_is_open = fields.Boolean(
        string="Newcomers Join",
        groups=GROUP,
        help="Who comes into the target group later takes part, too. Off: only who is "
        "in it at the start.",
    )
    dealer_start_on = fields.Date(
        string="From", default=fields.Date.context_today, copy=False, groups=GROUP
    )
    dealer_end_on = fields.Date(
        string="Until",
        copy=False,
        groups=GROUP,
        help="Last day on which something is sent. Empty: until all steps are done.",
    )
    dealer_goal = fields.Selection(
        selection=[
            ("visited", "Visit to the showroom"),
            ("test_drive", "Test drive"),
            ("bought", "Purchase"),
        ],
        string="Goal",
        groups=GROUP,
        help="Who has reached it gets nothing more. Empty: everybody goes all steps.",
    )
    dealer_holdout = fields.Integer(
        string="Held Out, %",
        default=10,
        groups=GROUP,
        help="Share of the group which gets nothing and is compared with the others.",
    )
    dealer_family = fields.Char(
        string="Family",
        groups=GROUP,
        help="Campaigns of a family hold out the same people. Empty: campaigns about "
        "the same purpose are a family.",
    )
    dealer_result_days = fields.Integer(
        string="Days Counted",
        default=60,
        groups=GROUP,
        help="For so many days after somebody joined, visits, test drives and "
        "purchases count for the result.",
    )
    dealer_currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_dealer_currency_id"
    )
    dealer_budget = fields.Monetary(
        string="Budget",
        currency_field="dealer_currency_id",
        groups=GROUP,
        help="The campaign pauses when the next step would cost more. Empty: no limit.",
    )
    dealer_spent = fields.Monetary(
        string="Spent",
        currency_field="dealer_currency_id",
        compute="_compute_dealer_counts",
        groups=GROUP,
    )
    dealer_pause_reason = fields.Char(readonly=True, copy=False)
    dealer_enrolled_at = fields.Datetime(
        string="Group Taken", readonly=True, copy=False, groups=GROUP
    )
    dealer_step_ids = fields.One2many(
        comodel_name="dealer.campaign.step",
        inverse_name="campaign_id",
        string="Steps",
        copy=True,
        groups=GROUP,
    )
    dealer_member_count = fields.Integer(
        string="Members", compute="_compute_dealer_counts", groups=GROUP
    )
    dealer_held_out_count = fields.Integer(
        string="Held Out", compute="_compute_dealer_counts", groups=GROUP
    )
    dealer_contact_count = fields.Integer(
        string="Contacts", compute="_compute_dealer_counts", groups=GROUP
    )

    _dealer_complete = models.Constraint(
        "CHECK (dealer_is_campaign IS NOT TRUE OR (dealer_purpose_id IS NOT NULL"
        " AND dealer_filter_id IS NOT NULL AND dealer_start_on IS NOT NULL))",
        "Choose the target group, the purpose and the first day of the campaign.",
    )
    _dealer_numbers = models.Constraint(
        "CHECK (dealer_holdout BETWEEN 0 AND 50 AND dealer_budget >= 0"
        " AND dealer_result_days BETWEEN 1 AND 365)",
        "0 to 50 % are held out, the result counts 1 to 365 days, and the budget is "
        "not negative.",
    )
    _dealer_dates = models.Constraint(
        "CHECK (dealer_end_on >= dealer_start_on)",
        "The campaign ends before it begins: correct the days.",
    )

    @api.depends("dealer_company_id")
    def _compute_dealer_currency_id(self):
        for campaign in self:
            company = campaign.dealer_company_id or self.env.company
            # sudo: the currency of another showroom is no secret.
            campaign.dealer_currency_id = company.sudo().currency_id

    def _compute_dealer_counts(self):
        members = self.env["dealer.campaign.member"]._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id", "arm"], ["__count"]
        )
        contacts = self.env["dealer.campaign.contact"]._read_group(
            [("campaign_id", "in", self.ids), ("state", "=", "sent")],
            ["campaign_id"],
            ["__count", "cost:sum"],
        )
        counts = {(campaign.id, arm): count for campaign, arm, count in members}
        costs = {campaign.id: (count, cost) for campaign, count, cost in contacts}
        for campaign in self:
            held = counts.get((campaign.id, "held_out"), 0)
            campaign.dealer_held_out_count = held
            campaign.dealer_member_count = held + counts.get(
                (campaign.id, "treated"), 0
            )
            count, cost = costs.get(campaign.id, (0, 0.0))
            campaign.dealer_contact_count = count
            campaign.dealer_spent = cost

    @api.ondelete(at_uninstall=False)
    def _unlink_except_dealer_running(self):
        # sudo: whoever deletes may not see the state.
        for campaign in self.sudo():
            if campaign.dealer_state in ("running", "paused"):
                raise UserError(
                    self.env._(
                        'Stop the campaign "%(campaign)s" before you delete it.',
                        campaign=campaign.title,
                    )
                )

    def _is_dealer_held_out(self, partner_id):
        """Whether a person belongs to the hold-out.

        :param int partner_id: id of the contact
        """
        self.ensure_one()
        family = self.dealer_family or self.dealer_purpose_id.code
        return campaigns.is_held_out(family, partner_id, self.dealer_holdout)

    # === ACTIONS === #

    @api.model
    def _check_dealer_manager(self):
        if not self.env.user.has_group("dealer_marketing.group_marketing_manager"):
            raise AccessError(
                self.env._("Only a marketing manager starts and stops campaigns.")
            )

    def action_dealer_start(self):
        """Start campaigns, or go on after a pause; the scheduled action does the work.

        :return: True
        :raise AccessError: no marketing manager
        :raise UserError: a campaign is not complete
        """
        self._check_dealer_manager()
        self.check_access("write")
        for campaign in self:
            campaign._check_dealer_complete()
            campaign.dealer_step_ids._prepare_mailings()
        self._set_dealer_state(("draft", "paused"), "running")
        # sudo: whoever may start a campaign wakes its scheduled action.
        self.env.ref("dealer_marketing.ir_cron_campaigns").sudo()._trigger()
        return True

    def _check_dealer_complete(self):
        if not self.dealer_is_campaign:
            raise UserError(
                self.env._(
                    "%(campaign)s only marks where leads come from: make a campaign "
                    "in Marketing to send something.",
                    campaign=self.title,
                )
            )
        if not self.dealer_step_ids:
            raise UserError(
                self.env._(
                    'Add the first step to the campaign "%(campaign)s": a letter, an '
                    "SMS, a call.",
                    campaign=self.title,
                )
            )
        if (
            "mail" in self.dealer_step_ids.mapped("kind")
            and not self._get_dealer_from()
        ):
            raise UserError(
                self.env._(
                    "Nobody could answer the letters: enter an e-mail address of the "
                    "showroom %(showroom)s in its company form.",
                    showroom=(self.dealer_company_id or self.env.company).name,
                )
            )
        today = fields.Date.context_today(self)
        if self.dealer_end_on and self.dealer_end_on < today:
            raise UserError(
                self.env._(
                    'The campaign "%(campaign)s" is over: choose a later last day.',
                    campaign=self.title,
                )
            )

    def _get_dealer_from(self):
        """Address from which letters come: of the showroom, else of the responsible.

        :return: text, "" when there is none
        """
        self.ensure_one()
        # sudo: the address of another showroom is no secret.
        company = (self.dealer_company_id or self.env.company).sudo()
        return company.email_formatted or self.user_id.email_formatted or ""

    def action_dealer_pause(self):
        """Prepare nothing more until the campaign goes on. What is in the queue of
        letters already goes out.

        :return: True
        :raise AccessError: no marketing manager
        """
        self._check_dealer_manager()
        self.check_access("write")
        self._set_dealer_state(("running",), "paused")
        return True

    def action_dealer_stop(self):
        """End campaigns: what waits in the queue is not sent, reservations are freed.

        :return: True
        :raise AccessError: no marketing manager
        """
        self._check_dealer_manager()
        self.check_access("write")
        self._set_dealer_state(("running", "paused"), "done")._end_dealer()
        return True

    def _set_dealer_state(self, allowed, state):
        """Move campaigns to a state, one at a time with the scheduled action.

        :param tuple allowed: states from which it goes there
        :param str state: the new one
        :return: the campaigns which were moved
        """
        self._lock_dealer()
        moved = self.filtered(lambda campaign: campaign.dealer_state in allowed)
        moved.write({"dealer_state": state, "dealer_pause_reason": False})
        return moved

    def _lock_dealer(self):
        """Wait until nobody else moves the campaigns or does a slice of their steps."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM utm_campaign WHERE id IN %s ORDER BY id"
                " FOR NO KEY UPDATE",
                tuple(self.ids) or (0,),
            ),
            log_exceptions=False,
        )
        self.invalidate_recordset(["dealer_state"])

    def _end_dealer(self):
        """Nobody gets anything more of these campaigns."""
        if not self:
            return
        steps = self.dealer_step_ids
        members = self.env["dealer.campaign.member"]
        # sudo: rows of a campaign are written by the campaign alone.
        members.sudo().search(
            [("campaign_id", "in", self.ids), ("state", "=", "active")]
        )._leave("stopped")
        waiting = [("mailing_id", "in", steps.mailing_id.ids)]
        # sudo: the queue of letters and SMS is stock's.
        mails = self.env["mail.mail"].sudo()
        mails = mails.search([*waiting, ("state", "=", "outgoing")])
        mails.mailing_trace_ids.trace_status = "cancel"
        mails.state = "cancel"
        # sudo: as above.
        sms = self.env["sms.sms"].sudo()
        sms.search([*waiting, ("state", "=", "outgoing")]).action_set_canceled()
        self.env["dealer.contact.claim"]._give_back(
            [step._get_origin() for step in steps]
        )

    def action_dealer_members(self):
        """Open the members: names for who may export data, numbers for others.

        :return: window action
        """
        return self._open_dealer("dealer_campaign_member_action")

    def action_dealer_contacts(self):
        """Open what was done: for whom for who may export data, numbers for others.

        :return: window action
        """
        return self._open_dealer("dealer_campaign_contact_action")

    def action_dealer_graph(self):
        """Open how far the members came, as a graph.

        :return: window action
        """
        return self._open_dealer("dealer_campaign_member_action", "graph")

    def _open_dealer(self, name, first="list"):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"dealer_marketing.{name}"
        )
        modes = action["view_mode"].split(",")
        if not self.env.user.has_group("base.group_allow_export"):
            modes = [mode for mode in modes if mode not in NAMES_OF_PEOPLE]
        modes.sort(key=lambda mode: mode != first)
        return {
            **action,
            "view_mode": ",".join(modes),
            "views": [(False, mode) for mode in modes],
            "domain": [("campaign_id", "=", self.id)],
            "display_name": f"{action['display_name']}: {self.title}",
            "context": {},
        }


class MailingFilter(models.Model):
    _inherit = "mailing.filter"

    def action_dealer_campaign(self):
        """Plan a campaign for the group.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_marketing.utm_campaign_action_dealer"
        )
        view = self.env.ref("dealer_marketing.utm_campaign_view_form_dealer")
        return {
            **action,
            "views": [(view.id, "form")],
            "context": {
                "default_dealer_is_campaign": True,
                "default_dealer_company_id": self.env.company.id,
                "default_dealer_filter_id": self.id,
                "default_dealer_purpose_id": self.dealer_purpose_id.id,
            },
        }
