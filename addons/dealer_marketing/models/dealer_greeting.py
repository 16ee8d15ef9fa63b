"""Greetings: to whom, when, by which way."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import greetings

# Occasions which each person has on a day of its own.
PERSONAL = ("birthday", "name_day", "ownership")


class DealerGreeting(models.Model):
    _name = "dealer.greeting"
    _description = "Greeting"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    occasion = fields.Selection(
        selection=[
            ("birthday", "Birthday"),
            ("name_day", "Name day"),
            ("ownership", "Anniversary of the car"),
            ("fixed", "The same day each year"),
            ("spring_festival", "Spring Festival"),
            ("ramadan", "Start of Ramadan"),
            ("eid_fitr", "Eid al-Fitr"),
        ],
        required=True,
        default="fixed",
        help="Anniversary of the car: since when the person owns it, once a year also "
        "with several cars. Moving feasts are found by the calendar; those of Islam by "
        "that of Umm al-Qura, in some countries they begin a day earlier or later.",
    )
    month = fields.Integer(default=1)
    day = fields.Integer(default=1)
    next_date = fields.Date(
        string="Next On", compute="_compute_next_date", help="Within a year from today."
    )
    tradition = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]
            ._fields["dealer_tradition"]
            ._description_selection(self.env)
        ),
        string="Only for Tradition",
        help="Customers with this tradition. Empty: everybody.",
    )
    filter_id = fields.Many2one(
        comodel_name="mailing.filter",
        string="Only for Group",
        domain=[("mailing_model_id.model", "=", "res.partner")],
        ondelete="restrict",
        help="Target group. Empty: everybody.",
    )
    purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["dealer.consent.purpose"]._get_by_code(
            "greetings"
        ),
        help="Who has not agreed to this purpose gets no greeting.",
    )
    channel = fields.Selection(
        selection=[("email", "E-mail"), ("phone", "Call")],
        required=True,
        default="email",
    )
    template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Letter",
        domain=[("model", "=", "res.partner")],
        ondelete="restrict",
        help="Sent in the language of the customer.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who Calls",
        domain=[("share", "=", False)],
        ondelete="restrict",
        help="The personal manager of the customer calls; this user, when there is "
        "none.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        ondelete="cascade",
        index="btree_not_null",
        help="Only for customers whose manager works there. Empty: all showrooms.",
    )
    run_count = fields.Integer(string="Sent", compute="_compute_run_count")

    _check_channel = models.Constraint(
        "CHECK ((channel <> 'email' OR template_id IS NOT NULL)"
        " AND (channel <> 'phone' OR user_id IS NOT NULL))",
        "Choose the letter of the greeting, or who calls.",
    )

    @api.depends("occasion", "month", "day")
    def _compute_next_date(self):
        today = fields.Date.context_today(self)
        last = fields.Date.add(today, years=1)
        for greeting in self:
            days = [] if greeting._is_day_wrong() else greeting._get_days(today, last)
            greeting.next_date = days[0][0] if days else False

    def _compute_run_count(self):
        groups = self.env["dealer.greeting.run"]._read_group(
            [("greeting_id", "in", self.ids), ("state", "=", "sent")],
            ["greeting_id"],
            ["__count"],
        )
        counts = {greeting.id: count for greeting, count in groups}
        for greeting in self:
            greeting.run_count = counts.get(greeting.id, 0)

    @api.constrains("occasion", "month", "day")
    def _check_day(self):
        for greeting in self:
            if greeting._is_day_wrong():
                raise ValidationError(
                    self.env._(
                        "%(day)s.%(month)s is no day of the year: correct day and "
                        'month of the greeting "%(greeting)s".',
                        day=greeting.day,
                        month=greeting.month,
                        greeting=greeting.name,
                    )
                )

    def _is_day_wrong(self):
        return self.occasion == "fixed" and not greetings.is_day(self.month, self.day)

    def _get_days(self, first, last):
        """Days of an occasion which is the same for everybody.

        :param first: first date
        :param last: last date
        :return: list of tuples (date, year of the occasion); none for personal ones
        """
        self.ensure_one()
        if self.occasion in PERSONAL:
            return []
        return greetings.occasions(self.occasion, first, last, self.month, self.day)

    # === WHO === #

    def _get_audience(self):
        """Whom the greeting could reach, on whatever day.

        :return: Domain on res.partner
        """
        self.ensure_one()
        address = "phone_sanitized" if self.channel == "phone" else "email_normalized"
        domain = Domain(
            [
                ("is_company", "=", False),
                ("partner_share", "=", True),
                ("dealer_erased_at", "=", False),
                (address, "!=", False),
            ]
        )
        if self.tradition:
            domain &= Domain("dealer_tradition", "=", self.tradition)
        if self.filter_id:
            domain &= Domain("dealer_target_group_ids", "in", self.filter_id.ids)
        if self.company_id:
            domain &= self._get_showroom_domain(self.company_id)
        if self.purpose_id.basis == "consent":
            domain &= Domain("id", "in", self._get_agreed())
        return domain

    def _get_agreed(self):
        """Who agrees to the purpose today.

        :return: SQL which selects ids of contacts
        """
        # sudo: the gate asks for everybody, whoever may see the record of consent.
        states = self.env["dealer.consent.state"].sudo()
        return states._search(
            [
                ("purpose_id", "=", self.purpose_id.id),
                ("channel", "=", self.channel),
                ("state", "=", "granted"),
                ("vehicle_id", "=", False),
            ]
        ).subselect("partner_id")

    @api.model
    def _get_showroom_domain(self, company):
        """Whom a showroom greets: customers of its people; the first one all others.

        :param company: res.company
        :return: Domain on res.partner
        """
        # sudo: the names of the showrooms are no secret.
        companies = self.env["res.company"].sudo()
        companies = companies.search([("active", "=", True)], order="id")
        if company != companies[:1]:
            return Domain("dealer_showroom_id", "=", company.id)
        return Domain("dealer_showroom_id", "not in", (companies - company).ids)

    def _get_due_domain(self, day):
        """Who has the occasion on a day.

        :param day: date
        :return: tuple (Domain on res.partner, year of the occasion)
        """
        self.ensure_one()
        if self.occasion == "birthday":
            return self._get_kept_domain("dealer_birthdate", day), day.year
        if self.occasion == "name_day":
            return self._get_name_day_domain(day), day.year
        if self.occasion == "ownership":
            periods = self._get_kept_domain("date_from", day)
            periods &= self._get_owner_domain(day)
            return Domain("dealer_period_ids", "any", periods), day.year
        for _day, year in self._get_days(day, day):
            return Domain.TRUE, year
        return Domain.FALSE, day.year

    @api.model
    def _get_owner_domain(self, day):
        """Periods of people who have their car on a day.

        :param day: date
        :return: Domain on dealer.vehicle.ownership
        """
        until = Domain("date_to", "=", False) | Domain("date_to", ">", day)
        return Domain("role", "=", "owner") & until

    @api.model
    def _get_kept_domain(self, name, day):
        """What began in an earlier year, on this day of the year.

        :param str name: field with the date
        :param day: date
        :return: Domain
        """
        kept = Domain.OR(
            Domain(f"{name}.month_number", "=", month)
            & Domain(f"{name}.day_of_month", "=", number)
            for month, number in greetings.kept_on(day)
        )
        return Domain(name, "<", date(day.year, 1, 1)) & kept

    @api.model
    def _get_name_day_domain(self, day):
        """Whose name day is kept on a day.

        :param day: date
        :return: Domain on res.partner
        """
        return Domain.OR(
            Domain("dealer_name_day_month", "=", str(month))
            & Domain("dealer_name_day", "=", number)
            for month, number in greetings.kept_on(day)
        )

    # === HOW MANY === #

    def _count_days(self, first, last):
        """How many people have the occasion, by day, with few queries.

        :param first: first date
        :param last: last date, less than a year later
        :return: dict date -> number of people
        """
        self.ensure_one()
        audience = self._get_audience()
        if self.occasion not in PERSONAL:
            partners = self.env["res.partner"]
            return {
                day: partners.search_count(audience)
                for day, _year in self._get_days(first, last)
            }
        if self.occasion == "name_day":
            groups = self.env["res.partner"]._read_group(
                audience & Domain("dealer_name_day_month", "!=", False),
                ["dealer_name_day_month", "dealer_name_day"],
                ["__count"],
            )
            return self._place_days(groups, first, last)
        model, name, domain, count = "res.partner", "dealer_birthdate", audience, "id"
        if self.occasion == "ownership":
            model, name, count = "dealer.vehicle.ownership", "date_from", "partner_id"
            domain = self._get_owner_domain(first) & Domain(
                "partner_id", "any", audience
            )
        groups = self.env[model]._read_group(
            domain & Domain(name, "<", date(last.year, 1, 1)),
            [f"{name}:month_number", f"{name}:day_of_month"],
            [f"{count}:count_distinct"],
        )
        return self._place_days(groups, first, last)

    @api.model
    def _place_days(self, groups, first, last):
        """Put days of the year into a period.

        :param groups: tuples (month, day of the month, number of people)
        :param first: first date
        :param last: last date
        :return: dict date -> number of people
        """
        result = {}
        for month, number, count in groups:
            for year in {first.year, last.year}:
                day = greetings.anniversary(int(month), int(number), year)
                if first <= day <= last:
                    result[day] = result.get(day, 0) + count
        return result

    def action_open_runs(self):
        """Open who got the greeting.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_marketing.dealer_greeting_run_action"
        )
        return {**action, "domain": [("greeting_id", "=", self.id)]}
