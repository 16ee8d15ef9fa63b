from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools import greetings
from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestGreetingDays(TransactionCase):
    """Against dates known from calendars of the countries."""

    def _year(self, kind, year, **kwargs):
        first, last = date(year, 1, 1), date(year, 12, 31)
        return [day for day, _year in greetings.occasions(kind, first, last, **kwargs)]

    def test_spring_festival(self):
        known = {
            1997: date(1997, 2, 7),
            2020: date(2020, 1, 25),
            2024: date(2024, 2, 10),
            2026: date(2026, 2, 17),
            2033: date(2033, 1, 31),
        }
        for year, day in known.items():
            self.assertEqual(self._year("spring_festival", year), [day])

    def test_ramadan_and_eid(self):
        known = {
            2024: (date(2024, 3, 11), date(2024, 4, 10)),
            2025: (date(2025, 3, 1), date(2025, 3, 30)),
            2026: (date(2026, 2, 18), date(2026, 3, 20)),
        }
        for year, (ramadan, eid) in known.items():
            self.assertEqual(self._year("ramadan", year), [ramadan])
            self.assertEqual(self._year("eid_fitr", year), [eid])

    def test_twice_in_a_year(self):
        found = greetings.occasions("ramadan", date(2030, 1, 1), date(2030, 12, 31))
        self.assertEqual(found, [(date(2030, 1, 5), 1451), (date(2030, 12, 26), 1452)])

    def test_beyond_the_calendar(self):
        self.assertEqual(self._year("eid_fitr", 2200), [])
        self.assertEqual(self._year("spring_festival", 2200), [])

    def test_leap_day(self):
        self.assertEqual(
            self._year("fixed", 2027, month=2, day=29), [date(2027, 2, 28)]
        )
        self.assertEqual(
            self._year("fixed", 2028, month=2, day=29), [date(2028, 2, 29)]
        )
        self.assertEqual(greetings.kept_on(date(2027, 2, 28)), [(2, 28), (2, 29)])
        self.assertEqual(greetings.kept_on(date(2028, 2, 28)), [(2, 28)])

    def test_over_new_year(self):
        found = greetings.occasions(
            "fixed", date(2026, 12, 20), date(2027, 1, 10), 1, 7
        )
        self.assertEqual(found, [(date(2027, 1, 7), 2027)])

    def test_hour(self):
        for now, expected in (
            (datetime(2026, 3, 1, 1), datetime(2026, 3, 1, 10, 30)),
            (datetime(2026, 3, 1, 18, 30), datetime(2026, 3, 1, 10, 30)),
            (datetime(2026, 3, 1, 18, 31), datetime(2026, 3, 2, 10, 30)),
        ):
            self.assertEqual(greetings.next_moment(now, 10.5), expected)

    def test_proposal(self):
        self.assertEqual(greetings.propose_tradition("ru_RU", "DE"), "orthodox")
        self.assertEqual(greetings.propose_tradition("en_US", "DE"), "western")
        self.assertEqual(greetings.propose_tradition("", ""), "")


