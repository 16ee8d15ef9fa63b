from decimal import Decimal

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools import liability as rules
from .common import ClubCommon

MARCH = fields.Date.to_date("2026-03-31")
APRIL = fields.Date.to_date("2026-04-30")


@tagged("post_install", "-at_install")
class TestClosing(ClubCommon):
    """Points of invoices of March 2026 go into the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._create_user(
            "accountant",
            "dealer_crm.group_dealer_staff,account.group_account_manager,"
            "account.group_account_user",
        )
        setup = cls.env["dealer.loyalty.accounting.setup"].create(
            {
                "program_id": cls.club.id,
                "date_from": "2026-01-01",
                "point_value": 1,
                "redemption_share": 80,
                "reason": "Of the last two years",
            }
        )
        cls.setting = cls.env["dealer.loyalty.accounting"].browse(
            setup.action_set_up()["res_id"]
        )
        cls.Closing = cls.env["dealer.loyalty.closing"]

    def test_accounts_have_names_in_all_languages(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        club = self._create_club("Second Club")
        club.with_context(lang="ru_RU").name = "Второй клуб"
        setup = self.env["dealer.loyalty.accounting.setup"].create(
            {
                "program_id": club.id,
                "point_value": 1,
                "reason": "New",
                "settle": True,
                "settlement_value": 1,
            }
        )
        model = self.env["dealer.loyalty.accounting"]
        self.env["account.journal"].search([("code", "=", "PTS")]).code = "OLD"
        setting = model.browse(
            setup.with_context(lang="ru_RU").action_set_up()["res_id"]
        )
        names = {}
        for lang in ("en_US", "ru_RU"):
            row = setting.with_context(lang=lang)
            names[lang] = [
                row.journal_id.name,
                row.liability_account_id.name,
                row.due_to_account_id.name,
            ]
        self.assertEqual(
            names["en_US"],
            [
                "Club points",
                "Points liability: Second Club",
                "Due to Showrooms: Second Club",
            ],
        )
        self.assertEqual(
            names["ru_RU"],
            [
                "Баллы клуба",
                "Обязательство по баллам: Второй клуб",
                "Задолженность перед автосалонами: Второй клуб",
            ],
        )

    def _earn(self, amount=500, points=25, day="2026-03-02", card=None):
        """An invoice which gives points, as the worker books it."""
        invoice = self._invoice(amount, invoice_date=day)
        self.env["dealer.loyalty.pending"].search([]).write({"state": "done"})
        self.ledger._post(
            card or self.card,
            "earn",
            points,
            f"earn:{invoice.id}",
            origin=invoice,
            move=invoice,
            date=fields.Date.to_date(day),
        )
        return invoice

    def _take(self, points, day, kind="redeem", **values):
        self.ledger._post(
            self.card,
            kind,
            -points,
            f"{kind}:{self.card.dealer_seq}",
            date=fields.Date.to_date(day),
            **values,
        )
        self.card.invalidate_recordset()

    def _prepare(self, day=MARCH):
        return self.Closing.with_user(self.accountant)._prepare_month(
            self.setting.with_user(self.accountant), day
        )

    def _close(self, day=MARCH):
        closing = self._prepare(day)
        closing.action_review()
        closing.action_post()
        return closing

    def _balance(self, name="liability_account_id"):
        self.env.flush_all()
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.setting[name].id),
                ("parent_state", "=", "posted"),
            ]
        )
        return -sum(lines.mapped("balance"))

    def test_month(self):
        self._earn()
        self._take(10, "2026-03-20")
        closing = self._close()
        # 500 net, 25 points at 0.80: 19.23; of 20 expected 10 are used.
        self.assertRecordValues(
            closing,
            [
                {
                    "state": "posted",
                    "opening": 0,
                    "deferred": 19.23,
                    "redeemed": -7.69,
                    "breakage": -1.92,
                    "reversed": 0,
                    "closing": 9.62,
                }
            ],
        )
        self.assertRecordValues(
            closing.line_ids, [{"vintage": "2026-Q1", "points_open": 15}]
        )
        self.assertAlmostEqual(self._balance(), 9.62)
        self.assertAlmostEqual(self._balance("deferred_account_id"), -19.23)
        self.assertAlmostEqual(self._balance("released_account_id"), 7.69)
        self.assertEqual(closing.move_id.date, MARCH)
        report = self.env["dealer.loyalty.liability"].search(
            [("accounting_id", "=", self.setting.id)]
        )
        self.assertRecordValues(
            report,
            [{"ledger_amount": 9.62, "book_amount": 9.62, "difference": 0}],
        )
        entries = self.Entry.search(closing.action_open_entries()["domain"])
        self.assertEqual(sorted(entries.mapped("points")), [-10, 25])
        self.assert_sound()

    def test_departments(self):
        """Given by service and parts as 3 to 2, spent on a car: as on the invoices."""
        plan = self.env["account.analytic.plan"].create({"name": "Department"})
        service, parts, cars = self.env["account.analytic.account"].create(
            [
                {"name": name, "plan_id": plan.id}
                for name in ("Service", "Parts", "Cars")
            ]
        )

        def invoice(*lines):
            move = self._invoice(*(amount for amount, _account in lines), post=False)
            for line, (_amount, account) in zip(
                move.invoice_line_ids, lines, strict=True
            ):
                line.analytic_distribution = {account.id: 100}
            move.action_post()
            self.env["dealer.loyalty.pending"].search([]).write({"state": "done"})
            return move

        sale = invoice((300, service), (200, parts))
        for number, points in enumerate((20, 5)):
            self.ledger._post(
                self.card,
                "earn",
                points,
                f"earn:{number}",
                origin=sale,
                move=sale,
                date=fields.Date.to_date("2026-03-02"),
            )
        self._take(10, "2026-03-20", move=invoice((1000, cars)))
        move = self._close().move_id
        by_account = {
            line.account_id: line.analytic_distribution for line in move.line_ids
        }
        self.assertEqual(
            by_account[self.setting.deferred_account_id],
            {str(service.id): 60, str(parts.id): 40},
        )
        self.assertEqual(
            by_account[self.setting.released_account_id], {str(cars.id): 100}
        )
        self.assertFalse(by_account[self.setting.liability_account_id])

    def test_sql_and_function_allocate_alike(self):
        for amount, points in ((500, 25), (1234.56, 61), (7, 300)):
            self._earn(amount, points)
        vintage = self.setting._read_ledger(MARCH, 2**31 - 1)["2026-Q1"]
        alone = sum(
            rules.allocate(
                Decimal(str(amount)),
                points,
                Decimal(1),
                Decimal("0.8"),
                Decimal("0.000001"),
            )[1]
            for amount, points in ((500, 25), (1234.56, 61), (7, 300))
        )
        self.assertAlmostEqual(vintage.deferred, alone, 4)

    def test_twice_posts_nothing(self):
        self._earn()
        self._close()
        before = self.env["account.move"].search_count([])
        with self.assertRaisesRegex(UserError, "Nothing to post"):
            self._prepare()
        self.assertEqual(self.env["account.move"].search_count([]), before)

    def test_draft_is_replaced(self):
        self._earn()
        first = self._prepare()
        move = first.move_id
        self._earn()
        second = self._prepare()
        self.assertFalse(first.exists() or move.exists())
        self.assertAlmostEqual(second.deferred, 38.46)

    def test_revision_and_late_entries(self):
        self._earn()
        self._close()
        self._earn()
        revision = self._close()
        self.assertEqual((revision.revision, revision.late_count), (1, 1))
        self.assertAlmostEqual(revision.deferred, 19.23)
        self.assertAlmostEqual(self._balance(), 38.46)
        self._earn()
        april = self._prepare(APRIL)
        self.assertEqual((april.late_count, april.revision), (1, 0))
        self.assertAlmostEqual(april.opening, 38.46)
        self.assertAlmostEqual(april.deferred, 19.23)

    def test_full_refund_leaves_nothing(self):
        invoice = self._earn()
        self._close()
        self._take(20, "2026-04-02")
        refund = self._refund(invoice)
        self._take(
            25, "2026-04-10", "reverse", origin=invoice, move=refund, on_short="debt"
        )
        april = self._close(APRIL)
        self.assertEqual(self.card.dealer_debt, 20)
        self.assertEqual(april.closing, 0)
        self.assertEqual(self._balance(), 0)
        sides = ("deferred_account_id", "released_account_id", "breakage_account_id")
        self.assertAlmostEqual(sum(map(self._balance, sides)), 0)
        self.assert_sound()

    def test_expired(self):
        self._earn()
        self._close()
        self._take(25, "2026-04-20", "expire")
        april = self._close(APRIL)
        self.assertAlmostEqual(april.breakage, -19.23)
        self.assertEqual(self._balance(), 0)

    def test_bonus_is_a_discount_on_use(self):
        self._give(1000)
        self.assertFalse(self.setting._read_ledger(fields.Date.today(), 2**31 - 1))

    def test_changed_estimate(self):
        self._earn(100_000, 10_000)
        self._take(4500, "2026-03-20")
        self._close()
        self.setting.estimate_ids = [
            Command.create(
                {
                    "date_from": "2026-04-01",
                    "point_value": 1,
                    "redemption_share": 90,
                    "reason": "More of them come back",
                }
            )
        ]
        april = self._close(APRIL)
        # 8 000 expected, now 9 000: 4 500 / 9 000 instead of 4 500 / 8 000.
        self.assertAlmostEqual(april.breakage, 462.96)
        self.assertAlmostEqual(april.closing, 3703.70)
        with self.assertRaises(UserError):
            self.setting.estimate_ids[:1].redemption_share = 50
        with self.assertRaises(UserError):
            self.setting.estimate_ids[:1].unlink()
        with self.assertRaises(ValidationError):
            self.setting.estimate_ids.create(
                {
                    "accounting_id": self.setting.id,
                    "date_from": "2026-03-15",
                    "point_value": 1,
                    "reason": "For a closed month",
                }
            )

    def test_locked_month(self):
        self._earn()
        for field in ("fiscalyear_lock_date", "hard_lock_date"):
            with self.subTest(field), self.env.cr.savepoint() as point:
                self.env.company[field] = MARCH
                with self.assertRaisesRegex(UserError, "locked"):
                    self._prepare()
                self.assertEqual(self._prepare(APRIL).move_id.date, APRIL)
                point.rollback()
                self.env.invalidate_all()

    def test_order_of_states(self):
        self._earn()
        closing = self._prepare()
        with self.assertRaisesRegex(UserError, "reviewed first"):
            closing.move_id.action_post()
        with self.assertRaisesRegex(UserError, "belongs to a closing"):
            closing.move_id.unlink()
        with self.assertRaisesRegex(UserError, "first"):
            self._prepare(APRIL)
        closing.action_review()
        closing.move_id.line_ids[0].dealer_points_vintage = "1999-Q1"
        with self.assertRaisesRegex(UserError, "was changed"):
            closing.action_post()
        closing = self._close()
        with self.assertRaisesRegex(UserError, "belongs to a closing"):
            closing.move_id.button_draft()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            self.setting.mode = "off"
        with self.assertRaisesRegex(UserError, "stays"):
            closing.sudo().unlink()

    def test_rights(self):
        self._earn()
        closing = self._prepare()
        for user in (self.desk, self.seller, self.reader, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                closing.with_user(user).action_post()
        manager = closing.with_user(self.manager)
        manager.action_review()
        for method in ("action_post", "action_prepare", "action_discard"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(manager, method)()
        for user in (self.manager, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                closing.with_user(user).write({"state": "posted"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                closing.line_ids.with_user(user).write({"closing": 1})
        with self.assertRaises(AccessError):
            self.setting.with_user(self.manager).mode = "off"

    def test_check_notices(self):
        self._earn()
        closing = self._close()
        closing.sudo().line_ids.points_issued = 24
        self.env.flush_all()
        broken = {row["code"]: row["ids"] for row in self.env["dealer.check"]._run()}
        self.assertEqual(broken.get("loyalty-closing"), closing.ids)
        self.assertEqual(broken.get("loyalty-books"), None)
        self.cr.execute(
            "UPDATE dealer_loyalty_closing SET closing = 1 WHERE id = %s", [closing.id]
        )
        broken = {row["code"]: row["ids"] for row in self.env["dealer.check"]._run()}
        self.assertEqual(broken.get("loyalty-books"), closing.ids)

    def test_other_entry_on_the_account_is_seen(self):
        self._earn()
        closing = self._close()
        other = self.company_data["default_account_revenue"]
        self.env["account.move"].create(
            {
                "journal_id": self.setting.journal_id.id,
                "date": MARCH,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in (
                        (self.setting.liability_account_id, -5),
                        (other, 5),
                    )
                ],
            }
        ).action_post()
        self.env.flush_all()
        rows = self.env["dealer.loyalty.liability"].search(
            [("accounting_id", "=", self.setting.id), ("difference", "!=", 0)]
        )
        self.assertRecordValues(
            rows, [{"vintage": False, "difference": -5, "closing_id": closing.id}]
        )
        self.assertEqual(
            len(
                self.env["account.move.line"].search(rows.action_open_items()["domain"])
            ),
            1,
        )
