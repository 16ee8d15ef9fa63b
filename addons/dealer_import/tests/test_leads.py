from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ImportCommon

LEADS = """Номер заявки;Имя клиента;Телефон;Интересующий автомобиль;Трейд-ин;\
Комментарий;Дата
L-1;Роман Дятлов;8 912 700-10-01;LADA Vesta;Renault Logan 2014;Звонить;05.03.2026
L-2;Алла Юдина;8 912 700-10-02;Geely Monjaro;;;
L-3;;;LADA Vesta;;;
"""


@tagged("post_install", "-at_install")
class TestLeads(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env.ref("dealer_import.intake_source_file")
        cls.cold = cls.env.ref("dealer_import.intake_source_cold")

    def leads(self, source):
        return self.env["crm.lead"].search(
            [("dealer_intake_source_id", "=", source.id)], order="id"
        )

    def test_leads_of_a_file(self):
        job = self.load(LEADS, "lead")
        self.assertEqual(self.counts(job), (2, 0, 0, 1), self.reasons(job))
        self.assertEqual(set(self.reasons(job)), {4})
        first, second = self.leads(self.source)
        self.assertEqual(first.partner_id.name, "Роман Дятлов")
        self.assertEqual(first.dealer_channel, "import")
        self.assertEqual(
            first.dealer_wish_model_id, self.env.ref("dealer_crm.model_lada_vesta")
        )
        self.assertEqual(first.dealer_trade_in_text, "Renault Logan 2014")
        self.assertIn("Звонить", first.description)
        self.assertIn("2026-03-05", first.description)
        self.assertFalse(second.dealer_response_due_at, "nobody waits for a call")
        message = first.dealer_touch_ids.inbox_id
        self.assertEqual(message.state, "done")
        self.assertEqual(message.lead_ids, first)
        self.assertIn("Роман Дятлов", message.payload_text)
        self.assertTrue(first.dealer_touch_ids.is_first)
        self.assertFalse(self.env["dealer.check"]._run())

    def test_never_twice(self):
        self.load(LEADS, "lead")
        again = self.load(LEADS, "lead")
        self.assertEqual(self.counts(again), (0, 0, 2, 1))
        # The same request in another file, with another column more.
        other = LEADS.replace("Дата\n", "Дата;Город\n").replace(";;;\n", ";;;;Казань\n")
        third = self.load(other, "lead")
        self.assertEqual(third.created_count, 0)
        self.assertEqual(len(self.leads(self.source)), 2)

    def test_two_rows_of_one_request(self):
        twice = LEADS + "L-2;Алла Юдина;8 912 700-10-02;Geely Atlas;;;\n"
        job = self.load(twice, "lead")
        self.assertEqual(self.counts(job), (2, 0, 1, 1), self.reasons(job))
        self.assertEqual(len(self.leads(self.source)), 2)

    def test_open_lead_of_another_source_is_kept(self):
        portal = self.env["dealer.intake.source"].create(
            {"name": "Portal", "team_id": self.source.team_id.id}
        )
        partner = self.env["res.partner"].create(
            {"name": "Алла Юдина", "phone": "+7 912 700-10-02"}
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Portal lead",
                "partner_id": partner.id,
                "team_id": portal.team_id.id,
                "company_id": portal.company_id.id,
                "dealer_intake_source_id": portal.id,
            }
        )
        job = self.load(LEADS, "lead")
        self.assertEqual(self.counts(job), (1, 1, 0, 1))
        self.assertEqual(lead.dealer_touch_ids.intake_source_id, self.source)
        self.assertFalse(lead.dealer_touch_ids.is_first)
        self.assertEqual(lead.dealer_wish_brand_id.name, "Geely")
        self.assertEqual(len(lead.partner_id.opportunity_ids), 1)

    def test_columns_are_guessed_in_three_languages(self):
        for titles in (
            "Lead ID,Full name,Phone,Wanted car,Trade-in,Budget,Request date",
            "Номер заявки,ФИО,Телефон,Желаемый автомобиль,Трейд-ин,Бюджет,Дата заявки",
            "线索编号,姓名,手机号,意向车型,置换车型,预算,留资时间",
        ):
            job = self.make(titles + "\nL-1,,,,,,\n", "lead")
            codes = [
                column.target_id.code for column in job.column_ids.sorted("position")
            ]
            self.assertEqual(
                codes,
                [
                    *("lead_number", "name", "phone", "car", "trade_in"),
                    *("budget", "request_date"),
                ],
            )

    def test_cold_list(self):
        people = self.env["res.partner"].create(
            [
                {"name": "Вера Ивлева", "phone": "+7 912 700-20-01"},
                {"name": "Глеб Ужов", "phone": "+7 912 700-20-02"},
            ]
        )
        busy = self.env["crm.lead"].create(
            {"name": "Open", "partner_id": people[0].id, "description": "As it is"}
        )
        before = busy.write_date, len(busy.message_ids)
        self.env["phone.blacklist"]._add(["+79127002003"])
        self.patch(
            type(people),
            "_may_contact",
            lambda asked, purpose, channel: asked.filtered(
                lambda partner: partner.name != "Глеб Ужов"
            ),
        )
        job = self.load(
            "ФИО,Телефон\n"
            "Вера Ивлева,8 912 700-20-01\n"
            "Глеб Ужов,8 912 700-20-02\n"
            "Лия Ким,8 912 700-20-03\n"
            "Олег Нилов,8 912 700-20-04\n"
            "Олег Нилов,+7 (912) 700 20 04\n",
            "cold",
        )
        self.assertEqual(self.counts(job), (1, 0, 0, 4), self.reasons(job))
        (lead,) = self.leads(self.cold)
        self.assertEqual(lead.partner_id.name, "Олег Нилов")
        self.assertEqual(lead.dealer_channel, "cold")
        self.assertFalse(lead.dealer_response_due_at)
        self.assertEqual((busy.write_date, len(busy.message_ids)), before)
        self.assertFalse(
            self.env["res.partner"].search([("name", "=", "Лия Ким")]),
            "who refused is not stored either",
        )

    def test_cold_list_is_distributed_by_the_rules_of_the_team(self):
        team = self.cold.team_id
        team.dealer_distribution = True
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Always",
                "tz": "UTC",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "x",
                            "dayofweek": str(day),
                            "hour_from": 0,
                            "hour_to": 24,
                        }
                    )
                    for day in range(7)
                ],
            }
        )
        team.dealer_calendar_id = calendar
        self.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": self.seller.id}
        )
        job = self.make("ФИО,Телефон\nОлег Нилов,8 912 700-20-04\n", "cold")
        bus = self.env["bus.bus"].search_count([])
        job.action_preview()
        self.env.cr.precommit.run()
        self.assertEqual(self.env["bus.bus"].search_count([]), bus)
        self.run_job(job)
        lead = self.leads(self.cold)
        self.assertFalse(lead.user_id)
        team._cron_distribute()
        self.assertEqual(lead.user_id, self.seller)

    def test_source_is_needed(self):
        self.source.active = False
        job = self.make(LEADS, "lead")
        self.assertFalse(job.intake_source_id)
        with self.assertRaises(UserError):
            job.action_start()

    def test_queries_do_not_grow_with_the_rows(self):
        counts = []
        self.load("name,phone\nSomebody Else,8 913 999-99-99", "cold")
        for first, number in ((0, 40), (100, 80)):
            lines = [
                f"Person {place} Cold,8 913 {place:07d}"
                for place in range(first, first + number)
            ]
            job = self.make("name,phone\n" + "\n".join(lines), "cold")
            job.action_start()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["dealer.import"]._cron_run()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(
                self.env["dealer.import"].browse(job.id).created_count, number
            )
        self.assertLess(counts[1] - counts[0], 20, counts)