@tagged("post_install", "-at_install")
class TestGreeting(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dealer.greeting"].search([]).active = False
        cls.greetings = cls.env.ref("dealer_marketing.purpose_greetings")
        cls.template = cls.env.ref("dealer_marketing.mail_template_birthday")
        cls.env.company.resource_calendar_id.tz = "Europe/Brussels"
        (cls.yes | cls.no).dealer_birthdate = date(1980, 2, 29)
        cls._say(cls.yes, "granted", cls.greetings)
        cls._say(cls.yes, "granted", cls.greetings, "phone")
        cls.birthday = cls._greeting(occasion="birthday")

    @classmethod
    def _greeting(cls, **values):
        return cls.env["dealer.greeting"].create(
            {"name": "Greeting", "template_id": cls.template.id, **values}
        )

    def _run(self, now):
        with freeze_time(now), self.enter_registry_test_mode():
            self.env.ref("dealer_marketing.ir_cron_greetings").method_direct_trigger()

    def _runs(self, *people):
        return self.env["dealer.greeting.run"].search(
            [("partner_id", "in", [person.id for person in people])]
        )

    def _letters(self, person):
        return self.env["mail.mail"].search([("recipient_ids", "in", person.ids)])

    def test_birthday_on_leap_day(self):
        self._run("2027-02-27 04:00:00")
        self.assertFalse(self._runs(self.yes))
        self._run("2027-02-28 04:00:00")
        letter = self._letters(self.yes)
        # 10:00 in Brussels in winter.
        self.assertEqual(letter.scheduled_date, datetime(2027, 2, 28, 9))
        self.assertEqual(letter.dealer_purpose_id, self.greetings)
        self.assertFalse(self._runs(self.no), "has not agreed")
        self._run("2028-02-28 04:00:00")
        self.assertEqual(len(self._runs(self.yes)), 1, "2028 has a leap day")
        self._run("2028-02-29 04:00:00")
        self.assertEqual(self._runs(self.yes).mapped("year"), [2028, 2027])

    def test_name_day(self):
        self.birthday.active = False
        greeting = self._greeting(occasion="name_day")
        self._say(self.no, "granted", self.greetings)
        self.yes.write({"dealer_name_day": 14, "dealer_name_day_month": "10"})
        self.no.write({"dealer_name_day": 29, "dealer_name_day_month": "2"})
        with freeze_time("2027-10-01"):
            forecast = self.env["dealer.greeting.forecast"]._forecast()
        mine = forecast.filtered(lambda row: row.greeting_id == greeting)
        self.assertEqual(
            [(row.date, row.people) for row in mine], [(date(2027, 10, 14), 1)]
        )
        self._run("2027-10-13 04:00:00")
        self.assertFalse(self._runs(self.yes, self.no))
        self._run("2027-10-14 04:00:00")
        self.assertEqual(len(self._letters(self.yes)), 1)
        self._run("2028-10-14 04:00:00")
        self.assertEqual(self._runs(self.yes).mapped("year"), [2028, 2027])
        self._run("2027-02-28 04:00:00")
        self.assertEqual(self._runs(self.no).mapped("date"), [date(2027, 2, 28)])

    def test_name_day_is_a_day(self):
        with self.assertRaisesRegex(ValidationError, "is no day of the year"):
            self.yes.write({"dealer_name_day": 31, "dealer_name_day_month": "6"})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.no.dealer_name_day = 5
            self.env.flush_all()

    def test_once(self):
        self._run("2027-02-28 04:00:00")
        self._run("2027-02-28 05:00:00")
        self.assertEqual(len(self._letters(self.yes)), 1)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._runs(self.yes).copy()

    def test_withdrawn_while_it_waits(self):
        self._run("2027-02-28 04:00:00")
        letter = self._letters(self.yes)
        self._say(self.yes, "withdrawn", self.greetings)
        letter.send()
        self.assertEqual((letter.state, letter.failure_type), ("cancel", "mail_optout"))

    def test_tradition(self):
        self._greeting(month=1, day=7, occasion="fixed", tradition="orthodox")
        self._greeting(occasion="ramadan", tradition="muslim")
        self.yes.write({"lang": "en_US", "country_id": self.env.ref("base.ru").id})
        self.assertEqual(self.yes.dealer_tradition_proposal, "orthodox")
        self._run("2027-01-07 04:00:00")
        self.assertFalse(self._runs(self.yes), "a proposal is no tradition")
        self.yes.action_dealer_use_tradition()
        self._run("2027-01-07 04:00:00")
        self._run("2027-02-08 04:00:00")
        self.assertEqual(self._runs(self.yes).mapped("date"), [date(2027, 1, 7)])

    def test_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.template.with_context(lang="ru_RU").subject = "С днём рождения!"
        self.yes.lang = "ru_RU"
        self._run("2027-02-28 04:00:00")
        self.assertEqual(self._letters(self.yes).subject, "С днём рождения!")

    def test_archived(self):
        self.yes.active = False
        self._run("2027-02-28 04:00:00")
        self.assertFalse(self._runs(self.yes))

    def test_car(self):
        self.birthday.active = False
        self._greeting(occasion="ownership")
        for vin in ("XTA21100031234561", "XTA21100031234562"):
            vehicle = self.env["dealer.vehicle"].create({"vin": vin})
            self.env["dealer.vehicle.ownership"].create(
                {
                    "vehicle_id": vehicle.id,
                    "partner_id": self.yes.id,
                    "date_from": "2024-05-03",
                }
            )
        self._run("2026-05-03 04:00:00")
        self.assertEqual(len(self._runs(self.yes)), 1, "two cars, one greeting")
        self.assertEqual(len(self._letters(self.yes)), 1)

    def test_call(self):
        self.birthday.write({"channel": "phone", "user_id": self.staff.id})
        self._run("2027-02-28 04:00:00")
        self.assertEqual(self._runs(self.yes, self.no).partner_id, self.yes)
        task = self.yes.activity_ids
        self.assertEqual(task.user_id, self.staff)
        self.assertEqual(task.date_deadline, date(2027, 2, 28))

    def test_call_capped(self):
        self.birthday.write({"channel": "phone", "user_id": self.staff.id})
        self.env["dealer.contact.cap"].search([("channel", "=", "phone")]).maximum = 1
        with freeze_time("2027-02-28 04:00:00"):
            self.env["dealer.contact.claim"]._claim(
                self.yes, self.greetings, "phone", "another"
            )
        self._run("2027-02-28 04:00:00")
        self.assertEqual(self._runs(self.yes).state, "refused")
        self.assertFalse(self.yes.activity_ids)

    def test_one_fails(self):
        other = self.no
        self._say(other, "granted", self.greetings)
        kind = type(self.env["mail.template"])
        send = kind.send_mail_batch

        def fail(template, res_ids, **kwargs):
            if self.yes.id in res_ids:
                raise ValueError("broken")
            return send(template, res_ids, **kwargs)

        with (
            patch.object(kind, "send_mail_batch", fail),
            mute_logger("odoo.addons.dealer_marketing.models.dealer_greeting_send"),
        ):
            self._run("2027-02-28 04:00:00")
        self.assertEqual(self._runs(self.yes).state, "failed")
        self.assertEqual(self._runs(self.yes).error, "broken")
        self.assertEqual(self._runs(other).state, "sent")

    def test_bad_letter_in_the_batch(self):
        """The scheduled action as it runs: who cannot be written to is noted, once, all
        others are greeted, and the next run changes nothing.
        """
        bad, good = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "email": f"{name}@batch.test",
                    "dealer_birthdate": date(1980, 2, 28),
                }
                for name in ("bad", "good")
            ]
        )
        self._say(bad | good, "granted", self.greetings)
        self.template.body_html = (
            "<p><t t-out=\"1 // (0 if object.name == 'bad' else 1)\"/></p>"
        )
        with mute_logger("odoo.addons.dealer_marketing.models.dealer_greeting_send"):
            self._run("2027-02-28 04:00:00")
        self.assertEqual(self._runs(bad).state, "failed")
        self.assertIn("ZeroDivisionError", self._runs(bad).error)
        self.assertFalse(self._letters(bad))
        for person in (good, self.yes):
            self.assertEqual(self._runs(person).state, "sent")
            self.assertEqual(len(self._letters(person)), 1)
        before = self._runs(bad, good, self.yes)
        letters = self.env["mail.mail"].search([])
        self._run("2027-02-28 10:00:00")
        self.assertEqual(self._runs(bad, good, self.yes), before)
        self.assertEqual(self.env["mail.mail"].search([]), letters)

    def test_forecast(self):
        self._say(self.no, "granted", self.greetings)
        self.no.dealer_birthdate = date(1990, 3, 1)
        self._greeting(occasion="fixed", month=3, day=8, filter_id=False)
        with freeze_time("2027-02-20"):
            forecast = self.env["dealer.greeting.forecast"].with_user(self.marketer)
            action = forecast.action_forecast()
            rows = forecast.search(action["domain"])
        mine = rows.filtered(lambda row: row.greeting_id == self.birthday)
        people = {row.date: row.people for row in mine}
        self.assertEqual(people[date(2027, 2, 28)], 1)
        self.assertEqual(people[date(2027, 3, 1)], 1)
        fixed = rows - mine
        self.assertEqual(fixed.mapped("date"), [date(2027, 3, 8)])
        self.assertGreaterEqual(fixed.people, 2)

    def test_no_such_day(self):
        with self.assertRaisesRegex(ValidationError, "is no day of the year"):
            self._greeting(occasion="fixed", month=2, day=30)


