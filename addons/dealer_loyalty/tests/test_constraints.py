import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.dealer_loyalty_entry import LEDGER_COLUMNS
from .common import ClubCommon

OTHER_VALUES = {
    "kind": "'adjust'",
    "idempotency_key": "'other'",
    "date": "'2020-01-01'",
    "origin_model": "'res.partner'",
    "description": "'other'",
}


@tagged("post_install", "-at_install")
class TestConstraints(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entry = cls.ledger._post(cls.card, "earn", 30, "a")

    def assert_refused(self, query, error, *args):
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(error),
            self.cr.savepoint(flush=False),
        ):
            self.cr.execute(query, args)

    def test_entry_cannot_be_changed(self):
        for column in LEDGER_COLUMNS:
            value = OTHER_VALUES.get(column, column)
            self.assert_refused(
                f"UPDATE dealer_loyalty_entry SET {column} = {value} WHERE id = %s",
                psycopg2.errors.RestrictViolation,
                self.entry.id,
            )

    def test_entry_cannot_be_deleted(self):
        self.assert_refused(
            "DELETE FROM dealer_loyalty_entry WHERE id = %s",
            psycopg2.errors.RestrictViolation,
            self.entry.id,
        )
        self.assert_refused(
            "TRUNCATE dealer_loyalty_entry CASCADE", psycopg2.errors.RestrictViolation
        )
        self.assert_refused(
            "DELETE FROM loyalty_card WHERE id = %s",
            psycopg2.errors.ForeignKeyViolation,
            self.card.id,
        )

    def test_orm_is_refused_too(self):
        with self.assertRaisesRegex(UserError, "by hand"):
            self.Entry.create({"card_id": self.card.id, "points": 5})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.RestrictViolation),
            self.cr.savepoint(),
        ):
            self.entry.points = 31
            self.entry.flush_recordset()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.RestrictViolation),
            self.cr.savepoint(),
        ):
            self.entry.unlink()

    def test_upgrades_and_deletions_pass(self):
        """A new column with a default; a document or user which disappears."""
        self.cr.execute("ALTER TABLE dealer_loyalty_entry ADD COLUMN x_new varchar")
        self.cr.execute("UPDATE dealer_loyalty_entry SET x_new = 'default'")
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        entry = self.ledger._post(self.card, "redeem", -1, "o", order=order)
        self.assertEqual(entry.sale_order_id, order)
        order.unlink()
        entry.invalidate_recordset()
        self.assertFalse(entry.sale_order_id)
        self.assertEqual(entry.points, -1)

    def test_numbers_and_keys_are_unique(self):
        insert = """
            INSERT INTO dealer_loyalty_entry
                (card_id, seq, kind, points, balance_after, idempotency_key,
                 company_id, date)
            VALUES (%s, %s, %s, %s, %s, %s, %s, now())
        """
        card, company = self.card.id, self.env.company.id
        unique = psycopg2.errors.UniqueViolation
        check = psycopg2.errors.CheckViolation
        for values, error in (
            ((1, "earn", 5, 35, "b"), unique),
            ((2, "earn", 5, 35, "a"), unique),
            ((0, "earn", 5, 35, "b"), check),
            ((2, "adjust", -31, -1, "b"), check),
            ((2, "earn", -5, 25, "b"), check),
            ((2, "redeem", 5, 35, "b"), check),
            ((2, "expire", 5, 35, "b"), check),
            ((2, "adjust", 0, 30, "b"), check),
        ):
            self.assert_refused(insert, error, card, *values, company)

    def test_card_figures_are_guarded_by_the_database(self):
        check = psycopg2.errors.CheckViolation
        for change in (
            "dealer_balance = -1, points = -1",
            "dealer_held = 31, points = -1",
            "dealer_held = -1, points = 31",
            "dealer_debt = -1",
            "points = 31",
            "dealer_balance = 31",
        ):
            self.assert_refused(
                f"UPDATE loyalty_card SET {change} WHERE id = %s", check, self.card.id
            )

    def test_other_programmes_are_not_guarded(self):
        program = self.env["loyalty.program"].create(
            {"name": "Gift", "program_type": "gift_card"}
        )
        cards = self.env["loyalty.card"].create(
            [
                {
                    "program_id": program.id,
                    "partner_id": self.partner.id,
                    "points": 5.5,
                },
                {"program_id": program.id, "partner_id": self.partner.id, "points": 10},
            ]
        )
        cards.write({"points": 0.25})
        self.assertEqual(cards.mapped("points"), [0.25, 0.25])
        self.assertFalse(cards.dealer_entry_ids)
        cards.unlink()

    def test_card_with_entries_stays(self):
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.card.unlink()
        fresh = self.env["res.partner"].create({"name": "New"})._dealer_enrol(self.club)
        fresh.unlink()
        self.assertFalse(fresh.exists())
