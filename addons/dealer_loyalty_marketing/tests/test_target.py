from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.dealer_loyalty.tests.common import ClubCommon


@tagged("post_install", "-at_install")
class TestTarget(ClubCommon):
    def test_members_by_points(self):
        rich, poor, other = self.env["res.partner"].create(
            [{"name": name} for name in ("Rich Member", "Poor Member", "No Member")]
        )
        cards = self.env["loyalty.card"].create(
            [
                {"program_id": self.club.id, "partner_id": person.id}
                for person in (rich, poor)
            ]
        )
        self._give(1500, cards[0])
        both = Domain("id", "in", (rich | poor | other).ids)

        def find(*domain):
            return self.env["res.partner"].search(both & Domain(list(domain)))

        self.assertEqual(find(("dealer_points", ">=", 1000)), rich)
        self.assertEqual(find(("dealer_points", "<", 1000)), poor | other)
        self.assertEqual(find(("dealer_points", "=", 0)), poor | other)
        self.assertEqual(find("!", ("dealer_points", ">", 0)), poor | other)
        member = self.env.ref("dealer_loyalty_marketing.group_club_members")
        none = self.env.ref("dealer_loyalty_marketing.group_club_no_member")
        groups = "dealer_target_group_ids"
        self.assertEqual(find((groups, "in", member.ids)), rich | poor)
        self.assertFalse(find((groups, "in", none.ids)))
        car = self.env["dealer.vehicle"].create({"vin": "WBA8E9G50GNT43241"})
        car._set_owner(other)
        self.assertEqual(find((groups, "in", none.ids)), other)
