"""What was sent to whom, and the answers: one row for each step of a due date."""

import logging
from datetime import timedelta

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, consteq, format_amount, format_date, formatLang
from odoo.tools import hmac as sign

from .dealer_maintenance_forecast import TOGETHER_DAYS

_logger = logging.getLogger(__name__)

SLICE = 200
# The links of a letter work so long.
LINK_DAYS = 180


class DealerServiceReminder(models.Model):
    _name = "dealer.service.reminder"
    _description = "Service Reminder"
    _order = "id desc"
    _rec_name = "vehicle_id"

    rule_id = fields.Many2one(
        comodel_name="dealer.service.reminder.rule",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    kind = fields.Selection(related="rule_id.kind", store=True)
    action = fields.Selection(related="rule_id.action", store=True)
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    due_date = fields.Date(required=True, readonly=True)
    date = fields.Date(string="Sent", required=True, readonly=True, index=True)
    answer = fields.Selection(
        selection=[
            ("book", "Wants an appointment"),
            ("stop", "Wants no reminders"),
            ("sold", "Has sold the car"),
        ],
        readonly=True,
    )
    answered_at = fields.Datetime(readonly=True)

    _once = models.UniqueIndex(
        "(vehicle_id, rule_id, due_date)",
        "This reminder was sent already.",
    )

    # === SENDING === #

    @api.model
    def _cron_send(self):
        """Send what is due today, step by step, the latest step of a due date first.

        Each slice is committed: what was sent is not sent again.
        """
        progress = self.env["ir.cron"]
        rules = self.env["dealer.service.reminder.rule"].search([("active", "=", True)])
        for rule in rules.sorted(lambda rule: -rule.days):
            after = 0
            while after is not None:
                sent, after = self._send_slice(rule, after)
                if not progress._commit_progress(len(sent), remaining=1):
                    return
        progress._commit_progress(remaining=0)

    @api.model
    def _send_slice(self, rule, after=0, today=None):
        """Send the next reminders of one rule.

        :param rule: dealer.service.reminder.rule
        :param int after: id of the last vehicle of the slice before
        :param today: date, default the current one
        :return: tuple (reminders sent, id of the last vehicle or None at the end)
        """
        today = today or fields.Date.context_today(self)
        rows = rule._find_due(today, after, SLICE)
        cars = self.env["dealer.vehicle"].browse(row[0] for row in rows)
        reachable = set(self._get_reachable(rule, cars, today).ids)
        reminders = self._insert(rule, [r for r in rows if r[0] in reachable], today)
        reminders._deliver()
        return reminders, rows[-1][0] if len(rows) == SLICE else None

    @api.model
    def _get_reachable(self, rule, vehicles, today):
        """Cars whose owners a rule may write to or call, by consent and arbitration.

        :param rule: dealer.service.reminder.rule
        :param vehicles: dealer.vehicle
        :param date today: day of the contact
        :return: dealer.vehicle
        """
        channel = "email" if rule.action == "email" else "phone"
        address = "email" if channel == "email" else "phone"
        reachable = vehicles.filtered(lambda car: car.owner_id[address])
        purpose = rule._get_purpose()
        allowed = reachable._may_contact_owners(purpose, channel)
        self.env["res.partner"]._log_not_contacted(
            purpose,
            channel,
            [
                (f"reminder:{rule.id}:{car.id}", car.owner_id, car)
                for car in reachable - allowed
            ],
        )
        # Letters reserve when they are sent, calls now.
        origin = None if channel == "email" else f"reminder:{rule.id}:{today}"
        people = allowed.owner_id._get_contact_turn(
            purpose, channel, day=today, origin=origin
        )
        return allowed.filtered(lambda car: car.owner_id in people)

    @api.model
    def _insert(self, rule, rows, today):
        """Make the rows of a step; what somebody else has made meanwhile is left out.

        :param rows: list of tuples (vehicle id, owner id, due date)
        :return: dealer.service.reminder, what is new
        """
        if not rows:
            return self.browse()
        values = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                *(rule.id, rule.kind, rule.action, vehicle, partner, due, today),
                *(self.env.uid, fields.Datetime.now()) * 2,
            )
            for vehicle, partner, due in rows
        ]
        created = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_service_reminder
                       (rule_id, kind, action, vehicle_id, partner_id, due_date, date,
                        create_uid, create_date, write_uid, write_date)
                VALUES %s
                ON CONFLICT (vehicle_id, rule_id, due_date) DO NOTHING
                RETURNING id
                """,
                SQL(", ").join(values),
            )
        )
        return self.browse(row[0] for row in created)

    def _deliver(self):
        """Send the letters or plan the calls; one that fails does not stop others."""
        send = self.filtered(lambda row: row.action == "email")
        for reminders, deliver in (
            (send, type(self)._send_mails),
            (self - send, type(self)._plan_calls),
        ):
            try:
                with self.env.cr.savepoint():
                    deliver(reminders)
            except psycopg2.OperationalError:
                raise
            except Exception:
                _logger.exception("reminders are sent one by one")
                reminders._deliver_singly(deliver)

    def _deliver_singly(self, deliver):
        for reminder in self:
            try:
                with self.env.cr.savepoint():
                    deliver(reminder)
            except psycopg2.OperationalError:
                raise
            except Exception:
                _logger.exception("reminder %s could not be sent", reminder.id)
                # It is tried again tomorrow.
                reminder.unlink()

    def _send_mails(self):
        for (template, purpose), reminders in self.grouped(
            lambda row: (row.rule_id.template_id, row.rule_id._get_purpose())
        ).items():
            template.send_mail_batch(
                reminders.ids,
                email_values=self.env["res.partner"]._prepare_contact_vals(purpose),
            )

    def _plan_calls(self):
        """Tasks for calls, all in one go and without a notice for each."""
        self._create_calls(
            {
                **reminder._prepare_call_vals(),
                **reminder.partner_id._prepare_contact_vals(
                    reminder.rule_id._get_purpose(), reminder.vehicle_id
                ),
            }
            for reminder in self
        )

    @api.model
    def _create_calls(self, vals_list):
        """Tasks for calls.

        :param vals_list: see ``_prepare_call_vals``
        """
        activity_type = self.env.ref("mail.mail_activity_data_call")
        # On the customer, so that it stands in the list of Today.
        model = self.env["ir.model"]._get("res.partner")
        today = fields.Date.context_today(self)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "res_model_id": model.id,
                    "date_deadline": today,
                    **vals,
                }
                for vals in vals_list
            ]
        )

    def _prepare_call_vals(self):
        """Whom to call and who calls, in the language of whoever calls.

        :return: dict for ``_create_calls``
        """
        caller = self._get_caller()
        reminder = self.with_context(lang=caller.lang)
        car = reminder.vehicle_id.display_name
        return {
            "res_id": self.partner_id.id,
            "user_id": caller.id,
            "summary": f"{car}: {reminder._get_call_summary()}",
            "note": Markup("<br/>").join(reminder._get_declined_texts()),
        }

    def _get_caller(self):
        """Who calls the customer: the manager, else the last service advisor, else a
        service manager of the showroom.

        :return: res.users
        """
        last = self.vehicle_id.service_order_ids.filtered("advisor_id.active")[:1]
        manager = self.partner_id.user_id.filtered("active")
        return (
            manager
            or last.advisor_id
            or self._get_company()._get_service_manager()
            # Neither the cron nor a visitor of the web page has a list of tasks.
            or self.env.ref("base.user_admin")
        )

    def _get_call_summary(self):
        if self.answer == "book":
            return self.env._("Wants an appointment (answer to the reminder)")
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(kind)s was due on %(date)s: offer an appointment",
            kind=kinds[self.kind],
            date=format_date(self.env, self.due_date),
        )

    # === LETTER === #

    def _get_letter_subject(self):
        """Subject of the letter, in the language of the environment."""
        subjects = {
            "maintenance": self.env._("Service of your car is due"),
            "inspection": self.env._("Inspection of your car"),
            "insurance": self.env._("Insurance of your car"),
            "warranty": self.env._("Warranty of your car"),
        }
        return f"{subjects[self.kind]}: {self.vehicle_id.display_name}"

    def _is_late(self):
        return self.due_date < self.date

    def _get_odometer_text(self):
        return formatLang(self.env, self.vehicle_id.next_service_odometer, digits=0)

    def _get_due_work(self):
        """What the letter lists: operations which are due, and work put off before.

        :return: list of texts
        """
        last = self.due_date + timedelta(days=TOGETHER_DAYS)
        due = self.vehicle_id.maintenance_due_ids.filtered(
            lambda due: due.due_date <= last
        )
        return [
            *due.line_id.mapped("name"),
            *self._get_declined_texts(due.product_id),
        ]

    def _get_declined_texts(self, without=None):
        """Work which was declined or put off at earlier visits, with today's prices.

        :param without: product.product of work which is named already
        :return: list of texts
        """
        company = self._get_company()
        known = set(without.ids) if without else set()
        return [
            self.env._(
                "%(work)s (put off at an earlier visit; %(price)s today)",
                work=offer["name"],
                price=format_amount(
                    self.env, self._get_gross(offer, company), company.currency_id
                ),
            )
            for offer in self.vehicle_id._get_declined_today(company, self.partner_id)
            if offer["lines"][0]["product_id"] not in known
        ]

    def _get_gross(self, offer, company):
        """Price of an offer with the taxes of its products, as customers read it.

        :param dict offer: see ``dealer.service.order._get_checkin_offers``
        :param company: res.company of the workshop
        :return: float
        """
        (line,) = offer["lines"]
        # sudo: taxes are closed for who answers reminders.
        product = self.env["product.product"].sudo().browse(line["product_id"])
        taxes = product.taxes_id._filter_taxes_by_company(company)
        total = taxes.compute_all(offer["price"], company.currency_id, product=product)
        return total["total_included"]

    def _get_company(self):
        """The showroom which reminds: where the car was last, else the manager's.

        :return: res.company
        """
        last = self.vehicle_id.service_order_ids[:1].company_id
        return last or self.partner_id.user_id.company_id or self.env.company

    # === ANSWERS === #

    def _get_signature(self):
        return sign(
            self.env(su=True), "dealer-service-reminder", (self.id, self.partner_id.id)
        )

    def _get_answer_url(self, answer):
        """Link of a letter; it opens a page that asks for a click, as programs that
        look through mails open links, too.

        :param str answer: book, stop or sold
        :return: address
        """
        self.ensure_one()
        token = f"{self.id}-{self._get_signature()}"
        return f"{self.get_base_url()}/dealer/service/reminder/{token}/{answer}"

    @api.model
    def _find_by_token(self, token):
        """The reminder of a link.

        :param str token: what ``_get_answer_url`` put into it
        :return: dealer.service.reminder with all rights, empty when it is not valid
        """
        number, _dash, signature = token.partition("-")
        if not (token.isascii() and number.isdecimal() and len(number) < 10):
            return self.browse()
        # sudo: the signature says that the reader has the letter.
        reminder = self.sudo().browse(int(number)).exists()
        if not reminder or not consteq(reminder._get_signature(), signature):
            return self.browse()
        oldest = fields.Date.context_today(self) - timedelta(days=LINK_DAYS)
        return reminder if reminder.date >= oldest else self.browse()

    def _answer(self, answer):
        """Do what the customer asks for; the second click on it does nothing.

        :param str answer: book, stop or sold
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["answer"])
        if self.answer == answer:
            return
        self.write({"answer": answer, "answered_at": fields.Datetime.now()})
        if answer == "stop":
            self.partner_id._stop_contact(
                self.rule_id._get_purpose(),
                "email",
                self.env._("Link in the reminder of %(date)s", date=self.date),
            )
        elif answer == "sold":
            self._end_ownership()
        else:
            self._plan_booking()

    def _end_ownership(self):
        """The customer says the car is sold: no reminders for it any more."""
        vehicle = self.vehicle_id
        if vehicle.owner_id != self.partner_id:
            return
        today = fields.Date.context_today(self)
        vehicle.ownership_ids.filtered(
            lambda period: period.partner_id == self.partner_id and period.is_current
        ).write({"date_to": today})
        vehicle.message_post(
            body=self.env._("The owner says by a link of a reminder: the car is sold.")
        )

    def _note_booking(self):
        """The customer has chosen a time by the link."""
        self.write({"answer": "book", "answered_at": fields.Datetime.now()})

    def _plan_booking(self):
        """Somebody calls the customer to find a time."""
        # Without the purpose: what the customer asks for stays when offers do not.
        self._create_calls([self._prepare_call_vals()])
