"""Who is told that a customer still waits."""

from odoo import api, fields, models

SLICE = 200
# Customers named in the note on the screen; longer waits are shown in hours.
NAMED = 3
LONG = 120


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _cron_tell_late_answers(self):
        """Tell the salesperson, then the manager, of customers who wait too long.

        Each of them once for one lead. Works in slices, which are kept.
        """
        for due, told in (
            ("dealer_response_due_at", "dealer_told_at"),
            ("dealer_escalate_at", "dealer_escalated_at"),
        ):
            while leads := self._find_dealer_late(due, told):
                leads._dealer_tell(told)
                remaining = len(self._find_dealer_late(due, told))
                if not self.env["ir.cron"]._commit_progress(
                    len(leads), remaining=remaining
                ):
                    return

    @api.model
    def _find_dealer_late(self, due, told):
        return self.search(
            [
                ("dealer_first_response_at", "=", False),
                (due, "<=", fields.Datetime.now()),
                (told, "=", False),
                ("won_status", "=", "pending"),
            ],
            order=f"{due}, id",
            limit=SLICE,
        )

    def _dealer_tell(self, told):
        """Tell whoever is responsible for the leads, and keep that it is done.

        :param str told: ``dealer_told_at`` (the salesperson) or
            ``dealer_escalated_at`` (the manager)
        """
        by_user = {}
        for lead in self:
            for user in lead._get_dealer_told_users(told):
                by_user[user] = by_user.get(user, self.browse()) | lead
        for user, leads in by_user.items():
            leads._dealer_remind(user)
        # sudo: the clock is closed for people.
        self.sudo().write({told: fields.Datetime.now()})

    def _get_dealer_told_users(self, told):
        """Whom to tell: the salesperson, or the manager of the team.

        A lead which nobody has is the manager's from the first reminder on.

        :return: res.users
        """
        self.ensure_one()
        if told == "dealer_told_at" and self.user_id.active:
            return self.user_id
        manager = self._get_dealer_manager()
        return manager if told == "dealer_told_at" else manager - self.user_id

    def _get_dealer_manager(self):
        """Who looks after the team of a lead.

        :return: res.users
        """
        company = self.company_id or self.team_id.company_id
        leader = self.team_id.user_id
        if leader.active and (not company or company in leader.company_ids):
            return leader
        managers = self.env.ref("dealer_crm.group_dealer_manager").all_user_ids
        return managers.filtered(
            lambda user: (
                not user.share
                and user.active
                and user != self.env.ref("base.user_root")
                and (not company or company in user.company_ids)
            )
        )[:1]

    def _dealer_remind(self, user):
        """An activity for each, and one note on the screen of whoever is logged in."""
        leads = self.with_context(
            lang=user.lang or self.env.lang, mail_activity_quick_update=True
        )
        lines = []
        for lead in leads:
            who = lead.partner_id.display_name or lead.contact_name or lead.name
            line = f"{who} ({lead._get_dealer_waiting_text()})"
            lead.activity_schedule(
                "dealer_crm.mail_activity_type_answer",
                summary=lead.env._("Answer %(who)s", who=who),
                note=lead.env._("Waits for an answer: %(line)s", line=line),
                user_id=user.id,
            )
            lines.append(line)
        user._bus_send("simple_notification", leads._prepare_dealer_note(lines))

    def _prepare_dealer_note(self, lines):
        """What pops up on the screen: the first names, and how many more.

        :param lines: who waits, and how long
        :return: dict for the web client's ``simple_notification``
        """
        shown = lines[:NAMED]
        if len(lines) > NAMED:
            more = len(lines) - NAMED
            shown.append(self.env._("and %(count)s more", count=more))
        return {
            "type": "danger",
            "title": self.env._("Waiting for an answer: %(count)s", count=len(lines)),
            "message": ", ".join(shown),
            "sticky": True,
        }

    def _get_dealer_waiting_text(self):
        """How long the customer has been waiting, in words of the language.

        :return: str, of working time
        """
        self.ensure_one()
        minutes = self.dealer_waiting_minutes
        if minutes < LONG:
            return self.env._("%(minutes)s min", minutes=minutes)
        return self.env._("%(hours)s h", hours=round(minutes / 60))

    def _dealer_close_alarms(self):
        """The reminders of leads are done once the customer has an answer."""
        told = self.filtered("dealer_told_at")
        if not told:
            return
        kind = self.env.ref("dealer_crm.mail_activity_type_answer")
        # sudo: the manager's reminder ends, too.
        reminders = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", told.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )
        if reminders:
            reminders.action_feedback(feedback=self.env._("Answered."))
