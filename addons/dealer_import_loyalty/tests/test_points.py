from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dealer_import.tests.common import ImportCommon

HEAD = "Номер карты;Код клиента;ФИО;Телефон;Баллы\n"


@tagged("post_install", "-at_install")
class TestPoints(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss.group_ids += cls.env.ref("dealer_loyalty.group_loyalty_manager")
        cls.club = cls.env.ref("dealer_loyalty.loyalty_program_club")
        cls.anna, cls.gleb, cls.yana = cls.env["res.partner"].create(
            [
                {"name": "Анна Иванова", "ref": "K-1"},
                {"name": "Глеб Петров", "phone": "+79125550102"},
                {"name": "Яна Сидорова", "ref": "K-3"},
            ]
        )
        cls.card = cls.anna._dealer_enrol(cls.club)

    FILE = (
        ";K-1;;;1 200\n"
        "0042;;Петров Глеб;8 912 555-01-02;300\n"
        ";K-3;;;0\n"
        ";K-404;;;5\n"
        ";K-1;;;-7\n"
        ";K-1;;;1,5\n"
    )

    def points(self, text=None, **values):
        return self.load(HEAD + (text or self.FILE), "points", **values)

    def cards(self, partner):
        return self.env["loyalty.card"].search([("partner_id", "=", partner.id)])

    def test_balances(self):
        job = self.points()
        self.assertEqual(self.counts(job), (2, 0, 1, 3), self.reasons(job))
        self.assertEqual(self.card.dealer_balance, 1200)
        gleb = self.cards(self.gleb)
        self.assertEqual((gleb.code, gleb.dealer_balance), ("0042", 300))
        self.assertEqual(self.cards(self.yana).dealer_balance, 0)
        entry = self.card.dealer_entry_ids
        self.assertEqual((entry.kind, entry.points, entry.seq), ("adjust", 1200, 1))
        self.assertIn("Old system", entry.description)
        self.assertEqual(set(self.reasons(job)), {5, 6, 7})

    def test_booked_once(self):
        self.points()
        self.assertEqual(self.counts(self.points()), (0, 0, 3, 3))
        # The same balances in another form of file: still once for each card.
        other = self.points(";K-1;Иванова;;1200\n0042;;;;300\n")
        self.assertEqual(self.counts(other), (0, 0, 2, 0))
        changed = self.points(";K-1;;;1300\n")
        self.assertEqual(self.counts(changed), (0, 0, 0, 1))
        self.assertIn("booked already", self.reasons(changed)[2])
        # Another system is another balance.
        self.points(";K-1;;;50\n", source="Second system")
        self.assertEqual(self.card.dealer_balance, 1250)
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def test_card_of_somebody_else(self):
        job = self.points(f"{self.card.dealer_number};K-3;;;5\n")
        self.assertIn("belongs to", self.reasons(job)[2])
        job = self.points(f"{self.card.dealer_number};;;;5\n")
        self.assertEqual(self.card.dealer_balance, 5)

    def test_rows_of_one_person(self):
        job = self.points(";K-3;;;10\n;K-3;Яна;;20\n")
        self.assertEqual(self.counts(job), (1, 0, 0, 1))
        self.assertEqual(self.cards(self.yana).dealer_balance, 10)

    def test_preview_books_nothing(self):
        job = self.make(HEAD + self.FILE, "points")
        job.action_preview()
        self.assertEqual(self.card.dealer_balance, 0)
        self.assertFalse(self.cards(self.gleb))
        self.assertFalse(self.card.dealer_entry_ids)

    def test_rights(self):
        self.boss.group_ids -= self.env.ref("dealer_loyalty.group_loyalty_manager")
        job = self.make(HEAD + self.FILE, "points")
        for action in (job.action_start, job.action_preview):
            with self.assertRaises(AccessError):
                action()

    def test_rights_lost_while_it_runs(self):
        job = self.make(HEAD + self.FILE, "points")
        job.action_start()
        self.boss.group_ids -= self.env.ref("dealer_loyalty.group_loyalty_manager")
        self.env["dealer.import"]._cron_run()
        self.assertFalse(self.card.dealer_entry_ids)

    def test_without_club(self):
        self.env["loyalty.program"].search([]).active = False
        job = self.make(HEAD + self.FILE, "points")
        with self.assertRaisesRegex(UserError, "no customer club"):
            job.action_start()
