"""The page "Today": what somebody has to do, one customer after the other."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, html2plaintext

from ..tools import next_try

# Tasks on one page; the rest comes when these are done.
MAX_TASKS = 100
# Calls so old say nothing about today's tries.
CALL_DAYS = 90
URGENT = (
    "dealer_crm.mail_activity_type_answer",
    "dealer_crm.mail_activity_type_missed_call",
)


class DealerToday(models.AbstractModel):
    _name = "dealer.today"
    _description = "Today's Tasks"

    @api.model
    @api.readonly
    def dealer_today(self, user_id=False):
        """The tasks of a person which are due, the most urgent first.

        :param int user_id: whose; default one's own. Others' are for managers.
        :return: dict ``user`` (dict id, name), ``done`` (calls with a result today),
            ``total`` (tasks due, also those beyond the page), ``is_manager``, and
            ``tasks``: list of dicts ``id`` (of the activity), ``model``, ``res_id``,
            ``why``, ``note``, ``kind``, ``icon``, ``days_late``, ``is_urgent``,
            ``name``, ``phone``, ``partner_id``, ``lead_id``, ``tries``, ``lines``
            (list of dicts icon, text) and ``facts`` (as on the cards of the box
            "Find Customer")
        :raise AccessError: the tasks of others without being a manager
        """
        user = self._get_user(user_id)
        activities = self._get_due(user)
        tasks = self._prepare_tasks(activities[:MAX_TASKS])
        return {
            "user": {"id": user.id, "name": user.name},
            "is_manager": self._is_manager(),
            "done": self._count_done(user).get(user.id, 0),
            # Without those about customers one may not see.
            "total": len(tasks) + max(len(activities) - MAX_TASKS, 0),
            "tasks": tasks,
        }

    @api.model
    @api.readonly
    def dealer_today_team(self):
        """The load of everybody, for managers.

        :return: list of dicts ``id``, ``name``, ``due`` (tasks for today and before),
            ``late`` (of these, before today), ``done`` (calls with a result today)
        :raise AccessError: for managers only
        """
        self._check_manager()
        today = fields.Date.context_today(self)
        groups = self.env["mail.activity"]._read_group(
            [*self._get_due_domain(), ("user_id.share", "=", False)],
            ["user_id"],
            ["__count", "date_deadline:array_agg"],
        )
        load = {
            user.id: (count, sum(day < today for day in days))
            for user, count, days in groups
        }
        people = self._get_people()
        done = self._count_done(people)
        rows = [
            {
                "id": user.id,
                "name": user.name,
                "due": load.get(user.id, (0, 0))[0],
                "late": load.get(user.id, (0, 0))[1],
                "done": done.get(user.id, 0),
            }
            for user in people
        ]
        rows = [row for row in rows if row["due"] or row["done"]] or rows
        return sorted(rows, key=lambda row: (-row["late"], -row["due"], row["name"]))

    @api.model
    def dealer_today_move(self, activity_ids, user_id):
        """Give tasks to somebody else, for managers.

        :param list activity_ids: ids of mail.activity; those which are done by now
            are left out
        :param int user_id: who gets them
        :return: number of tasks moved
        :raise AccessError: for managers only, or the person is of another showroom
        """
        self._check_manager()
        user = self._get_user(user_id)
        activities = self.env["mail.activity"].search(
            [("id", "in", list(activity_ids)), ("user_id", "!=", user.id)]
        )
        activities.write({"user_id": user.id})
        return len(activities)

    # === WHO === #

    @api.model
    def _is_manager(self):
        return self.env.user.has_group("dealer_crm.group_dealer_manager")

    @api.model
    def _check_manager(self):
        if not self._is_manager():
            raise AccessError(self.env._("Only managers see the tasks of others."))

    @api.model
    def _get_people(self):
        """Whose tasks a manager looks after: the staff of the showrooms switched on.

        :return: res.users
        """
        staff = self.env.ref("dealer_crm.group_dealer_staff")
        return self.env["res.users"].search(
            [
                ("share", "=", False),
                ("all_group_ids", "in", staff.ids),
                ("company_ids", "in", self.env.companies.ids),
            ],
            order="name",
        )

    @api.model
    def _get_user(self, user_id):
        if not user_id or user_id == self.env.uid:
            return self.env.user
        self._check_manager()
        user = self._get_people().filtered(lambda user: user.id == user_id)
        if not user:
            raise AccessError(
                self.env._("This person does not work in one of your showrooms.")
            )
        return user

    # === WHAT === #

    @api.model
    def _get_due_domain(self):
        models_ = self.env["res.partner"]._get_dealer_activity_models()
        return [
            ("date_deadline", "<=", fields.Date.context_today(self)),
            ("res_model", "in", list(models_)),
        ]

    @api.model
    def _get_urgent_ids(self):
        """Kinds of tasks which come before all others.

        :return: list of ids of mail.activity.type, the most urgent first
        """
        ids = map(self.env["ir.model.data"]._xmlid_to_res_id, URGENT)
        return [id_ for id_ in ids if id_]

    @api.model
    def _get_due(self, user):
        """Tasks of a person which are due, the most urgent first.

        :return: mail.activity
        """
        activities = self.env["mail.activity"].search(
            [*self._get_due_domain(), ("user_id", "=", user.id)],
            order="date_deadline, id",
        )
        rank = {id_: place for place, id_ in enumerate(self._get_urgent_ids())}
        return activities.sorted(
            lambda activity: rank.get(activity.activity_type_id.id, len(rank))
        )

    @api.model
    def _count_done(self, users):
        """Calls with a result since midnight by the clock of whoever asks.

        :return: dict id of res.users -> number
        """
        zone = pytz.timezone(self.env.user.tz or "UTC")
        midnight = datetime.combine(fields.Date.context_today(self), time())
        since = zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)
        groups = self.env["dealer.call"]._read_group(
            [
                ("user_id", "in", users.ids),
                ("started_at", ">=", since),
                ("result", "!=", False),
            ],
            ["user_id"],
            ["__count"],
        )
        return {user.id: count for user, count in groups}

    @api.model
    def _prepare_tasks(self, activities):
        """What the page shows; tasks about customers one may not see are left out."""
        records = self._get_records(activities)
        links = self.env["res.partner"]._get_dealer_activity_models()
        partners = self.env["res.partner"].union(
            *(
                record if record._name == "res.partner" else record[links[record._name]]
                for record in records.values()
            )
        )
        about = {
            "facts": partners._get_dealer_card_facts(),
            "cars": partners._get_dealer_card_cars(),
            "calls": self._get_calls(partners),
        }
        tasks = []
        for activity in activities:
            record = records.get((activity.res_model, activity.res_id))
            if record:
                partner = (
                    record
                    if record._name == "res.partner"
                    else record[links[record._name]]
                )
                tasks.append(self._prepare_task(activity, record, partner, about))
        return tasks

    @api.model
    def _get_records(self, activities):
        """The records of the tasks, those which the user may read.

        :return: dict (model, id) -> record
        """
        records = {}
        for model, group in activities.grouped("res_model").items():
            if not self.env[model].has_access("read"):
                continue
            found = self.env[model].search([("id", "in", group.mapped("res_id"))])
            records.update({(model, record.id): record for record in found})
        return records

    @api.model
    def _get_calls(self, partners):
        """The last calls with customers, the newest first.

        :return: dict res.partner -> dealer.call
        """
        since = fields.Datetime.now() - timedelta(days=CALL_DAYS)
        calls = self.env["dealer.call"].search(
            [
                ("partner_id", "in", partners.ids),
                ("started_at", ">=", since),
                ("result", "!=", False),
            ]
        )
        return calls.grouped("partner_id")

    @api.model
    def _prepare_task(self, activity, record, partner, about):
        """One task; see ``dealer_today``. Override to show more of a customer.

        :param activity: mail.activity
        :param record: what the activity is on
        :param partner: res.partner, may be empty
        :param dict about: facts, cars and calls of all customers
        :return: dict
        """
        today = fields.Date.context_today(self)
        lead = record if record._name == "crm.lead" else self.env["crm.lead"]
        calls = about["calls"].get(partner, self.env["dealer.call"])
        kind = activity.activity_type_id
        return {
            "id": activity.id,
            "model": record._name,
            "res_id": record.id,
            "why": activity.summary or kind.name or "",
            "note": html2plaintext(activity.note or "").strip(),
            "kind": kind.name or "",
            "icon": activity.icon or kind.icon or "fa-tasks",
            "days_late": (today - activity.date_deadline).days,
            "is_urgent": kind.id in self._get_urgent_ids(),
            "name": partner.display_name or lead.contact_name or record.display_name,
            "phone": lead.phone or partner.phone or "",
            "partner_id": partner.id,
            "lead_id": lead.id,
            "tries": next_try.count_tries(calls.mapped("result")),
            "lines": self._get_lines(lead, partner, calls, about["cars"]),
            "facts": about["facts"].get(partner, []),
        }

    @api.model
    def _get_lines(self, lead, partner, calls, cars):
        """What one has to know before calling, a line for each.

        :return: list of dicts icon, text
        """
        lines = []
        if lead:
            wish = lead.dealer_wish_model_id.display_name or lead.dealer_wish_text
            level = (lead.dealer_level or "").upper()
            text = " · ".join(
                filter(None, [wish or lead.name, lead.stage_id.name, level])
            )
            lines.append({"icon": "fa-star-o", "text": text})
        for car in cars.get(partner, [])[:2]:
            lines.append({"icon": "fa-car", "text": car.display_name})
        if last := calls[:1]:
            results = dict(last._fields["result"]._description_selection(self.env))
            at = fields.Datetime.context_timestamp(self, last.started_at).date()
            words = [format_date(self.env, at), results[last.result], last.note or ""]
            lines.append(
                {"icon": "fa-history", "text": " · ".join(filter(None, words))}
            )
        if partner.user_id and partner.user_id != self.env.user:
            lines.append({"icon": "fa-user", "text": partner.user_id.name})
        return lines
