from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ClubCommon

MARCH = fields.Date.to_date("2026-03-31")
APRIL = fields.Date.to_date("2026-04-30")


@tagged("post_install", "-at_install")
class TestSettlement(ClubCommon):
    """Three showrooms; points of North and East are spent everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.env.company
        cls.east, cls.south = (
            cls._create_company(name=name) for name in ("East", "South")
        )
        cls.companies = cls.north | cls.east | cls.south
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.companies.ids)
        )
        cls.ledger = cls.env["dealer.loyalty.ledger"]
        groups = (
            "dealer_crm.group_dealer_staff,account.group_account_manager,"
            "account.group_account_user"
        )
        cls.accountant = cls._create_user("group", groups)
        cls.accountant.company_ids = cls.companies
        cls.local = cls._create_user("local", groups)
        cls.settings = {
            company: cls._set_up(company, value)
            for company, value in zip(cls.companies, (1, 0.5, 2), strict=True)
        }
        cls.Settlement = cls.env["dealer.loyalty.settlement"]
        for company, points, day in (
            (cls.north, 100, "2026-03-01"),
            (cls.east, 50, "2026-03-02"),
        ):
            cls.ledger._post(
                cls.card,
                "adjust",
                points,
                f"given:{company.id}",
                company=company,
                date=fields.Date.to_date(day),
            )

    def setUp(self):
        super().setUp()
        self.settings = dict(self.settings)

    @classmethod
    def _set_up(cls, company, value):
        setup = cls.env["dealer.loyalty.accounting.setup"].create(
            {
                "program_id": cls.club.id,
                "company_id": company.id,
                "mode": "provision",
                "date_from": "2026-01-01",
                "point_value": 1,
                "reason": "Of the last two years",
                "settle": True,
                "settlement_value": value,
            }
        )
        return cls.env["dealer.loyalty.accounting"].browse(
            setup.action_set_up()["res_id"]
        )

    def _spend(self, company, points, day="2026-03-20"):
        """An order of the showroom takes points, as its invoice does."""
        with freeze_time(day):
            ledger = self.ledger.with_company(company)
            hold = ledger._hold(self.card, points)
            ledger._redeem(hold)
        self.card.invalidate_recordset()
        return hold

    def _as(self, records, user):
        return records.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def _prepare(self, day=MARCH, user=None):
        user = user or self.accountant
        return self._as(self.Settlement, user)._prepare_month(
            self._as(self.club, user), day
        )

    def _pairs(self, rows):
        return {
            (row.company_id, row.taker_company_id): (row.points, row.amount)
            for row in rows
        }

    def _due(self, company, partner_company, name):
        """What is on the account of the showroom for the other one; debit is plus."""
        self.env.flush_all()
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.settings[company][name].id),
                ("partner_id", "=", partner_company.partner_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(lines.mapped("balance"))

    def _spend_everywhere(self):
        """North's points go first: 30 at East, 70 at South with 20 of East; its own
        20 at East."""
        self._spend(self.east, 30)
        self._spend(self.south, 90)
        self._spend(self.east, 20)

    def test_three_showrooms(self):
        self._spend_everywhere()
        drafts = self._prepare()
        self.assertEqual(
            self._pairs(drafts),
            {
                (self.north, self.east): (30, 30),
                (self.north, self.south): (70, 70),
                (self.east, self.south): (20, 10),
            },
        )
        drafts.action_post()
        due = self._due
        self.assertEqual(due(self.north, self.east, "due_to_account_id"), -30)
        self.assertEqual(due(self.east, self.north, "due_from_account_id"), 30)
        self.assertEqual(due(self.north, self.south, "due_to_account_id"), -70)
        self.assertEqual(due(self.south, self.north, "due_from_account_id"), 70)
        self.assertEqual(due(self.east, self.south, "due_to_account_id"), -10)
        self.assertEqual(due(self.south, self.east, "due_from_account_id"), 10)
        moves = drafts.giver_move_id | drafts.taker_move_id
        self.assertEqual(len(moves), 6)
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        # The group as a whole has neither gained nor lost.
        accounts = [row.settlement_account_id for row in self.settings.values()]
        lines = moves.line_ids.filtered(lambda line: line.account_id in accounts)
        self.assertEqual(sum(lines.mapped("balance")), 0)
        self.assertEqual(sum(moves.line_ids.mapped("balance")), 0)
        entries = self.Entry.search(drafts[0].action_open_entries()["domain"])
        self.assertEqual(entries.mapped("company_id"), drafts[0].taker_company_id)
        self.assert_sound()

    def test_liability_of_the_giver_is_released(self):
        self._spend_everywhere()
        setting = self.settings[self.north].with_user(self.accountant)
        closing = self.env["dealer.loyalty.closing"].with_user(self.accountant)
        closing = closing._prepare_month(setting, MARCH)
        self.assertRecordValues(
            closing, [{"deferred": 100, "redeemed": -100, "closing": 0}]
        )

    def test_twice_settles_nothing(self):
        self._spend_everywhere()
        first = self._prepare()
        second = self._prepare()
        self.assertFalse(first.exists())
        self.assertEqual(len(second), 3)
        second.action_post()
        before = self.env["account.move"].search_count([])
        with self.assertRaisesRegex(UserError, "Nothing to settle"):
            self._prepare()
        with self.assertRaisesRegex(UserError, "posted already"):
            second.action_post()
        self.assertEqual(self.env["account.move"].search_count([]), before)

    def test_late_points_and_points_given_back(self):
        hold = self._spend(self.east, 30)
        self._prepare().action_post()
        # Came late for March: the same month again has the difference.
        self._spend(self.east, 5)
        late = self._prepare()
        self.assertRecordValues(late, [{"points": 5, "revision": 1}])
        late.action_post()
        # A credit note of April gives 20 back.
        with freeze_time("2026-04-10"):
            self.ledger._settle_hold(hold, 0, 10)
        april = self._prepare(APRIL)
        self.assertRecordValues(april, [{"points": -20, "amount": -20, "revision": 0}])
        april.action_post()
        self.assertEqual(self._due(self.north, self.east, "due_to_account_id"), -15)
        self.assertEqual(self._due(self.east, self.north, "due_from_account_id"), 15)
        with self.assertRaisesRegex(UserError, "was settled already"):
            self._prepare(MARCH)
        self.assert_sound()

    def test_other_currency(self):
        currency = self.setup_other_currency("EUR")
        west = self._create_company(name="West", currency_id=currency.id)
        self.env["res.currency.rate"].create(
            {
                "name": "2016-01-01",
                "rate": 0.5,
                "currency_id": self.north.currency_id.id,
                "company_id": west.id,
            }
        )
        self.accountant.company_ids |= west
        self.settings[west] = self._set_up(west, 3)
        self._spend(west, 40)
        settlement = self._prepare()
        settlement.action_post()
        self.assertEqual(settlement.amount, 40)
        self.assertEqual(self._due(self.north, west, "due_to_account_id"), -40)
        self.assertEqual(self._due(west, self.north, "due_from_account_id"), 80)
        line = settlement.taker_move_id.line_ids.filtered("debit")
        self.assertRecordValues(
            line, [{"amount_currency": 40, "currency_id": self.north.currency_id.id}]
        )
        self.assert_sound()

    def test_branches_are_one(self):
        branch = self.env["res.company"].create(
            {"name": "North, used cars", "parent_id": self.north.id}
        )
        self._spend(branch, 30)
        with self.assertRaisesRegex(UserError, "Nothing to settle"):
            self._prepare()

    def test_entries_stay(self):
        self._spend(self.east, 30)
        settlement = self._prepare()
        settlement.action_post()
        for move in (settlement.giver_move_id, settlement.taker_move_id):
            for method in ("button_draft", "button_cancel", "unlink"):
                with (
                    self.subTest(method),
                    self.assertRaisesRegex(UserError, "one side of a settlement"),
                ):
                    getattr(move, method)()
        with self.assertRaisesRegex(UserError, "stays"):
            settlement.action_discard()
        with self.assertRaisesRegex(UserError, "were settled"):
            self.settings[self.north].company_id = self.south

    def test_locked_books_of_one_post_nothing(self):
        self._spend(self.east, 30)
        settlement = self._prepare()
        self.east.fiscalyear_lock_date = MARCH
        with (
            self.assertRaisesRegex(UserError, "locked"),
            self.env.cr.savepoint(),
        ):
            settlement.action_post()
        self.env.invalidate_all()
        self.assertEqual(settlement.state, "draft")
        self.assertFalse(settlement.giver_move_id)

    def test_showroom_without_accounts(self):
        self._spend(self.south, 30)
        self.settings[self.south].write(
            {
                "settlement_value": 0,
                "settlement_account_id": False,
                "due_to_account_id": False,
                "due_from_account_id": False,
            }
        )
        with self.assertRaisesRegex(UserError, "South"):
            self._prepare()
        with self.assertRaises(ValidationError):
            self.settings[self.south].settlement_value = 1
        self.settings[self.south].action_set_up_settlement()
        self.assertEqual(self.settings[self.south].settlement_value, 1)
        self.assertEqual(len(self._prepare()), 1)

    def test_rights(self):
        self._spend(self.east, 30)
        with self.assertRaisesRegex(UserError, "may not enter"):
            self._prepare(user=self.local)
        settlement = self._prepare()
        with self.assertRaises(AccessError):
            self._as(settlement, self.local).action_post()
        self.assertIn("East", self._as(settlement, self.local).display_name)
        for user in (self.desk, self.seller, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(settlement, user).action_post()
        for user in (self.accountant, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(settlement, user).write({"points": 1})
        self.manager.company_ids = [Command.set(self.companies.ids)]
        with self.assertRaises(AccessError):
            self._as(settlement, self.manager).action_post()

    def test_check_notices(self):
        self._spend(self.east, 30)
        settlement = self._prepare()
        settlement.action_post()
        for column in ("points", "amount"):
            with self.subTest(column), self.env.cr.savepoint() as point:
                self.env.flush_all()
                self.cr.execute(
                    SQL(
                        "UPDATE dealer_loyalty_settlement SET %s = 29 WHERE id = %s",
                        SQL.identifier(column),
                        settlement.id,
                    )
                )
                broken = {
                    row["code"]: row["ids"] for row in self.env["dealer.check"]._run()
                }
                self.assertEqual(broken.get("loyalty-settled"), settlement.ids)
                point.rollback()
