from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTargetTour(HttpCase):
    def test_days_counted_from_today(self):
        """The conditions which come with the addon can be read and changed."""
        self.env["ir.config_parameter"].sudo().set_param("web_tour.enabled", False)
        new_test_user(
            self.env,
            login="tour-groups",
            groups="dealer_marketing.group_marketing_manager",
        )
        group = self.env.ref("dealer_marketing.group_three_years")
        self.assertIn("today -3y", group.mailing_domain)
        url = f"/odoo/dealer-groups/{group.id}"
        self.start_tour(url, "dealer_relative_date", login="tour-groups")
        self.assertIn("today -2y", group.mailing_domain)
        self.assertIn("date_to", group.mailing_domain)
