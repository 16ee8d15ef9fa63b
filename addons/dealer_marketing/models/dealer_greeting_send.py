"""The nightly job which prepares letters and calls."""

import logging

import psycopg2

from odoo import api, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

SLICE = 200


class DealerGreeting(models.Model):
    _inherit = "dealer.greeting"

    @api.model
    def _cron_send(self):
        """Prepare the greetings of the day of each showroom, in slices.

        Whoever was greeted is not found again, so that a run which was stopped goes on
        where it was.
        """
        cron = self.env["ir.cron"]
        jobs = self._prepare_jobs()
        cron._commit_progress(
            remaining=sum(
                self.env["res.partner"].search_count(domain) for *_job, domain in jobs
            )
        )
        for greeting, company, moment, year, domain in jobs:
            while people := self.env["res.partner"].search(
                domain, limit=SLICE, order="id"
            ):
                greeting._try_send(people, company, moment, year)
                if not cron._commit_progress(len(people)):
                    return

    @api.model
    def _prepare_jobs(self):
        """What is to be done now.

        :return: list of tuples (greeting, company, local moment of sending, year of the
            occasion, Domain of the people who are not greeted yet)
        """
        jobs = []
        companies = self.env["res.company"].search([("active", "=", True)], order="id")
        for company in companies:
            moment = company._get_dealer_greeting_moment()
            mine = Domain("company_id", "in", (False, company.id))
            for greeting in self.search(mine):
                due, year = greeting._get_due_domain(moment.date())
                if due.is_false():
                    continue
                domain = due & greeting._get_audience()
                domain &= self._get_showroom_domain(company)
                domain &= Domain("id", "not in", greeting._get_greeted(year))
                jobs.append((greeting, company, moment, year, domain))
        return jobs

    def _get_greeted(self, year):
        """Who was greeted in a year.

        :return: SQL which selects ids of contacts
        """
        runs = self.env["dealer.greeting.run"]
        return runs._search(
            [("greeting_id", "=", self.id), ("year", "=", year)]
        ).subselect("partner_id")

    def _try_send(self, people, company, moment, year):
        """Greet a slice of people; when that fails, one by one.

        One bad address or name never stops the others: it is noted.

        :param people: res.partner
        :param company: res.company which greets
        :param moment: local time of sending
        :param int year: of the occasion
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._send(people, company, moment, year)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(people) > 1:
                for person in people:
                    self._try_send(person, company, moment, year)
                return
            _logger.warning("greeting %s of %s", self.id, people.id, exc_info=True)
            runs = self.env["dealer.greeting.run"]._book(
                self, people, year, moment.date(), company
            )
            runs.write({"state": "failed", "error": str(error)[:500]})

    def _send(self, people, company, moment, year):
        """Note the people and prepare their letters or calls. As of ``_try_send``."""
        runs = self.env["dealer.greeting.run"]._book(
            self, people, year, moment.date(), company
        )
        if self.channel == "phone":
            self._plan_calls(runs, company, moment.date())
        elif runs:
            self._write_letters(runs.partner_id, company, moment)

    def _write_letters(self, people, company, moment):
        """Put letters into the queue; consent and arbitration are asked at sending."""
        template = self.template_id.with_company(company)
        template.send_mail_batch(
            people.ids, email_values=self._prepare_letter(company, moment)
        )

    def _prepare_letter(self, company, moment):
        """Values of the letters besides the template's.

        :param company: res.company which greets
        :param moment: local time of sending
        :return: dict of values of mail.mail
        """
        values = {
            "dealer_purpose_id": self.purpose_id.id,
            "record_company_id": company.id,
            "scheduled_date": company._dealer_to_utc(moment),
        }
        if company.email and not self.template_id.email_from:
            values["email_from"] = company.email_formatted
        return values

    def _plan_calls(self, runs, company, day):
        """Plan calls with those whom nobody else has reserved or called too often.

        :param runs: dealer.greeting.run
        :param company: res.company which greets
        :param day: date of the calls
        """
        people = runs.partner_id
        refused = self.env["dealer.contact.claim"]._claim(
            people,
            self.purpose_id,
            "phone",
            f"greeting:{self.id}:{day}",
            company=company,
            is_personal=True,
            day=day,
        )
        self.env["dealer.contact.refusal"]._log_people(
            refused, self.purpose_id, "phone", company
        )
        runs.filtered(lambda run: run.partner_id.id in refused).state = "refused"
        called = people.filtered(lambda person: person.id not in refused)
        for user, mine in called.grouped("user_id").items():
            caller = user if user.active and not user.share else self.user_id
            mine.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=day,
                summary=self.with_context(lang=caller.lang).name,
                user_id=caller.id,
                dealer_purpose_id=self.purpose_id.id,
            )
