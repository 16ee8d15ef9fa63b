from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestTimelineOfPoints(ClubCommon):
    def test_points(self):
        for points, key in ((120, "line-plus"), (-50, "line-minus")):
            self.ledger._post(
                self.card,
                "adjust",
                points,
                key,
                description="Says sorry",
            )
        domain = [("partner_id", "=", self.partner.id)]
        rows = self.env["dealer.timeline"].with_user(self.desk).search(domain)
        self.assertEqual(
            sorted(rows.mapped(lambda row: (row.kind, row.title))),
            [("points", "120 Says sorry"), ("points_out", "-50 Says sorry")],
        )
        self.assertEqual(rows[0].action_dealer_open()["res_id"], self.card.id)
