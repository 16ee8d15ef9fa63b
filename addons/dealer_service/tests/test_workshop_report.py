from datetime import date, datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from ..tools import workshop
from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestWorkshopRules(BaseCase):
    def test_ratio_of_sums(self):
        rows = [
            {"hours_sold": 10.0, "hours_worked": 5.0},
            {"hours_sold": 1.0, "hours_worked": 5.0},
        ]
        # The mean of 200 % and 20 % were 110 % by chance only for equal hours.
        rows.append({"hours_sold": 0.0, "hours_worked": 10.0})
        self.assertEqual(workshop.ratio("efficiency", rows), 55)
        self.assertIsNone(workshop.ratio("labour_rate", []))


@tagged("post_install", "-at_install")
class TestWorkshopReport(ServiceCommon):
    def report(self, groups=(), measures=("revenue:sum",), domain=()):
        rows = self.env["dealer.workshop.report"]._read_group(
            [("company_id", "=", self.env.company.id), *domain], groups, measures
        )
        return rows if groups else rows[0]

    def billed(self, *lines, **values):
        """An order with lines, billed completely.

        :param lines: tuples (kind, pay type, values)
        """
        order = self.new_order(lines=False, **values)
        for kind, pay_type, vals in lines:
            self.add(order, kind, pay_type, **vals)
        order.action_start()
        order.action_ready()
        order.action_create_invoice()
        for claim in order.sudo().sale_order_ids.dealer_claim_ids:
            claim.action_send()
            claim.action_accept()
        # The test is not the advisor, who has no rights in accounting.
        return order.sudo()

    def clock(self, line, hours, user=None, day=date(2026, 3, 2)):
        start = datetime.combine(day, datetime.min.time()) + timedelta(hours=8)
        self.env["dealer.service.clock"].create(
            {
                "line_id": line.id,
                "user_id": (user or self.technician).id,
                "start": start,
                "stop": start + timedelta(hours=hours),
            }
        )

    def test_ratios_of_groups_are_ratios_of_sums(self):
        labour = {"quantity": 2.0, "price_unit": 1000.0}
        first = self.billed(("labour", self.customer_pays, labour))
        second = self.billed(
            ("labour", self.customer_pays, {"quantity": 1.0, "price_unit": 4000.0}),
            ("part", self.customer_pays, {"price_unit": 700.0}),
            ("labour", self.internal, {"quantity": 3.0}),
        )
        self.clock(first.line_ids, 4)
        self.clock(second.line_ids[0], 1, self.colleague)
        self.clock(second.line_ids[0], 0.5)
        capacity = self.env["dealer.service.capacity"]
        resource = self.env["dealer.service.resource"].create(
            {"name": "T", "kind": "technician", "user_id": self.technician.id}
        )
        capacity.create(
            {
                "resource_id": resource.id,
                "user_id": self.technician.id,
                "company_id": self.env.company.id,
                "date": date(2026, 3, 2),
                "hours": 8,
            }
        )
        measures = (
            *("labour_revenue:sum", "hours_invoiced:sum", "hours_sold:sum"),
            *("hours_worked:sum", "order_count:orders", "labour_rate:ratio"),
            *("efficiency:ratio", "hours_per_order:ratio", "productivity:ratio"),
        )
        total = self.report((), measures)
        self.assertEqual(total[:5], (6000, 3, 6, 5.5, 2))
        # Not 2 500, the mean of 1 000 and 4 000.
        self.assertEqual(total[5], 2000)
        self.assertAlmostEqual(total[6], 100 * 6 / 5.5)
        self.assertEqual(total[7], 3)
        self.assertAlmostEqual(total[8], 100 * 5.5 / 8)
        by_pay_type = dict(
            (pay_type, rest)
            for pay_type, *rest in self.report(["pay_type_id"], measures)
        )
        # Internal hours are sold to nobody: they have no rate, but are work.
        self.assertEqual(by_pay_type[self.internal][1:3], [0, 3])
        self.assertFalse(by_pay_type[self.internal][5])
        by_person = {
            user: row
            for user, *row in self.report(
                ["technician_id"], ("hours_sold:sum", "hours_worked:sum")
            )
        }
        self.assertAlmostEqual(by_person[self.technician][0], 2 + 1 / 3)
        self.assertAlmostEqual(by_person[self.colleague][0], 2 / 3)
        self.assertEqual(by_person[self.technician][1], 4.5)
        groups = self.env["dealer.workshop.report"].formatted_read_group(
            [("company_id", "=", self.env.company.id)],
            ["pay_type_id"],
            ["labour_rate:ratio", "order_count:orders"],
        )
        self.assertIn(2000, [group["labour_rate:ratio"] for group in groups])
        rows = self.env["dealer.workshop.report"].search_read(
            [("order_id", "=", first.id), ("revenue", ">", 0)], ["labour_rate"]
        )
        self.assertEqual([row["labour_rate"] for row in rows], [1000])

    def ledger(self, companies):
        """What is posted on income accounts by documents of each pay type."""
        rows = self.env["account.move.line"]._read_group(
            [
                ("parent_state", "=", "posted"),
                ("account_id.internal_group", "=", "income"),
                ("move_id.dealer_pay_type_id", "!=", False),
                ("company_id", "in", companies.ids),
            ],
            ["company_id", "move_id.dealer_pay_type_id"],
            ["balance:sum"],
        )
        return {
            (company.id, pay_type.id): -round(balance, 2)
            for company, pay_type, balance in rows
        }

    def test_revenue_by_pay_type_is_the_ledger(self):
        tax = self.company_data["default_tax_sale"]
        self.labour.taxes_id = tax
        odd = {"quantity": 1.37, "price_unit": 1234.56}
        first = self.billed(
            ("labour", self.customer_pays, odd),
            ("labour", self.goodwill, odd),
            ("part", self.goodwill, {"price_unit": 99.99, "quantity": 3}),
            ("part", self.warranty, {"price_unit": 10.01}),
            ("labour", self.internal, odd),
        )
        three = [(self.customer_pays, 33.33), (self.warranty, 33.33)]
        order = self.new_order(lines=False)
        line = self.add(order, "labour", self.goodwill, **odd)
        line.share_ids = [
            Command.clear(),
            *(
                Command.create({"pay_type_id": pay_type.id, "percent": percent})
                for pay_type, percent in [*three, (self.internal, 33.34)]
            ),
        ]
        order.action_start()
        order.action_ready()
        order.action_create_invoice()
        # Two people at one job: the parts of the split make the whole.
        for hours, user in ((1, self.technician), (2, self.colleague)):
            self.clock(first.line_ids[0], hours, user)
        self.clock(first.line_ids[0], 4, self.advisor)
        invoice = first.invoice_ids.filtered(
            lambda move: move.dealer_pay_type_id == self.customer_pays
        )
        refund = invoice._reverse_moves(
            [{"invoice_date": fields.Date.today()}], cancel=False
        )
        refund.invoice_line_ids[0].unlink()
        refund.action_post()
        self.bill_in_another_company(odd)
        companies = self.env.company | self.other_company
        ledger = self.ledger(companies)
        self.assertEqual(len(ledger), 3, "customer and warranty, and one elsewhere")
        rows = (
            self.env["dealer.workshop.report"]
            .with_context(allowed_company_ids=companies.ids)
            ._read_group(
                [("company_id", "in", companies.ids), ("revenue", "!=", 0)],
                ["company_id", "pay_type_id"],
                ["revenue:sum"],
            )
        )
        self.assertEqual(
            {
                (company.id, pay_type.id): round(revenue, 2)
                for company, pay_type, revenue in rows
            },
            ledger,
        )

    def bill_in_another_company(self, labour):
        self.other_company = self._create_company(name="Second showroom")
        self.env.user.company_ids |= self.other_company
        env = self.env(
            context=dict(self.env.context, allowed_company_ids=self.other_company.ids)
        )
        self.labour.taxes_id = False
        order = env["dealer.service.order"].create(
            {
                "vehicle_id": self.vehicle.id,
                "company_id": self.other_company.id,
                "line_ids": [Command.create({"kind": "labour", **labour})],
            }
        )
        order.action_start()
        order.action_ready()
        order.action_create_invoice()

    def test_credit_note_takes_hours_back(self):
        order = self.billed(("labour", self.customer_pays, {"quantity": 2.0}))
        before = self.report((), ("hours_sold:sum", "revenue:sum"))
        self.assertEqual(before[0], 2)
        order.invoice_ids._reverse_moves(cancel=True)
        after = self.report((), ("hours_sold:sum", "revenue:sum"))
        self.assertEqual(after, (0, 0))

    def test_hours_of_the_day_of_the_showroom(self):
        """Before eight in Shanghai it is yesterday in UTC."""
        self.env.company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "East", "tz": "Asia/Shanghai"}
        )
        line = self.new_order(lines=False).line_ids.create(
            {"order_id": self.new_order(lines=False).id, "kind": "labour"}
        )
        self.env["dealer.service.clock"].create(
            {
                "line_id": line.id,
                "user_id": self.technician.id,
                "start": datetime(2026, 2, 28, 23, 30),
                "stop": datetime(2026, 3, 1, 1, 30),
            }
        )
        rows = self.report(["date:day"], ("hours_worked:sum",))
        self.assertEqual(rows, [(date(2026, 3, 1), 2)])

    def test_available_hours_follow_calendar_and_absence(self):
        calendar = self.env["resource.calendar"].create({"name": "40", "tz": "UTC"})
        resource = self.env["dealer.service.resource"].create(
            {
                "name": "T",
                "kind": "technician",
                "user_id": self.technician.id,
                "resource_calendar_id": calendar.id,
            }
        )
        monday = date(2026, 3, 2)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "ill",
                "resource_id": resource.resource_id.id,
                "calendar_id": calendar.id,
                "date_from": datetime(2026, 3, 3),
                "date_to": datetime(2026, 3, 3, 23, 59, 59),
            }
        )
        capacity = self.env["dealer.service.capacity"]
        for _twice in range(2):
            capacity._update(resource, monday, monday + timedelta(days=6))
        days = capacity.search([("resource_id", "=", resource.id)], order="date")
        self.assertEqual(days.mapped("hours"), [8, 8, 8, 8])
        self.assertNotIn(date(2026, 3, 3), days.mapped("date"))

    def test_days_are_counted_since_clocks_are_used(self):
        calendar = self.env["resource.calendar"].create({"name": "40", "tz": "UTC"})
        resources = self.env["dealer.service.resource"].create(
            [
                {
                    "name": "T",
                    "kind": "technician",
                    "user_id": user.id,
                    "resource_calendar_id": calendar.id,
                }
                for user in (self.technician, self.env["res.users"])
            ]
        )
        capacity = self.env["dealer.service.capacity"]
        capacity._cron_update()
        self.assertFalse(capacity.search([("resource_id", "in", resources.ids)]))
        today = fields.Date.context_today(capacity)
        first = today - timedelta(days=50)
        order = self.new_order()
        self.clock(order.line_ids[0], 1, day=first)
        for _twice in range(2):
            capacity._cron_update()
            days = capacity.search([("resource_id", "in", resources.ids)])
            self.assertEqual(days.user_id, self.technician)
            self.assertEqual(len(days), len(set(days.mapped("date"))))
            self.assertLess(max(days.mapped("date")), today)
            self.assertLessEqual(first, min(days.mapped("date")))
            self.assertLess(min(days.mapped("date")), first + timedelta(days=3))

    def test_for_managers_of_the_showroom_only(self):
        self.billed(("labour", self.customer_pays, {"quantity": 1.0}))
        report = self.env["dealer.workshop.report"]
        self.assertTrue(report.with_user(self.manager).search([]))
        for user in (self.advisor, self.technician, self.salesperson):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                report.with_user(user).search([])
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        manager = report.with_user(self.manager).with_context(allowed_company_ids=None)
        self.assertFalse(manager.search([]))
