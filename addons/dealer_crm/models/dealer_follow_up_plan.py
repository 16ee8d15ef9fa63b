"""From occasions to tasks: what is decided, and what the night writes."""

import logging
from datetime import datetime, time, timedelta

import psycopg2
import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_date

from ..tools import follow_up
from ..tools.follow_up import Decision

_logger = logging.getLogger(__name__)

# Nights which may fail without a task being lost.
CATCH_UP_DAYS = 14
SLICE = 500
TRIES = 5
# A task of the same kind so near is the same task.
NEAR_DAYS = 2


class DealerFollowUpRule(models.Model):
    _inherit = "dealer.follow.up.rule"

    # === DECIDING: THE SAME FOR NIGHT AND REPLAY === #

    def _decide(self, rows, known):
        """What becomes of occasions. Nothing is written.

        :param list rows: tools.follow_up.Row
        :param set known: tasks there are, as (id of the record, id of the type of
            activity, day); those which are decided are added
        :return: list of tools.follow_up.Decision in the order of the rows
        """
        self.ensure_one()
        stops = self._get_stops()
        wanted = self._get_wanted(rows)
        targets = self._get_targets(rows)
        plans, decisions = {}, []
        for row in rows:
            day = row.occurrence - timedelta(days=self.days_before)
            decision = Decision(row, day, follow_up.stop_on(day, row, stops))
            decisions.append(decision)
            if (row.partner_id, row.vehicle_id) not in wanted:
                decision.stop = decision.stop or "opted_out"
            if decision.stop:
                continue
            if row.user_id not in plans:
                # sudo: who looks after whom, also in teams of others.
                plan = self.plan_id.sudo()
                plans[row.user_id] = plan.with_context(dealer_advisor_id=row.user_id)
            decision.steps = plans[row.user_id]._dealer_get_steps(
                targets[row], row.occurrence, self.user_ids.sudo()
            )
        self._shift_deadlines(decisions)
        for decision in decisions:
            self._stop_steps(decision, stops)
            self._stop_doubles(decision, targets[decision.row].id, known)
        return decisions

    def _get_stops(self):
        """Stops of the rule which rest on dates.

        :return: set of values of ``stop_reason``
        """
        chosen = (("bought", self.stop_bought), ("sold", self.stop_sold))
        return {name for name, is_on in chosen if is_on}

    def _get_wanted(self, rows):
        """Customers who may be contacted, and about which car.

        :return: set of tuples (partner id, vehicle id or None)
        """
        pairs = {(row.partner_id, row.vehicle_id) for row in rows}
        if not self.stop_opt_out:
            return pairs
        # sudo: customers of everybody.
        partners = self.env["res.partner"].sudo().browse({one for one, _car in pairs})
        allowed = set(partners._may_contact(self.purpose, self.channel).ids)
        # sudo: as above.
        cars = self.env["dealer.vehicle"].sudo()
        cars = cars.browse({car for _one, car in pairs if car}).exists()
        own = {(car.owner_id.id, car.id) for car in cars}
        allowed_cars = cars._may_contact_owners(self.purpose, self.channel)
        wanted = {(car.owner_id.id, car.id) for car in allowed_cars}
        return {
            pair
            for pair in pairs
            if (pair in wanted if pair in own else pair[0] in allowed)
        }

    def _get_targets(self, rows):
        """On which record the tasks of each occasion are.

        :return: dict tools.follow_up.Row -> record
        """
        model = self.plan_id.res_model
        name = "partner_id" if model == "res.partner" else "record_id"
        ids = {row: getattr(row, name) for row in rows}
        # sudo: customers of everybody. One recordset, so that fields are read at once.
        records = self.env[model].sudo().browse(dict.fromkeys(ids.values()))
        found = dict(zip(records.ids, records, strict=True))
        return {row: found[id_] for row, id_ in ids.items()}

    def _shift_deadlines(self, decisions):
        """Not before the day of the rule, and to days on which the showroom is open."""
        by_company = {}
        for decision in decisions:
            for step in decision.steps:
                step.deadline = max(step.deadline, decision.day)
                by_company.setdefault(decision.row.company_id, []).append(step)
        if not self.working_days:
            return
        for company_id, steps in by_company.items():
            days = {step.deadline for step in steps}
            working = self._get_working_days(company_id, min(days), max(days))
            for step in steps:
                step.deadline = follow_up.next_working_day(step.deadline, working)

    def _get_working_days(self, company_id, first, last):
        """Days on which a showroom is open, by its working hours and holidays.

        :param company_id: showroom or None for that of the rule
        :param date first: first day
        :param date last: last day; the month after it is included
        :return: set of dates
        """
        # sudo: opening hours are no secret.
        companies = self.env["res.company"].sudo()
        company = companies.browse(company_id) or self.company_id or self.env.company
        calendar = company.sudo().resource_calendar_id
        zone = pytz.timezone(calendar.tz or "UTC")
        start = datetime.combine(first, time())
        stop = datetime.combine(last, time()) + timedelta(
            days=follow_up.MAX_SHIFT_DAYS + 1
        )
        shifts = calendar._dealer_get_shifts(
            *(zone.localize(at).astimezone(pytz.utc) for at in (start, stop))
        )
        return follow_up.working_days(
            [
                tuple(zone.fromutc(at.replace(tzinfo=None)) for at in shift)
                for shift in shifts
            ]
        )

    def _stop_steps(self, decision, stops):
        """Steps which nobody can do, or whose day comes after a stop."""
        for step in decision.steps:
            late = follow_up.stop_on(step.deadline, decision.row, stops)
            step.stop = late or ("" if step.user else "nobody")

    def _stop_doubles(self, decision, target_id, known):
        """One conversation is enough: no second task of a kind about the same day.

        :param set known: as in ``_decide``
        """
        near = [timedelta(days) for days in range(-NEAR_DAYS, NEAR_DAYS + 1)]
        added = set()
        for step in decision.steps:
            if step.stop:
                continue
            kind = step.template.activity_type_id.id
            if any((target_id, kind, step.deadline + gap) in known for gap in near):
                step.stop = "has_task"
            else:
                added.add((target_id, kind, step.deadline))
        known |= added
        if decision.steps and all(step.stop for step in decision.steps):
            decision.stop = decision.stop or decision.steps[0].stop

    # === THE NIGHT === #

    @api.model
    def _cron_plan(self):
        """Remove tasks which are not needed any more, then plan those of today.

        Each slice is committed. A run which dies leaves nothing half done, and the next
        one goes on: an occasion which has its row in ``dealer.follow.up.run`` is not
        taken again.
        """
        cron = self.env["ir.cron"]
        today = fields.Date.context_today(self)
        rules = self.search([("state", "=", "active")])
        cron._commit_progress(remaining=len(rules) + 1)
        if not self.env["dealer.follow.up.run"]._stop_open(today):
            return
        for number, rule in enumerate(rules, 1):
            if not rule._plan_day(today):
                return
            if not cron._commit_progress(1, remaining=len(rules) - number):
                return

    def _plan_day(self, today):
        """Plan what the rule has to do until today, in slices.

        :return: bool, False when the time of the cron is over
        """
        cron = self.env["ir.cron"]
        first = max(self.active_from, today - timedelta(days=CATCH_UP_DAYS))
        try:
            with self.env.cr.savepoint():
                rows = self._filter_new(self._select(first, today))
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            # A rule which fails must not stop the others; its form shows why.
            _logger.warning("follow-up rule %s: %s", self.id, error, exc_info=True)
            self.problem = str(error)[:500]
            return True
        if self.problem:
            self.problem = False
        for start in range(0, len(rows), SLICE):
            self._plan_again_until_done(rows[start : start + SLICE])
            if not cron._commit_progress():
                return False
        return True

    def _plan_again_until_done(self, rows):
        """Plan a slice; once more when another transaction took one of its rows.

        The caller has committed before and commits after.
        """
        for attempt in range(TRIES):
            try:
                self._plan_safely(rows if not attempt else self._filter_new(rows))
                self.env.flush_all()
                return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                if attempt == TRIES - 1:
                    raise
                _logger.info("follow-up rule %s again: %s", self.id, error)
                # A new transaction sees what the other one has written.
                self.env.cr.rollback()

    def _filter_new(self, rows):
        """Occasions on which the rule has not acted yet."""
        if not rows:
            return rows
        done = self.env.execute_query(
            SQL(
                """
                SELECT res_id, occurrence FROM dealer_follow_up_run
                 WHERE rule_id = %s AND res_model = %s AND occurrence BETWEEN %s AND %s
                """,
                self.id,
                self._get_event().model,
                min(row.occurrence for row in rows),
                max(row.occurrence for row in rows),
            )
        )
        known = set(done)
        return [row for row in rows if (row.record_id, row.occurrence) not in known]

    def _plan_safely(self, rows):
        """Plan; when a record fails, all others nevertheless."""
        try:
            with self.env.cr.savepoint():
                self._plan(rows)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(rows) == 1:
                _logger.warning(
                    "follow-up rule %s, record %s: %s",
                    self.id,
                    rows[0].record_id,
                    error,
                    exc_info=True,
                )
                self.problem = str(error)[:500]
                return
            middle = len(rows) // 2
            self._plan_safely(rows[:middle])
            self._plan_safely(rows[middle:])

    def _plan(self, rows):
        """Write the tasks of occasions, of each only once.

        :param list rows: tools.follow_up.Row
        :return: dealer.follow.up.run, those which are new
        """
        decisions = self._decide(rows, self._get_known_tasks(rows))
        new = self._insert_runs(decisions)
        values = []
        for decision in decisions:
            run_id = new.get((decision.row.record_id, decision.row.occurrence))
            if run_id and not decision.stop:
                values += self._prepare_tasks(decision, run_id)
        self.env["mail.activity.plan"]._dealer_create(values)
        return self.env["dealer.follow.up.run"].browse(new.values())

    def _get_known_tasks(self, rows):
        """Open tasks of the customers, whoever planned them.

        :return: set of (id of the record, id of the type of activity, day)
        """
        ids = {record.id for record in self._get_targets(rows).values()}
        tasks = self.env["mail.activity"].search_fetch(
            [("res_model", "=", self.plan_id.res_model), ("res_id", "in", list(ids))],
            ["res_id", "activity_type_id", "date_deadline"],
        )
        return {
            (task.res_id, task.activity_type_id.id, task.date_deadline)
            for task in tasks
        }

    def _insert_runs(self, decisions):
        """Take the occasions; those which another process has are left to it.

        :return: dict (id of the record, day of the event) -> id of the run
        """
        if not decisions:
            return {}
        today = fields.Date.context_today(self)
        columns = self._prepare_run_columns(decisions[0], today)
        rows = SQL(", ").join(
            SQL("%s", tuple(self._prepare_run_columns(decision, today).values()))
            for decision in decisions
        )
        names = SQL(", ").join(map(SQL.identifier, columns))
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_follow_up_run (%s) VALUES %s
                ON CONFLICT (rule_id, res_model, res_id, occurrence) DO NOTHING
                RETURNING id, res_id, occurrence
                """,
                names,
                rows,
            )
        )
        self.env["dealer.follow.up.run"].invalidate_model()
        return {(res_id, day): id_ for id_, res_id, day in found}

    def _prepare_run_columns(self, decision, today):
        """Values of a run, by column. Override to keep more."""
        row = decision.row
        open_steps = [step for step in decision.steps if not step.stop]
        planned = not decision.stop
        now = fields.Datetime.now()
        return {
            "rule_id": self.id,
            "res_model": self._get_event().model,
            "res_id": row.record_id,
            "partner_id": row.partner_id,
            "vehicle_id": row.vehicle_id,
            "company_id": row.company_id,
            "user_id": open_steps[0].user.id if planned and open_steps else None,
            "occurrence": row.occurrence,
            "since": row.since,
            "planned_on": today,
            "state": "planned" if planned else "stopped",
            "stop_reason": decision.stop or None,
            "stopped_on": None if planned else today,
            "task_count": len(open_steps) if planned else 0,
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }

    def _prepare_tasks(self, decision, run_id):
        """Values of the tasks of one occasion.

        :param decision: tools.follow_up.Decision
        :param int run_id: of dealer.follow.up.run
        :return: list of dicts for ``mail.activity.create``
        """
        # sudo: the number of a model.
        models_ = self.env["ir.model"].sudo()
        model_id = models_._get_id(self.plan_id.res_model)
        record = self._get_targets([decision.row])[decision.row]
        return [
            {
                "res_model_id": model_id,
                "res_id": record.id,
                "activity_type_id": step.template.activity_type_id.id,
                "summary": self._get_summary(step),
                "note": self._get_note(decision.row, step),
                "user_id": step.user.id,
                "date_deadline": step.deadline,
                "automated": True,
                "dealer_follow_up_run_id": run_id,
            }
            for step in decision.steps
            if not step.stop
        ]

    def _get_task_lang(self, step):
        return self.lang or step.user.lang or self.env.lang

    def _get_summary(self, step):
        """What the task is called, in the language of who does it."""
        template = step.template.with_context(lang=self._get_task_lang(step))
        return template.summary or self.with_context(lang=template.env.lang).name

    def _get_note(self, row, step):
        """Why the customer is contacted, and what the plan notes.

        :return: Markup
        """
        reason = self.with_context(lang=self._get_task_lang(step))._get_reason(row)
        note = step.template.note or ""
        return Markup("<p>%s</p>") % reason + note

    def _get_reason(self, row):
        """The reason of a task in the language of the environment.

        :param row: tools.follow_up.Row
        :return: text, as "Years with a car: 12.03.2026, LADA Vesta"
        """
        labels = dict(self._fields["event"]._description_selection(self.env))
        # sudo: the car of the customer the task is about.
        car = self.env["dealer.vehicle"].sudo().browse(row.vehicle_id)
        parts = [format_date(self.env, row.occurrence), car.display_name]
        details = ", ".join(filter(None, parts))
        return self.env._(
            "%(event)s: %(details)s", event=labels[self.event], details=details
        )
