from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import VIN_LADA, DealerCommon


@tagged("post_install", "-at_install")
class TestCheck(DealerCommon):
    def codes(self):
        return {
            broken["code"]: broken["ids"] for broken in self.env["dealer.check"]._run()
        }

    def test_all_holds(self):
        self.take(self.adf("X-1"))
        self.take(b"nonsense")
        found = self.codes()
        mine = {"schema", "vin", "owner", "inbox-state", "inbox-lead", "inbox-ref"}
        mine |= {"own-customers", "vip"}
        self.assertFalse({code: found[code] for code in mine & set(found)})

    @mute_logger("odoo.sql_db")
    def test_missing_objects_are_named(self):
        self.env.cr.execute(
            "ALTER TABLE dealer_vehicle_ownership"
            " DROP CONSTRAINT dealer_vehicle_ownership_one_owner"
        )
        self.env.cr.execute("DROP INDEX dealer_inbox_dedup_uniq")
        self.assertEqual(
            self.codes()["schema"],
            ["dealer_inbox_dedup_uniq", "dealer_vehicle_ownership_one_owner"],
        )

    def test_double_vin(self):
        self.env.cr.execute("DROP INDEX dealer_vehicle_vin_uniq")
        self.env.cr.execute(
            "UPDATE dealer_vehicle SET vin_key = %s WHERE id = %s",
            [VIN_LADA, self.accord.id],
        )
        self.assertEqual(self.codes()["vin"], sorted((self.vesta | self.accord).ids))

    def test_wrong_owner(self):
        self.env.cr.execute(
            "UPDATE dealer_vehicle SET owner_id = %s WHERE id = %s",
            [self.wang.id, self.vesta.id],
        )
        self.assertEqual(self.codes()["owner"], self.vesta.ids)

    def test_messages(self):
        stale, _is_new = self.env["dealer.inbox"]._store(self.source, b"1")
        empty = self.take(self.adf("X-2"))
        self.env.cr.execute(
            "UPDATE dealer_inbox SET create_date = create_date - interval '1 day'"
            " WHERE id = %s",
            [stale.id],
        )
        self.env.cr.execute(
            "UPDATE dealer_inbox SET lead_total = 0 WHERE id = %s", [empty.id]
        )
        found = self.codes()
        self.assertEqual(found["inbox-state"], stale.ids)
        self.assertEqual(found["inbox-lead"], empty.ids)
        # A message of the telephone system has a call instead.
        self.env.cr.execute(
            "UPDATE dealer_inbox SET format = 'call', call_ref = 'c-1' WHERE id = %s",
            [empty.id],
        )
        self.assertNotIn("inbox-lead", self.codes())
        self.env.cr.execute("UPDATE dealer_inbox SET call_ref = NULL")
        self.assertEqual(self.codes()["inbox-lead"], empty.ids)

    def test_customers_and_their_managers(self):
        partner = self.env["res.partner"].create(
            {"name": "Ilse Kern", "user_id": self.env.user.id, "dealer_is_vip": True}
        )
        self.env.flush_all()
        self.assertNotIn("vip", self.codes())
        self.env.cr.execute(
            "UPDATE res_partner SET user_id = NULL WHERE id = %s", [partner.id]
        )
        self.assertEqual(self.codes()["vip"], partner.ids)
        self.assertIn(partner.id, self.codes()["own-customers"])
