"""Everything that happened with a customer, in one list.

There is no view in the database: the rows are selected from their sources with the
rules of the reader, so that a source which somebody may not read is not there for them
either, and an addon which is uninstalled leaves nothing behind.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import timeline

# Characters of a message which are looked at, and shown.
BODY_LENGTH = 600
TITLE_LENGTH = 160
# Sent by or to people outside; the rest of the chatter is about the record.
MAIL_TYPES = ("email", "email_outgoing", "sms")


class DealerTimeline(models.Model):
    _name = "dealer.timeline"
    _description = "Time Line"
    _auto = False
    _order = "date DESC, id DESC"
    _rec_name = "title"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(
        selection=[
            ("lead", "New Lead"),
            ("won", "Lead Won"),
            ("lost", "Lead Lost"),
            ("call", "Call"),
            ("mail", "Message"),
            ("note", "Note"),
            ("task", "Task Done"),
            ("meeting", "Appointment"),
            ("visit", "Showroom Visit"),
            ("test_drive", "Test Drive"),
            ("appraisal", "Trade-in Appraisal"),
            ("car", "Got a Vehicle"),
            ("car_left", "Gave a Vehicle Away"),
        ],
        readonly=True,
    )
    title = fields.Char(string="Subject", readonly=True)
    res_model = fields.Char(string="Model of the Source", readonly=True)
    res_id = fields.Many2oneReference(
        string="Source", model_field="res_model", readonly=True
    )
    part = fields.Integer(readonly=True, aggregator=None)
    source_id = fields.Integer(string="Row of the Part", readonly=True, aggregator=None)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Employee", readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", readonly=True
    )

    # === WHAT IS IN IT === #

    @api.model
    def _get_parts(self):
        """Kinds of rows; addons add theirs with numbers of their own.

        dealer_crm has 0 to 19, bridges to Sales 20 to 29, dealer_service 30 to 39,
        dealer_loyalty 40 to 49, others 50 to 63.

        :return: list of tools.timeline.Part
        """
        lead = {
            "model": "crm.lead",
            "amount": "expected_revenue",
            "currency": "company_id.currency_id",
        }
        return [
            timeline.Part(0, "lead", **lead),
            timeline.Part(
                1,
                "won",
                domain=[("won_status", "=", "won")],
                date="date_closed",
                **lead,
            ),
            timeline.Part(
                2,
                "lost",
                domain=[("won_status", "=", "lost")],
                date="date_closed",
                **lead,
            ),
            timeline.Part(
                3, "call", "dealer.call", date="started_at", title=("phone", "note")
            ),
            *self._get_visit_parts(),
        ]

    @api.model
    def _get_visit_parts(self):
        """Appointments, test drives and cars.

        :return: list of tools.timeline.Part
        """
        vehicle = ("vehicle_id.model_id.brand_id.name", "vehicle_id.model_id.name")
        car = (*vehicle, "vehicle_id.license_plate")
        return [
            timeline.Part(
                4,
                "meeting",
                "calendar.event",
                domain=self._get_event_domain(),
                attendees="partner_ids",
                date="start",
                title=("name", "location"),
                company="",
            ),
            timeline.Part(
                8,
                "visit",
                "dealer.visit",
                date="arrived_at",
                title=("model_id.brand_id.name", "model_id.name", "note"),
            ),
            timeline.Part(
                5, "test_drive", "dealer.test.drive", date="start", title=vehicle
            ),
            timeline.Part(
                9,
                "appraisal",
                "dealer.appraisal",
                date="date",
                title=("name", *vehicle),
                amount="offer",
                currency="company_id.currency_id",
            ),
            timeline.Part(
                6,
                "car",
                "dealer.vehicle.ownership",
                domain=[("role", "=", "owner")],
                date="date_from",
                title=car,
                user="",
                company="",
                document="vehicle_id",
            ),
            timeline.Part(
                7,
                "car_left",
                "dealer.vehicle.ownership",
                domain=[("role", "=", "owner"), ("date_to", "!=", False)],
                date="date_to",
                title=car,
                user="",
                company="",
                document="vehicle_id",
            ),
        ]

    @api.model
    def _get_event_domain(self):
        """Appointments whose subject stock shows to the user, none of the private ones.

        :return: Domain of calendar.event
        """
        # sudo: settings of others; only used to leave their appointments out.
        settings = self.env["res.users.settings"].sudo()
        private = settings._search([("calendar_default_privacy", "=", "private")])
        return (
            Domain("user_id", "=", self.env.uid)
            | Domain("partner_ids", "=", self.env.user.partner_id.id)
            | Domain("privacy", "in", ("public", "confidential"))
            | (
                Domain("privacy", "=", False)
                & Domain("user_id", "not in", private.subselect("user_id"))
            )
        )

    @api.model
    def _get_message_parts(self):
        """Records whose messages are shown: kinds "mail", "note" and "task".

        ``partner`` and ``company`` of the part are those of the record; numbers are
        shared with ``_get_parts``.

        :return: list of tools.timeline.Part, ``kind`` and ``title`` are not used
        """
        return [
            timeline.Part(10, "mail", "res.partner", partner="id", company=""),
            timeline.Part(11, "mail", "crm.lead"),
        ]

    # === THE QUERY === #

    @property
    def _table_query(self):
        parts = self._get_parts()
        messages = self._get_message_parts()
        timeline.check([*parts, *messages])
        selects = [
            *filter(None, map(self._select_records, parts)),
            *filter(None, map(self._select_messages, messages)),
        ]
        return SQL(" UNION ALL ").join(selects or [self._select_nothing()])

    def _get_columns(self):
        """Columns of the rows and their types, in the order of the selects."""
        return {
            "id": "bigint",
            "part": "integer",
            "source_id": "integer",
            "kind": "text",
            "res_model": "text",
            "res_id": "integer",
            "partner_id": "integer",
            "date": "timestamp",
            "title": "text",
            "amount": "numeric",
            "currency_id": "integer",
            "user_id": "integer",
            "company_id": "integer",
        }

    def _cast(self, values):
        """Columns of a select: all of them, with the same types in each.

        Else PostgreSQL would not take a condition on the customer into the parts.
        """
        return [
            SQL("(%s)::%s AS %s", values.get(name, SQL("NULL")), SQL(kind), SQL(name))
            for name, kind in self._get_columns().items()
        ]

    def _select_nothing(self):
        return SQL("SELECT %s WHERE FALSE", SQL(", ").join(self._cast({})))

    def _query_readable(self, part):
        """The records of a part which the user may read.

        :return: pair (model, Query), of None where nothing may be read
        """
        model = self.env[part.model].with_context(active_test=False)
        try:
            query = models.BaseModel._search(model, list(part.domain) or [])
        except AccessError:
            return None, None
        return (None, None) if query.is_empty() else (model, query)

    def _path(self, model, query, path):
        """SQL of a path of stored fields, by left joins."""
        if not path:
            return SQL("NULL")
        *links, name = path.split(".")
        # sudo: names of the brand and the model of a car which may be read.
        model, alias = model.sudo(), query.table
        for link in links:
            model, alias = model._fields[link].join(model, alias, query)
        return model._field_to_sql(alias, name, query)

    def _select_records(self, part):
        """SELECT of the rows of a part, or None where nothing may be read."""
        model, query = self._query_readable(part)
        if model is None:
            return None
        partner = part.attendees and self._join_attendees(model, query, part.attendees)
        words = [self._path(model, query, path) for path in part.title]
        source = SQL.identifier(query.table, "id")
        values = {
            **self._prepare_origin(part, source),
            "partner_id": partner or self._path(model, query, part.partner),
            "date": self._get_time(model, query, part.date),
            "title": SQL(
                "left(concat_ws(' ', %s), %s)", SQL(", ").join(words), TITLE_LENGTH
            ),
            "amount": self._path(model, query, part.amount),
            "currency_id": self._path(model, query, part.currency),
            "user_id": self._path(model, query, part.user),
            "company_id": self._path(model, query, part.company),
        }
        if part.document:
            comodel = model._fields[part.document].comodel_name
            values["res_model"] = SQL("%s", comodel)
            values["res_id"] = self._path(model, query, part.document)
        return query.select(*self._cast(values))

    def _get_time(self, model, query, path):
        """SQL of the time of a row; what has only a day is at noon.

        So it is the same day for readers in all but the farthest time zones.
        """
        time = self._path(model, query, path)
        if "." not in path and model._fields[path].type == "date":
            return SQL("%s + interval '12 hours'", time)
        return time

    def _prepare_origin(self, part, source):
        """Columns which say what a row is."""
        return {
            "id": SQL("%s::bigint * %s + %s", source, timeline.PARTS, part.number),
            "part": SQL("%s", part.number),
            "source_id": source,
            "kind": SQL("%s", part.kind),
            "res_model": SQL("%s", part.model),
            "res_id": source,
        }

    def _join_attendees(self, model, query, name):
        """Join the contacts of a many2many; SQL of the contact's id."""
        field = model._fields[name]
        alias = query.make_alias(query.table, name)
        query.add_join(
            "JOIN",
            alias,
            field.relation,
            SQL(
                "%s = %s",
                SQL.identifier(alias, field.column1),
                SQL.identifier(query.table, "id"),
            ),
        )
        return SQL.identifier(alias, field.column2)

    def _select_messages(self, part):
        """SELECT of messages and notes on the records of a part which may be read."""
        model, query = self._query_readable(part)
        if model is None:
            return None
        self.env["mail.message"].flush_model()
        message = query.make_alias(query.table, "message_ids")
        query.add_join(
            "JOIN",
            message,
            "mail_message",
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(message, "model"),
                part.model,
                SQL.identifier(message, "res_id"),
                SQL.identifier(query.table, "id"),
            ),
        )
        column = {
            name: SQL.identifier(message, name)
            for name in self.env["mail.message"]._fields
        }
        query.add_where(
            SQL(
                "(%s IN %s OR %s IS NOT NULL)",
                column["message_type"],
                (*MAIL_TYPES, "comment"),
                column["mail_activity_type_id"],
            )
        )
        values = {
            **self._prepare_origin(part, column["id"]),
            "kind": self._get_message_kind(column),
            "res_id": SQL.identifier(query.table, "id"),
            "partner_id": self._path(model, query, part.partner),
            "date": column["date"],
            "title": self._get_message_title(column),
            "user_id": SQL(
                "(SELECT min(id) FROM res_users WHERE partner_id = %s AND NOT share)",
                column["author_id"],
            ),
            "company_id": self._path(model, query, part.company),
        }
        return query.select(*self._cast(values))

    def _get_message_kind(self, column):
        """SQL: a task which was done, a note for colleagues or a message."""
        return SQL(
            "CASE WHEN %s IS NOT NULL THEN 'task' WHEN %s = 'comment' AND (%s OR %s IN"
            " (SELECT id FROM mail_message_subtype WHERE internal)) THEN 'note'"
            " ELSE 'mail' END",
            column["mail_activity_type_id"],
            column["message_type"],
            SQL("coalesce(%s, FALSE)", column["is_internal"]),
            column["subtype_id"],
        )

    def _get_message_title(self, column):
        """SQL: the subject and the beginning of the text without tags."""
        text = SQL(
            r"regexp_replace(left(%s, %s), '<[^>]*>|&nbsp;|\s+', ' ', 'g')",
            column["body"],
            BODY_LENGTH,
        )
        return SQL(
            "left(concat_ws(' ', nullif(%s, ''), btrim(%s)), %s)",
            *(column["subject"], text, TITLE_LENGTH),
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        def by_source(condition):
            if condition.field_expr != "id" or condition.operator != "in":
                return condition
            # An id is a sum: by its terms the indexes of the sources can be used.
            return Domain.OR(
                Domain([("part", "=", number), ("source_id", "in", sources)])
                for number, sources in self._split_ids(condition.value).items()
            )

        domain = Domain(domain).optimize(self).map_conditions(by_source)
        return super()._search(domain, *args, **kwargs)

    def _split_ids(self, ids):
        found = {}
        for identifier in ids:
            source, number = timeline.split_id(identifier or 0)
            found.setdefault(number, []).append(source)
        return found

    # === WHAT ONE CAN DO WITH IT === #

    def action_dealer_open(self):
        """Open the record from which the row comes.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
