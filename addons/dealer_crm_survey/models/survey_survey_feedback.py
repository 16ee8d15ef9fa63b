"""Questionnaires which go to customers by themselves after an event."""

import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_logger = logging.getLogger(__name__)

# Nights which may fail without somebody being forgotten.
CATCH_UP_DAYS = 7
SLICE = 200
PURPOSE = "survey"


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    dealer_event = fields.Selection(
        selection=[
            ("delivery", "Delivery of a car"),
            ("visit", "Visit without a purchase"),
        ],
        string="Sent After",
        help="Customers who agreed to surveys by e-mail get it after this event.",
    )
    dealer_is_on = fields.Boolean(
        string="Ask Customers",
        copy=False,
        help="Off: nobody is asked by itself. What took place before is not asked "
        "about, except for the last days.",
    )
    dealer_days = fields.Integer(
        string="Days After", default=3, help="Days between the event and the letter."
    )
    dealer_rest_days = fields.Integer(
        string="Ask Again After Days",
        default=90,
        help="Whoever was asked about anything within these days is left alone.",
    )
    dealer_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Only of Showroom",
        help="Empty: events of all showrooms.",
    )
    dealer_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Calls after Bad Marks",
        domain="[('share', '=', False)]",
        help="Gets a task until the next day when somebody would not recommend us (0 "
        "to 6 of 10). Empty: the leader of the team.",
    )
    dealer_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Letter with the Link",
        domain="[('model', '=', 'survey.user_input')]",
        default=lambda self: self.env.ref(
            "dealer_crm_survey.mail_template_feedback", raise_if_not_found=False
        ),
        help="Empty: nobody is asked.",
    )
    dealer_asked_count = fields.Integer(
        string="Asked", compute="_compute_dealer_asked_count"
    )

    _dealer_days = models.Constraint(
        "CHECK (dealer_days BETWEEN 0 AND 365 AND dealer_rest_days BETWEEN 0 AND 3650)",
        "Days after an event are 0 to 365, those until somebody is asked again at most "
        "3650.",
    )

    def _compute_dealer_asked_count(self):
        groups = self.env["survey.user_input"]._read_group(
            [("survey_id", "in", self.ids), ("dealer_res_id", "!=", False)],
            ["survey_id"],
            ["__count"],
        )
        counts = {survey.id: count for survey, count in groups}
        for survey in self:
            survey.dealer_asked_count = counts.get(survey.id, 0)

    @api.constrains("dealer_is_on", "dealer_event", "dealer_template_id")
    def _check_dealer_is_on(self):
        for survey in self.filtered("dealer_is_on"):
            if not (survey.dealer_event and survey.dealer_template_id):
                raise ValidationError(
                    self.env._(
                        "Choose after which event “%(survey)s” is sent, and the letter "
                        "with the link.",
                        survey=survey.title,
                    )
                )

    # === EVERY DAY === #

    @api.model
    def _cron_ask(self):
        """Ask customers about the events of the last days, each event once."""
        cron = self.env["ir.cron"]
        surveys = self.search([("dealer_is_on", "=", True), ("active", "=", True)])
        cron._commit_progress(remaining=len(surveys))
        for number, survey in enumerate(surveys, 1):
            rows = survey._try_find()
            for start in range(0, len(rows), SLICE):
                survey._try_ask(rows[start : start + SLICE])
                if not cron._commit_progress():
                    return
            if not cron._commit_progress(1, remaining=len(surveys) - number):
                return

    def _try_find(self):
        """As ``_find_events``; a questionnaire which fails does not stop the others."""
        try:
            with self.env.cr.savepoint():
                return self._find_events()
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception("questionnaire %s", self.id)
            return []

    def _find_events(self):
        """Events about which the customer was not asked, newest first.

        They are found as for the rules of follow-ups.

        :return: list of dealer_crm.tools.follow_up.Row
        """
        self.ensure_one()
        last = fields.Date.context_today(self) - timedelta(days=self.dealer_days)
        rule = self.env["dealer.follow.up.rule"].new(
            {
                "event": self.dealer_event,
                "number": 0,
                "domain": "[]",
                "company_id": self.dealer_company_id.id,
            }
        )
        rows = rule._select(last - timedelta(days=CATCH_UP_DAYS), last)
        return [row for row in reversed(rows) if self._is_asked_about(row)]

    def _is_asked_about(self, row):
        """Whether an event counts: who has bought in the meantime did not only visit.

        :param row: dealer_crm.tools.follow_up.Row
        """
        return self.dealer_event != "visit" or not row.bought_on

    def _try_ask(self, rows):
        """Ask; when somebody's letter fails, all others nevertheless."""
        try:
            with self.env.cr.savepoint():
                self._ask(rows)
        except psycopg2.OperationalError:
            raise
        except Exception:
            if len(rows) == 1:
                _logger.exception(
                    "questionnaire %s, event %s", self.id, rows[0].record_id
                )
                return
            middle = len(rows) // 2
            self._try_ask(rows[:middle])
            self._try_ask(rows[middle:])

    def _ask(self, rows):
        """Make the empty answers and send the links.

        :param rows: list of dealer_crm.tools.follow_up.Row
        :return: survey.user_input, one for each who is asked
        """
        self.ensure_one()
        known = self._get_asked_ids(rows)
        rows = [row for row in rows if row.record_id not in known]
        wanted = self._get_wanted(rows)
        values = []
        for row in rows:
            # One letter for each, however much took place.
            if partner := wanted.pop(row.partner_id, None):
                values.append(self._prepare_answer_vals(partner, row))
        answers = self.env["survey.user_input"].create(values)
        for company, part in answers.grouped("dealer_company_id").items():
            self.dealer_template_id.with_company(company).send_mail_batch(
                part.ids, email_values=self._prepare_letter_vals(company)
            )
        return answers

    def _get_dealer_model(self):
        """Model of the records of the event."""
        rules = self.env["dealer.follow.up.rule"]
        return rules._get_events()[self.dealer_event].model

    def _get_asked_ids(self, rows):
        """Events of the rows about which this questionnaire was sent.

        :return: set of ids
        """
        answers = self.env["survey.user_input"].search_fetch(
            [
                ("survey_id", "=", self.id),
                ("dealer_model", "=", self._get_dealer_model()),
                ("dealer_res_id", "in", [row.record_id for row in rows]),
            ],
            ["dealer_res_id"],
        )
        return set(answers.mapped("dealer_res_id"))

    def _get_wanted(self, rows):
        """Who may be asked: agreed, has an address, and was left alone long enough.

        :return: dict id -> res.partner
        """
        since = fields.Datetime.now() - timedelta(days=self.dealer_rest_days)
        answers = self.env["survey.user_input"]
        people = self.env["res.partner"].browse({row.partner_id for row in rows})
        no_car = self.env["dealer.vehicle"]
        asked = answers.search_fetch(
            [
                ("partner_id", "in", people.ids),
                ("dealer_res_id", "!=", False),
                ("create_date", ">=", since),
            ],
            ["partner_id"],
        ).partner_id
        people = (people - asked).filtered("email_normalized")
        allowed = people._may_contact(PURPOSE, "email")
        refused = {person.id: person for person in people - allowed}
        people._log_not_contacted(
            PURPOSE,
            "email",
            [
                (f"survey:{self.id}:{row.record_id}", refused[row.partner_id], no_car)
                for row in rows
                if row.partner_id in refused
            ],
        )
        people = allowed._get_contact_turn(PURPOSE, "email")
        return {person.id: person for person in people}

    def _prepare_answer_vals(self, partner, row):
        """The empty answer of somebody who is asked.

        :param partner: res.partner
        :param row: dealer_crm.tools.follow_up.Row
        :return: dict of values
        """
        return {
            "survey_id": self.id,
            "partner_id": partner.id,
            "email": partner.email,
            "nickname": partner.name,
            "lang_id": self._get_dealer_lang(partner),
            "dealer_model": self._get_dealer_model(),
            "dealer_res_id": row.record_id,
            "dealer_event": self.dealer_event,
            "dealer_company_id": row.company_id or self.env.company.id,
            "dealer_user_id": row.user_id,
        }

    def _get_dealer_lang(self, partner):
        """Language in which somebody is asked.

        :param partner: res.partner
        :return: id of res.lang, False when the questionnaire does not have it
        """
        known = partner.lang in self._get_supported_lang_codes()
        return known and self.env["res.lang"]._get_data(code=partner.lang).id

    def _prepare_letter_vals(self, company):
        """Values of the letters besides the template's.

        :param company: res.company which asks
        :return: dict of values of mail.mail
        """
        values = self.env["res.partner"]._prepare_contact_vals(PURPOSE)
        values["record_company_id"] = company.id
        if company.email and not self.dealer_template_id.email_from:
            values["email_from"] = company.email_formatted
        return values

    def action_dealer_asked(self):
        """Open the marks which customers have given.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm_survey.survey_user_input_action_feedback"
        )
        return {**action, "domain": [("survey_id", "=", self.id)], "context": {}}
