from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestRights(ComplaintCommon):
    def test_who_may_what(self):
        complaint = self.complain()
        for user, expected in (
            (self.manager, "read write create unlink"),
            (self.advisor, "read write create"),
            (self.salesperson, "read write create"),
            (self.technician, ""),
            (self.reader, ""),
        ):
            own = complaint.with_user(user)
            may = [
                right
                for right in ("read", "write", "create", "unlink")
                if own.has_access(right)
            ]
            self.assertEqual(" ".join(may), expected, user.login)
        causes = self.cause.with_user(self.advisor)
        self.assertTrue(causes.has_access("read"))
        self.assertFalse(causes.has_access("write"))
        pareto = self.env["dealer.complaint.pareto"]
        self.assertFalse(pareto.with_user(self.advisor).has_access("read"))

    def test_another_showroom(self):
        complaint = self.complain()
        company = self.env["res.company"].create({"name": "Showroom Far Away"})
        stranger = new_test_user(
            self.env,
            "complaint_stranger",
            "dealer_service.group_service_manager",
            company_id=company.id,
        )
        own = complaint.with_user(stranger).with_context(
            allowed_company_ids=company.ids
        )
        self.assertFalse(own.search([("id", "=", complaint.id)]))
        self.assertFalse(own.env["dealer.complaint.pareto"].search([]))
        with self.assertRaises(AccessError):
            own.action_examine()

    def test_customers_of_a_colleague(self):
        complaint = self.complain()
        self.customer.user_id = self.manager
        self.salesperson.group_ids += self.env.ref("dealer_crm.group_own_customers")
        own = complaint.with_user(self.salesperson)
        self.assertFalse(own.search([("id", "=", complaint.id)]))
        with self.assertRaises(AccessError):
            own.read(["description"])

    def test_customers_read_nothing_but_their_pages(self):
        complaint = self.complain()
        portal = new_test_user(self.env, "complaint_portal", "base.group_portal")
        portal.partner_id = self.customer
        with self.assertRaises(AccessError):
            complaint.with_user(portal).read(["rejection_reason"])

    def test_number_of_queries(self):
        """As many for eight people as for two."""
        people = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(8)]
        )
        for partner in people:
            self.complain(order_id=False, partner_id=partner.id)
        own = people.with_user(self.advisor)
        counts = []
        # The first round only fills the caches of rights.
        for group in (own, own[:2], own):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            group.mapped("dealer_complaint_count")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
