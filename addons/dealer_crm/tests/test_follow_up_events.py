"""When each event takes place, for whom."""

from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .common import VIN_GEELY
from .follow_up import TODAY, FollowUpCommon


@tagged("post_install", "-at_install")
class TestFollowUpEvents(FollowUpCommon):
    def test_delivery_by_the_clock_of_the_showroom(self):
        rule = self.new_rule("delivery")
        # 22:30 UTC: after midnight in Berlin.
        lead = self.win(self.wang, datetime(2026, 5, 12, 22, 30))
        day = [(self.wang, date(2026, 5, 13))]
        self.assertEqual(self.find(rule, date(2026, 5, 13)), day)
        self.assertFalse(self.find(rule, date(2026, 5, 12)))
        (row,) = [row for row in rule._select(TODAY, TODAY) if row.record_id == lead.id]
        self.assertEqual(row.vehicle_id, self.accord.id)
        self.assertEqual(row.user_id, self.salesperson.id)
        self.assertEqual(row.company_id, self.env.company.id)
        # A trade-in is bought, not delivered.
        lead.team_id = self.env.ref("dealer_crm.crm_team_trade_in")
        lead.stage_id = self.env["crm.stage"].search(
            [("team_ids", "in", lead.team_id.ids), ("is_won", "=", True)], limit=1
        )
        lead.date_closed = datetime(2026, 5, 12, 22, 30)
        self.assertFalse(self.find(rule, date(2026, 5, 13)))

    def test_test_drive_until_something_is_bought(self):
        self.accord.state = "demo"
        drive = self.env["dealer.test.drive"].create(
            {
                "partner_id": self.wang.id,
                "vehicle_id": self.accord.id,
                "user_id": self.salesperson.id,
                "start": datetime(2026, 5, 8, 8),
                "stop": datetime(2026, 5, 8, 9),
            }
        )
        rule = self.new_rule("test_drive", number=5)
        self.assertFalse(self.find(rule, TODAY))
        drive.state = "done"
        self.assertEqual(self.find(rule, TODAY), [(self.wang, TODAY)])
        # Bought on the way: no occasion. Bought later: it was one.
        geely = self.env["dealer.vehicle"].create({"vin": VIN_GEELY})
        period = self.own(geely, self.wang, TODAY - timedelta(days=1))
        self.assertFalse(self.find(rule, TODAY))
        period.date_from = TODAY + timedelta(days=1)
        self.assertEqual(self.find(rule, TODAY), [(self.wang, TODAY)])

    def test_lost_with_a_day_to_ask_again(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Estate",
                "type": "opportunity",
                "partner_id": self.wang.id,
                "dealer_return_date": TODAY,
            }
        )
        rule = self.new_rule("lost_return")
        self.assertFalse(self.find(rule, TODAY))
        lead.action_set_lost()
        self.assertEqual(self.find(rule, TODAY), [(self.wang, TODAY)])
        lead.action_unarchive()
        self.assertFalse(self.find(rule, TODAY))

    def test_years_of_ownership(self):
        self.own(self.accord, self.wang, date(2020, 2, 29))
        rule = self.new_rule("ownership", number=3)
        year = (date(2023, 1, 1), date(2023, 12, 31))
        self.assertEqual(self.find(rule, *year), [(self.wang, date(2023, 2, 28))])
        rule.number = 4
        self.assertEqual(
            self.find(rule, date(2024, 2, 29)), [(self.wang, date(2024, 2, 29))]
        )

    def test_years_of_ownership_end_with_it(self):
        period = self.own(self.accord, self.wang, date(2023, 5, 13))
        rule = self.new_rule("ownership")
        self.assertEqual(self.find(rule, TODAY), [(self.wang, TODAY)])
        period.date_to = date(2024, 1, 1)
        self.assertFalse(self.find(rule, TODAY))

    def test_a_step_before_the_event_moves_the_day_of_the_rule(self):
        self.own(self.accord, self.wang, date(2023, 5, 13))
        rule = self.new_rule("ownership", (30, "days", "before", "dealer_manager"))
        self.assertFalse(self.find(rule, TODAY))
        self.assertEqual(
            self.find(rule, TODAY - timedelta(days=30)), [(self.wang, TODAY)]
        )

    def test_birthday(self):
        self.anna.dealer_birthdate = date(1988, 2, 29)
        self.wang.dealer_birthdate = date(1990, 12, 31)
        rule = self.new_rule("birthday")
        days = self.find(rule, date(2027, 12, 1), date(2029, 2, 28))
        self.assertEqual(
            days,
            [
                (self.wang, date(2027, 12, 31)),
                (self.anna, date(2028, 2, 29)),
                (self.wang, date(2028, 12, 31)),
                (self.anna, date(2029, 2, 28)),
            ],
        )
        # The birth itself is no birthday.
        self.assertFalse(self.find(rule, date(1990, 12, 31)))

    def test_end_of_warranty_is_the_owner_of_the_day(self):
        self.accord.warranty_end = TODAY
        self.own(self.accord, self.anna, date(2023, 1, 1), date(2025, 1, 1))
        self.own(self.accord, self.wang, date(2025, 1, 1))
        rule = self.new_rule("warranty_end")
        self.assertEqual(self.find(rule, TODAY), [(self.wang, TODAY)])
        self.accord.state = "gone"
        self.assertFalse(self.find(rule, TODAY))

    def test_no_contact(self):
        calls = self.env["dealer.call"].create(
            [
                {
                    "partner_id": self.wang.id,
                    "result": result,
                    "started_at": moment,
                }
                for result, moment in (
                    ("reached", datetime(2025, 5, 13, 10)),
                    # Nobody answered: no contact.
                    ("no_answer", datetime(2025, 9, 1, 10)),
                )
            ]
        )
        rule = self.new_rule("no_contact")
        self.assertEqual(self.find(rule, TODAY), [(self.wang, TODAY)])
        calls[1].result = "reached"
        self.assertFalse(self.find(rule, TODAY))
        # What came later does not change the day.
        calls[1].started_at = datetime(2026, 5, 14, 10)
        self.assertEqual(self.find(rule, TODAY), [(self.wang, TODAY)])

    def test_who_counts(self):
        (self.anna | self.wang).dealer_birthdate = date(1990, 5, 13)
        both = [(self.anna, TODAY), (self.wang, TODAY)]
        rule = self.new_rule("birthday")
        self.assertEqual(self.find(rule, TODAY), both)
        rule.domain = f"[('id', '=', {self.anna.id})]"
        self.assertEqual(self.find(rule, TODAY), both[:1])
        rule.domain = "[]"
        self.wang.active = False
        self.assertEqual(self.find(rule, TODAY), both[:1])

    def test_showroom(self):
        (self.anna | self.wang).dealer_birthdate = date(1990, 5, 13)
        self.wang.user_id = False
        other = self.env["res.company"].create({"name": "Other showroom"})
        rule = self.new_rule("birthday", company_id=self.env.company.id)
        self.assertEqual(self.find(rule, TODAY), [(self.anna, TODAY)])
        rule.company_id = other
        self.assertFalse(self.find(rule, TODAY))

    def test_days_alone_are_the_days_of_the_year(self):
        """Every event: a year at once gives what its days give one by one."""
        self.anna.dealer_birthdate = date(1988, 2, 29)
        self.own(self.accord, self.wang, date(2023, 2, 28))
        self.accord.warranty_end = date(2026, 3, 1)
        self.win(self.wang, datetime(2026, 2, 28, 23, 30))
        self.env["dealer.call"].create(
            {
                "partner_id": self.anna.id,
                "result": "reached",
                "started_at": datetime(2025, 2, 27, 10),
            }
        )
        first, days = date(2026, 2, 25), 7
        found = 0
        for event in (
            "delivery",
            "ownership",
            "birthday",
            "warranty_end",
            "no_contact",
        ):
            rule = self.new_rule(event)
            at_once = rule._select(first, first + timedelta(days=days - 1))
            one_by_one = [
                row
                for number in range(days)
                for row in rule._select(*[first + timedelta(days=number)] * 2)
            ]
            self.assertEqual(sorted(at_once), sorted(one_by_one), event)
            found += len(at_once)
        self.assertGreaterEqual(found, 4)
