from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.dealer_loyalty.tests.common import ClubCommon


@tagged("post_install", "-at_install")
class TestTour(ClubCommon, HttpCase):
    def test_portal_complaint_answer_points(self):
        """Customer complains in the portal, reads the answer and sees the points."""
        user = new_test_user(self.env, "portal-olga", "base.group_portal")
        user.partner_id = self.partner
        self.env["dealer.loyalty.bonus.rule"].create(
            {
                "name": "Accepted complaint",
                "program_id": self.club.id,
                "event": "complaint",
                "points": 40,
            }
        )
        self.start_tour("/my/club", "dealer_complaint_portal", login="portal-olga")
        complaint = self.env["dealer.complaint"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual(complaint.step, "club")
        complaint.write(
            {
                "cause_id": self.env.ref("dealer_complaint.cause_points").id,
                "answer": "The points of your visit were missing, we are sorry.",
            }
        )
        complaint.action_accept()
        self.start_tour("/my", "dealer_complaint_portal_answer", login="portal-olga")
