"""The call centre (BDC) works leads of salespeople until it hands them over."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

BDC = "dealer_crm.group_dealer_bdc"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_with_bdc = fields.Boolean(
        string="With the Call Centre",
        readonly=True,
        copy=False,
        help="The call centre qualifies this lead, whoever its salesperson is, until "
        "it hands the lead over.",
    )
    dealer_bdc_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handed Over By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )

    _dealer_with_bdc_idx = models.Index("(team_id) WHERE dealer_with_bdc")

    @api.model_create_multi
    def create(self, vals_list):
        # Before the rules are asked: the call centre enters leads for everybody.
        if not self.env.su and self.env.user.has_group(BDC):
            vals_list = [{"dealer_with_bdc": True, **vals} for vals in vals_list]
        leads = super().create(vals_list)
        first = leads.filtered(lambda lead: lead._is_dealer_for_bdc())
        # sudo: where a lead begins is not the sender's to say.
        first.sudo().dealer_with_bdc = True
        return leads

    def _is_dealer_for_bdc(self):
        """Whether a new lead goes to the call centre first.

        :return: bool; who is in the showroom has a salesperson at once
        """
        self.ensure_one()
        return bool(
            self.team_id.dealer_bdc_first
            and not self.dealer_with_bdc
            and self.dealer_channel != "walk_in"
            and self.env.user != self.user_id
        )

    def action_dealer_hand_over_lead(self):
        """Give leads of the call centre to their salespeople, with the reason.

        :return: client action which reloads the page
        :raise AccessError: neither the call centre nor a manager does it
        :raise UserError: a lead has no salesperson and nobody can take it
        """
        managers = "dealer_crm.group_dealer_manager"
        if not self.env.user.has_groups(f"{BDC},{managers}"):
            raise AccessError(
                self.env._("Leads are handed over by the call centre or a manager.")
            )
        self.check_access("write")
        for lead in self.filtered("dealer_with_bdc"):
            lead._find_dealer_receiver()
            lead._dealer_hand_over_lead(lead._get_dealer_hand_over_reason())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _find_dealer_receiver(self):
        """See that somebody gets the lead: its salesperson, else by the rules.

        :raise UserError: nobody does
        """
        if not self.user_id and self.team_id.dealer_distribution:
            # sudo: the members of a team and their load are not the call centre's.
            self.team_id.sudo()._dealer_try_distribute(self.sudo(), "new")
        if not self.user_id:
            raise UserError(
                self.env._("%(lead)s: choose the salesperson first.", lead=self.name)
            )

    def _get_dealer_hand_over_reason(self):
        """Why the lead is ready for the salesperson: the furthest it has come.

        :return: words, in the language of who hands over
        """
        now = fields.Datetime.now()
        drive = self.dealer_test_drive_ids.filtered(
            lambda drive: drive.state == "planned" and drive.start > now
        ).sorted("start")[:1]
        if drive:
            return self.env._("Test drive on %(time)s", time=self._tell(drive.start))
        meeting = self.calendar_event_ids.filtered(lambda e: e.start > now)
        if meeting := meeting.sorted("start")[:1]:
            return self.env._("Appointment on %(time)s", time=self._tell(meeting.start))
        call = self.dealer_call_ids.sorted("started_at")[-1:]
        if call.is_answered:
            results = dict(call._fields["result"]._description_selection(self.env))
            parts = [results.get(call.result), call.note]
            return self.env._(
                "Talked to the customer: %(result)s",
                result=", ".join(filter(None, parts)),
            )
        if call:
            return self.env._("Tried to reach the customer, without success")
        return self.env._("The salesperson goes on from the beginning")

    def _tell(self, moment):
        return format_datetime(self.env, moment, dt_format="short")

    def _dealer_hand_over_lead(self, reason):
        """From now on the lead is its salesperson's alone.

        :param str reason: kept in the log of the distribution and on the lead
        """
        self.env["dealer.assignment.log"]._add(
            [
                {
                    "lead": self,
                    "occasion": "bdc",
                    "reason": "qualified",
                    "user": self.user_id,
                    "note": reason,
                }
            ]
        )
        # sudo: the lead leaves the sight of the call centre by this very change.
        lead = self.sudo()
        lead.write({"dealer_with_bdc": False, "dealer_bdc_user_id": self.env.uid})
        lead._message_log(
            body=Markup("%s: %s")
            % (
                self.env._("Handed over to %(name)s", name=lead.user_id.name),
                reason,
            )
        )
        lead._dealer_move_bdc_tasks(self.env.user, reason)

    def _dealer_move_bdc_tasks(self, bdc, reason):
        """What the call centre had planned is the salesperson's; at least one task.

        :param bdc: res.users
        :param str reason: what the task says when there was none
        """
        tasks = self.activity_ids.filtered(lambda task: task.user_id == bdc)
        tasks.with_context(mail_activity_quick_update=True).write(
            {"user_id": self.user_id.id}
        )
        if not self.activity_ids.filtered(lambda task: task.user_id == self.user_id):
            self.activity_schedule(
                "mail.mail_activity_data_call",
                user_id=self.user_id.id,
                summary=reason,
            )

    def _merge_get_fields(self):
        return super()._merge_get_fields() + ["dealer_with_bdc"]


class CrmTeam(models.Model):
    _inherit = "crm.team"

    dealer_bdc_first = fields.Boolean(
        string="Call Centre First",
        help="New leads, but for visitors of the showroom, are worked by the call "
        "centre until it hands them over.",
    )


class DealerAssignmentLog(models.Model):
    _inherit = "dealer.assignment.log"

    occasion = fields.Selection(
        selection_add=[("bdc", "From the call centre")], ondelete={"bdc": "cascade"}
    )
    reason = fields.Selection(
        selection_add=[("qualified", "Handed over")], ondelete={"qualified": "cascade"}
    )
    note = fields.Char(string="In Words", readonly=True)

    @api.depends("note")
    def _compute_explanation(self):
        result = super()._compute_explanation()
        for row in self.filtered("note"):
            row.explanation = f"{row.explanation}. {row.note}"
        return result
