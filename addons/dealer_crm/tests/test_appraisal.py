from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import mute_logger

from ..tools import appraisal
from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestValuation(BaseCase):
    def test_price_is_what_is_left(self):
        result = appraisal.value(1_000_000, 85_000, 10, 0)
        self.assertEqual((result.margin, result.price), (100_000, 815_000))

    def test_rounded_down_never_up(self):
        for market, step, price in (
            (1_234_567, 1000, 1_111_000),
            (1_000, 100, 900),  # already a whole step: float noise takes none away
            (0.3, 0.1, 0.2),
            (50, 100, 0),
        ):
            self.assertAlmostEqual(appraisal.value(market, 0, 10, step).price, price)

    def test_never_below_zero(self):
        self.assertEqual(appraisal.value(100_000, 300_000, 10, 100).price, 0)

    def test_refused(self):
        for values in ((-1, 0, 0, 0), (1, -1, 0, 0), (1, 0, 101, 0), (1, 0, 0, -1)):
            with self.assertRaises(ValueError):
                appraisal.value(*values)


@tagged("post_install", "-at_install")
class TestAppraisal(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trade_team = cls.env["crm.team"].create(
            {
                "name": "Trade",
                "dealer_pipeline": "trade_in",
                "company_id": cls.env.company.id,
            }
        )
        cls.bought_in = cls.env.ref("dealer_crm.crm_stage_bought_in")
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Vesta against Haval",
                "type": "opportunity",
                "partner_id": cls.anna.id,
                "team_id": cls.trade_team.id,
                "company_id": cls.env.company.id,
                "user_id": cls.salesperson.id,
            }
        )
        cls.today = fields.Date.context_today(cls.lead)

    def appraise(self, **values):
        return (
            self.env["dealer.appraisal"]
            .with_user(self.salesperson)
            .create(
                {
                    "lead_id": self.lead.id,
                    "vehicle_id": self.vesta.id,
                    "odometer": 42_000,
                    "market_value": 1_000_000,
                    "repair_cost": 50_000,
                    **values,
                }
            )
        )

    def test_from_the_lead_to_our_stock(self):
        mine = self.lead.with_user(self.salesperson)
        action = mine.action_dealer_appraise()
        form = Form(
            self.env["dealer.appraisal"]
            .with_user(self.salesperson)
            .with_context(**action["context"])
        )
        self.assertEqual(form.partner_id, self.anna)
        form.vehicle_id = self.vesta
        form.odometer = 42_000
        form.market_value = 1_000_000
        form.repair_cost = 50_000
        self.assertEqual((form.margin, form.offer), (100_000, 850_000))
        record = form.save()
        self.assertEqual(self.lead.dealer_trade_in_vehicle_id, self.vesta)
        record.action_offer()
        self.assertEqual(record.valid_until, self.today + timedelta(days=7))
        self.assertEqual(self.vesta.odometer, 42_000)
        with self.assertRaises(RedirectWarning):
            mine.stage_id = self.bought_in
        record.agreed_price = 845_000
        record.action_agree()
        self.assertEqual(self.lead.dealer_trade_in_price, 845_000)
        mine.stage_id = self.bought_in
        self.assertEqual((record.state, record.bought_on), ("bought", self.today))
        self.assertEqual(self.vesta.state, "stock")
        self.assertEqual(self.vesta.company_id, self.env.company)
        self.assertFalse(self.vesta.owner_id)

    def test_trade_in_of_a_new_car_comes_with_the_delivery(self):
        self.lead.write({"team_id": self.team.id, "dealer_vehicle_id": self.accord.id})
        record = self.appraise()
        record.action_offer()
        record.action_agree()
        self.lead.with_user(self.salesperson).stage_id = self.stage_delivered
        self.assertEqual(self.accord.owner_id, self.anna)
        self.assertEqual((self.vesta.state, record.state), ("stock", "bought"))

    def test_more_than_the_valuation_is_for_managers(self):
        record = self.appraise()
        record.offer = 900_000
        with self.assertRaises(AccessError):
            record.action_offer()
        record.with_user(self.manager).action_offer()
        record.agreed_price = 950_000
        with self.assertRaises(AccessError):
            record.action_agree()
        record.agreed_price = 0
        record.action_agree()
        self.assertEqual(record.agreed_price, 900_000)

    def test_what_is_offered_is_fixed(self):
        record = self.appraise()
        with self.assertRaises(AccessError):
            record.state = "agreed"
        with self.assertRaises(AccessError):
            self.appraise(state="agreed", agreed_price=9)
        record.action_offer()
        for values in ({"offer": 1}, {"market_value": 9}, {"vehicle_id": 1}):
            with self.assertRaises(UserError):
                record.write(values)
        with self.assertRaises(UserError):
            record.with_user(self.manager).unlink()
        record.action_agree()
        with self.assertRaises(UserError):
            record.agreed_price = 1

    def test_refused_asks_for_the_reason(self):
        record = self.appraise()
        record.action_offer()
        with self.assertRaises(UserError):
            record.action_refuse()
        record.refusal = "price"
        record.action_refuse()
        self.assertEqual((record.state, record.decided_on), ("refused", self.today))

    def test_not_without_values(self):
        with self.assertRaises(UserError):
            self.appraise(market_value=0).action_offer()
        with self.assertRaises(UserError):
            self.appraise(valid_until=self.today - timedelta(days=1)).action_offer()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.appraise(repair_cost=-1)

    def test_offers_run_out(self):
        late = self.appraise()
        late.action_offer()
        late.sudo().valid_until = self.today - timedelta(days=1)
        with self.assertRaises(UserError):
            late.action_agree()
        good = self.appraise(vehicle_id=self.accord.id)
        good.action_offer()
        with self.enter_registry_test_mode():
            cron = self.env.ref("dealer_crm.ir_cron_expire_appraisals")
            cron.method_direct_trigger()
        self.assertEqual((late.state, good.state), ("expired", "offered"))
        task = self.lead.activity_ids
        self.assertEqual(task.user_id, self.salesperson)
        self.assertIn("Vesta", task.summary)

    def test_one_offer_for_a_car(self):
        first = self.appraise()
        first.action_offer()
        again = self.env["dealer.appraisal"].browse(
            first.action_appraise_again()["res_id"]
        )
        self.assertEqual((again.state, again.market_value), ("draft", 1_000_000))
        again.with_user(self.salesperson).action_offer()
        self.assertEqual((first.state, again.state), ("expired", "offered"))
        self.assertEqual(self.lead.dealer_appraisal_count, 2)

    def test_gate_of_the_trade_in_pipeline_only(self):
        proposal = self.env.ref("dealer_crm.crm_stage_proposal")
        self.lead.expected_revenue = 1
        mine = self.lead.with_user(self.salesperson)
        with self.assertRaises(RedirectWarning):
            mine.stage_id = proposal
        self.appraise().action_offer()
        mine.stage_id = proposal
        cars = self.env["crm.team"].create(
            {"name": "Cars", "dealer_pipeline": "new_cars"}
        )
        other = self.lead.copy({"team_id": cars.id, "expected_revenue": 1})
        other.with_user(self.salesperson).stage_id = proposal
        self.assertEqual(other.stage_id, proposal)

    def test_offer_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        label = self.env.ref("dealer_crm.field_dealer_appraisal__body")
        label.with_context(lang="ru_RU").field_description = "Кузов автомобиля"
        self.anna.lang = "ru_RU"
        record = self.appraise(body="good", note="Царапина на двери")
        record.action_offer()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "dealer_crm.report_appraisal", record.ids
        )
        text = html.decode()
        for words in (record.name, self.vesta.vin, "Царапина", "850"):
            self.assertIn(words, text)
        self.assertIn("Кузов автомобиля", text)
        context = record.action_send()["context"]
        mail = self.env["mail.compose.message"].with_context(**context).create({})
        self.assertEqual(mail.partner_ids, self.anna)

    def test_constant_queries_of_a_list_of_leads(self):
        counts = []
        for number in (1, 10):
            leads = self.env["crm.lead"].browse()
            for _n in range(number):
                leads |= self.lead.copy()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads.mapped("dealer_trade_in_price")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_rights(self):
        record = self.appraise()
        self.assertTrue(record.with_user(self.reader).has_access("read"))
        with self.assertRaises(AccessError):
            record.with_user(self.reader).action_offer()
        self.salesperson.group_ids += self.env.ref("dealer_crm.group_own_customers")
        self.anna.user_id = self.manager
        self.env.invalidate_all()
        self.assertFalse(record.has_access("read"))

    def test_merged_leads_keep_their_appraisals(self):
        record = self.appraise()
        other = self.lead.copy({"priority": "3", "probability": 90})
        kept = (self.lead | other).merge_opportunity()
        self.assertEqual(record.lead_id, kept)

    def test_settings(self):
        settings = self.env["res.config.settings"]
        settings.create(
            {
                "dealer_appraisal_margin": "20",
                "dealer_appraisal_days": "3",
                "dealer_appraisal_step": "1000",
            }
        ).execute()
        record = self.appraise(market_value=1_000_700, repair_cost=0)
        self.assertEqual(record.offer, 800_000)
        for values in (
            {"dealer_appraisal_margin": "101"},
            {"dealer_appraisal_days": "0"},
            {"dealer_appraisal_step": "-1"},
        ):
            with self.assertRaises(ValidationError):
                settings.create(values)
