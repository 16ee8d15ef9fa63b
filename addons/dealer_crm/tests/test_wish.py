from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import mute_logger

from ..tools import wish
from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestWishRules(BaseCase):
    def match(self, asked, **car):
        return wish.match(wish.Wish(**asked), wish.Car(**{"brand": 1, **car}))

    def test_all_that_is_asked_for(self):
        asked = {"brand": 1, "model": 2, "budget_max": 100, "colour": "белый"}
        found = self.match(asked, model=2, price=90, colour="Белый металлик")
        self.assertEqual(found.score, 100)
        self.assertEqual(set(found.reasons), {"model", "brand", "budget", "colour"})

    def test_out_of_the_question(self):
        for asked, car in (
            ({"brand": 9}, {}),
            ({"brand": 1, "condition": "new"}, {"condition": "used"}),
            ({"brand": 1, "budget_max": 100}, {"price": 111}),
            ({"brand": 1, "budget_min": 100}, {"price": 99}),
            ({}, {}),
        ):
            self.assertIsNone(self.match(asked, **car))

    def test_a_little_above_the_budget_is_worth_less(self):
        asked = {"brand": 1, "model": 2, "budget_max": 100}
        over = self.match(asked, model=2, price=110)
        self.assertIn("over_budget", over.reasons)
        self.assertLess(over.score, self.match(asked, model=2, price=100).score)

    def test_demo_cars_are_good_for_both(self):
        for condition in ("new", "used"):
            asked = {"brand": 1, "condition": condition}
            self.assertTrue(self.match(asked, condition="demo"))

    def test_what_is_not_known_excludes_nothing(self):
        asked = {"brand": 1, "model": 2, "budget_max": 100, "year": 2026, "body": 5}
        found = self.match(asked, model=2)
        self.assertEqual(found.reasons, ("model", "brand"))
        self.assertGreaterEqual(found.score, wish.SHOWN)

    def test_a_year_older_fits_nearly(self):
        asked = {"brand": 1, "year": 2026}
        scores = [self.match(asked, year=year).score for year in (2026, 2025, 2024)]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertEqual(len(set(scores)), 3)


@tagged("post_install", "-at_install")
class TestWish(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dealer.vehicle"].search([("state", "!=", "customer")]).state = "gone"
        brand = cls.model_vesta.brand_id
        cls.other_model = cls.env["fleet.vehicle.model"].create(
            {"name": "Wish", "brand_id": brand.id}
        )
        stock = {"state": "stock", "company_id": cls.env.company.id}
        cls.red, cls.dear, cls.other = cls.env["dealer.vehicle"].create(
            [
                {
                    **stock,
                    "model_id": cls.model_vesta.id,
                    "color": "Red",
                    "asking_price": 900,
                },
                {**stock, "model_id": cls.model_vesta.id, "asking_price": 2000},
                {**stock, "model_id": cls.other_model.id, "asking_price": 800},
            ]
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Vesta",
                "type": "opportunity",
                "partner_id": cls.anna.id,
                "team_id": cls.team.id,
                "company_id": cls.env.company.id,
                "user_id": cls.salesperson.id,
                "dealer_wish_brand_id": brand.id,
                "dealer_wish_model_id": cls.model_vesta.id,
                "dealer_wish_budget_max": 1000,
            }
        )

    def test_cars_for_the_lead(self):
        lead = self.lead.with_user(self.salesperson)
        (row,) = lead._find_dealer_matches()[lead]
        self.assertEqual((row[0].score, row[1]), (100, self.red))
        self.assertEqual(lead.dealer_match_count, 1)
        action = lead.action_dealer_view_matches()
        matches = self.env["dealer.wish.match"].with_user(self.salesperson)
        match = matches.search(action["domain"])
        self.assertIn("the model", match.reasons)
        match.action_offer_car()
        self.assertEqual(lead.dealer_vehicle_id, self.red)
        context = match.action_test_drive()["context"]
        self.assertEqual(context["default_vehicle_id"], self.red.id)

    def test_another_model_of_the_brand_without_a_wanted_one(self):
        self.lead.dealer_wish_model_id = False
        cars = [car for _m, car in self.lead._find_dealer_matches()[self.lead]]
        self.assertEqual(set(cars), {self.red, self.other})

    def test_new_or_used(self):
        self.red._set_owner(self.wang)
        self.red._take_in_stock(self.env.company)
        self.lead.dealer_wish_condition = "new"
        self.assertFalse(self.lead._find_dealer_matches())
        self.lead.dealer_wish_condition = "used"
        self.assertEqual(self.lead.dealer_match_count, 1)

    def test_leads_for_the_car(self):
        car = self.red.with_user(self.salesperson)
        self.assertEqual(car.interested_count, 1)
        action = car.action_view_interested()
        match = self.env["dealer.wish.match"].search(action["domain"])
        self.assertEqual(match.lead_id, self.lead)
        self.lead.action_set_lost()
        self.env.invalidate_all()
        self.assertFalse(car.interested_count)

    def test_leads_of_colleagues_stay_theirs(self):
        self.lead.user_id = self.manager
        self.assertFalse(self.red.with_user(self.salesperson).interested_count)

    def test_not_the_cars_of_another_showroom(self):
        other = self.env["res.company"].create({"name": "Far away"})
        self.red.company_id = other
        self.assertFalse(self.lead._find_dealer_matches())

    def test_budget_in_another_currency(self):
        own = self.env.company.currency_id
        currency = self.env["res.currency"].create(
            {
                "name": "DLR",
                "symbol": "D",
                "rate_ids": [fields.Command.create({"rate": 0.001})],
            }
        )
        self.assertNotEqual(own, currency)
        self.lead.write(
            {"dealer_wish_currency_id": currency.id, "dealer_wish_budget_max": 1}
        )
        cars = [car for _m, car in self.lead._find_dealer_matches()[self.lead]]
        self.assertEqual(cars, [self.red])

    def test_constant_number_of_queries(self):
        counts = []
        leads = self.lead
        for number in (1, 8):
            while len(leads) < number:
                leads |= self.lead.copy()
                self.red.copy()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(leads._find_dealer_matches()), number)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_the_day_of_the_purchase_proposes_the_level(self):
        today = fields.Date.context_today(self.lead)
        form = Form(self.lead, view="crm.crm_lead_view_form")
        for days, level in ((5, "h"), (10, "a"), (25, "b"), (200, "c")):
            form.dealer_wish_date = today + timedelta(days=days)
            self.assertEqual(form.dealer_level, level)

    def test_budget_from_small_to_large(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.lead.dealer_wish_budget_min = 5000
            self.lead.flush_recordset()
