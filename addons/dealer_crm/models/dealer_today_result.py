"""What came of a task: a call as a fact, and the next step by itself."""

from datetime import datetime, timedelta

import psycopg2
import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import next_try

RETRY_KEY = "dealer_crm.retry_days"
CALL = "mail.mail_activity_data_call"
TASK = "mail.mail_activity_data_todo"


class DealerToday(models.AbstractModel):
    _inherit = "dealer.today"

    @api.model
    def dealer_today_result(self, values):
        """Take the result of a call; the same one twice is taken once.

        The task is done, and the next step planned: after no answer the next try (and
        word to the manager after several), after *call back* that day, after *reached*
        the chosen day or, on a lead, what its level asks for.

        :param dict values: ``uuid`` (made by the page, the same when it is sent
            again), ``model`` and ``res_id`` (record of the task), ``activity_id``,
            ``result`` (as ``dealer.call.result``), ``at`` (UTC, when it was tapped),
            optional ``call_back_at`` (UTC), ``next_days`` (whole days; 0 is no next
            step), ``note``
        :return: True
        :raise UserError: values which cannot be
        """
        if not self.env.user.has_group("dealer_crm.group_dealer_user"):
            raise AccessError(
                self.env._("Ask a manager for the rights of a salesperson.")
            )
        if not isinstance(values, dict):
            raise UserError(self.env._("Choose the result of the call."))
        record = self._get_record(values)
        calls = self.env["dealer.call"]
        uuid = str(values.get("uuid") or "")
        if not 8 <= len(uuid) <= 64:
            raise UserError(self.env._("The result has no number of its own."))
        # sudo: the same result, whoever may read it.
        if calls.sudo().search_count([("external_id", "=", uuid)], limit=1):
            return True
        try:
            with self.env.cr.savepoint():
                call = calls.create(self._prepare_call_vals(record, uuid, values))
        except psycopg2.errors.UniqueViolation:
            # Sent twice at the same moment.
            return True
        self._finish_task(record, call, values)
        return True

    @api.model
    def _get_record(self, values):
        """The record of the task, with the rights of the user.

        :raise UserError: it is gone, or no record of a customer
        """
        model = values.get("model")
        known = self.env["res.partner"]._get_dealer_activity_models()
        if model in known:
            record = self.env[model].browse(self._read_id(values.get("res_id")))
            record = record.exists()
            if record:
                record.check_access("read")
                return record
        raise UserError(
            self.env._("This record does not exist any more. Reload the page.")
        )

    @api.model
    def _prepare_call_vals(self, record, uuid, values):
        """Values of the call.

        :return: dict for ``dealer.call.create``
        """
        results = self.env["dealer.call"]._fields["result"].get_values(self.env)
        if values.get("result") not in results:
            raise UserError(self.env._("Choose the result of the call."))
        link = self.env["res.partner"]._get_dealer_activity_models()[record._name]
        is_partner = record._name == "res.partner"
        now = fields.Datetime.now()
        return {
            "partner_id": record.id if is_partner else record[link].id,
            "lead_id": record.id if record._name == "crm.lead" else False,
            "user_id": self.env.uid,
            "company_id": self._get_company(record).id,
            "direction": "out",
            "result": values.get("result"),
            # Not later than now: the clock of a phone may be wrong.
            "started_at": min(self._read_time(values.get("at")) or now, now),
            "call_back_at": self._read_time(values.get("call_back_at")),
            "note": str(values.get("note") or "")[:2000] or False,
            "external_id": uuid,
        }

    @api.model
    def _get_company(self, record):
        """The showroom of a call: that of the lead, where it is switched on."""
        own = record.company_id if record._name == "crm.lead" else self.env.company
        return own if own in self.env.companies else self.env.company

    @api.model
    def _read_id(self, value):
        """A whole number, 0 for whatever is none."""
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return max(value, 0) if is_number else 0

    @api.model
    def _read_time(self, text):
        """A moment as JavaScript writes it.

        :param text: ISO 8601, in UTC unless it says otherwise
        :return: naive datetime in UTC, or False
        """
        if not text:
            return False
        try:
            at = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        except ValueError as error:
            raise UserError(
                self.env._("%(text)s is no date with time.", text=text)
            ) from error
        if at.tzinfo:
            at = at.astimezone(pytz.utc).replace(tzinfo=None)
        return at.replace(microsecond=0)

    # === THE NEXT STEP === #

    @api.model
    def _finish_task(self, record, call, values):
        """Close the task and plan what follows."""
        labels = dict(call._fields["result"]._description_selection(self.env))
        activity = self.env["mail.activity"].search(
            [
                ("id", "=", self._read_id(values.get("activity_id"))),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ]
        )
        step = self._get_next_step(record, call, activity, values)
        user = activity.user_id or self.env.user
        activity.action_feedback(feedback=labels[call.result])
        if step:
            record.with_context(mail_activity_quick_update=True).activity_schedule(
                step.pop("kind"), user_id=user.id, **step
            )

    @api.model
    def _get_next_step(self, record, call, activity, values):
        """What has to be done next, and when.

        :return: dict ``kind`` (external id of an activity type), ``summary``,
            ``date_deadline``, ``note``; empty when nothing follows
        """
        today = fields.Date.context_today(self)
        step = {"kind": CALL, "summary": activity.summary or "", "note": activity.note}
        if call.result == "no_answer":
            tries = self._count_tries(call)
            if tries == next_try.TELL_AFTER:
                self._tell_manager(record, tries)
            days = next_try.next_days(tries, self._get_retry_days())
            return {**step, "date_deadline": today + timedelta(days=days)}
        if call.result == "call_back":
            at = fields.Datetime.context_timestamp(self, call.call_back_at)
            words = self.env._("Call back at %(time)s", time=f"{at:%H:%M}")
            return {**step, "summary": words, "date_deadline": at.date()}
        if call.result == "wrong_number":
            words = self.env._("Wrong number: find another one")
            return {"kind": TASK, "summary": words, "date_deadline": today}
        if call.result == "refused" and record._name == "crm.lead":
            words = self.env._("Refused on the phone: close as lost, or plan a return")
            return {"kind": TASK, "summary": words, "date_deadline": today}
        days = self._get_chosen_days(record, call, values)
        if not days:
            return {}
        words = self.env._("Stay in touch")
        day = today + timedelta(days=days)
        return {"kind": CALL, "summary": words, "date_deadline": day}

    @api.model
    def _get_chosen_days(self, record, call, values):
        """Days until the next contact after the customer was reached; 0: none."""
        days = values.get("next_days")
        if days is not None:
            return min(self._read_id(days), next_try.MAX_DAYS)
        if call.result == "reached" and record._name == "crm.lead":
            return record._get_dealer_level_gaps().get(record.dealer_level) or 0
        return 0

    @api.model
    def _count_tries(self, call):
        """Tries in a row without an answer, this one included."""
        domain = [("result", "!=", False)]
        if call.partner_id:
            domain.append(("partner_id", "=", call.partner_id.id))
        else:
            domain.append(("lead_id", "=", call.lead_id.id))
        # sudo: tries of colleagues count.
        calls = self.env["dealer.call"].sudo().search(domain, limit=20)
        return next_try.count_tries(calls.mapped("result"))

    @api.model
    def _get_retry_days(self):
        # sudo: a setting on which everybody's next tries rest.
        text = self.env["ir.config_parameter"].sudo().get_param(RETRY_KEY)
        return next_try.read_days(text)

    @api.model
    def _tell_manager(self, record, tries):
        """A task for the manager of a customer whom nobody reaches."""
        # sudo: who leads which team is no secret.
        lead = self.env["crm.lead"].sudo()
        if record._name == "crm.lead":
            manager = record.sudo()._get_dealer_manager()
        else:
            manager = (self.env.user.sudo().crm_team_ids.user_id or lead.user_id)[:1]
        if manager and manager != self.env.user:
            record.with_context(mail_activity_quick_update=True).activity_schedule(
                TASK,
                summary=self.env._("%(count)s calls without an answer", count=tries),
                user_id=manager.id,
            )