@tagged("post_install", "-at_install")
class TestTemplates(ConsentCommon):
    def test_ready_to_use(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "dealer_marketing"), ("model", "=", "mail.template")]
        )
        templates = self.env["mail.template"].browse(data.mapped("res_id")).exists()
        self.assertGreaterEqual(len(templates), 13)
        self.yes.name = "Ines <b>Prado"
        for template in templates:
            self.assertTrue(template.dealer_purpose_id)
            letter = self.env["mail.mail"].browse(template.send_mail(self.yes.id))
            self.assertEqual(letter.recipient_ids, self.yes)
            self.assertIn("Ines &lt;b&gt;Prado", letter.body_html)
            self.assertIn("max-width: 600px", letter.body_html)
            # The showroom signs.
            self.assertIn(self.env.company.name, letter.body_html)

    def test_two_texts_against_each_other(self):
        """Stock's A/B test with a ready letter: each one gets one of the texts, who has
        not agreed neither.
        """
        people = self.env["res.partner"].create(
            [
                {"name": f"Ab {n}", "email": f"ab{n}@mail.test", "function": "ab"}
                for n in range(10)
            ]
        )
        self._say(people[:9], "granted")
        template = self.env.ref("dealer_marketing.mail_template_tyres")
        action = template.with_user(self.marketer).action_dealer_mailing()
        first = self.env["mailing.mailing"].browse(action["res_id"])
        self.assertEqual(first.dealer_purpose_id, template.dealer_purpose_id)
        self.assertIn("object.name", first.body_html)
        first.write(
            {
                "mailing_domain": "[('function', '=', 'ab')]",
                "dealer_purpose_id": self.offers.id,
                "ab_testing_enabled": True,
                "ab_testing_pc": 50,
            }
        )
        action = first.with_user(self.marketer).action_duplicate()
        second = self.env["mailing.mailing"].browse(action["res_id"])
        second.subject = "Another subject"
        for mailing in (first, second):
            mailing.action_send_mail()
        sent = (first | second).mailing_trace_ids.filtered(
            lambda trace: trace.trace_status == "outgoing"
        )
        self.assertEqual(sorted(sent.mapped("res_id")), people[:9].ids)
        self.assertEqual(len(first.mailing_trace_ids), 5)
        letters = sent.mail_mail_id
        self.assertEqual(len(set(letters.mapped("subject"))), 2)
        self.assertIn("Ab ", letters[0].body_html)

    def test_purpose_of_the_composer(self):
        template = self.env.ref("dealer_marketing.mail_template_trade_in")
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": str((self.yes | self.no).ids),
                "template_id": template.id,
            }
        )
        self.assertEqual(composer.dealer_purpose_id, self.offers)
        self._say(self.yes, "granted")
        composer._action_send_mail()
        letters = self.env["mail.mail"].search(
            [("recipient_ids", "in", (self.yes | self.no).ids)]
        )
        sent = letters.filtered(lambda letter: letter.state != "cancel")
        self.assertEqual(sent.recipient_ids, self.yes)
        self.assertEqual(sent.dealer_purpose_id, self.offers)
