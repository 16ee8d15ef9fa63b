from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestOverview(DealerCommon):
    def counts(self, user=None):
        overview = self.env["dealer.overview"].with_user(user or self.manager)
        self.env.flush_all()
        return {
            tile["key"]: tile["count"]
            for section in overview.dealer_overview()
            for tile in section["tiles"]
        }

    def make_everything(self):
        """One record for each counter.

        :return: set of the keys of the counters
        """
        now = fields.Datetime.now()
        self.take(b"<adf>")
        row, _is_new = self.env["dealer.inbox"]._store(self.source, self.adf("O-1"))
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "team_id": self.team.id,
                    "company_id": self.env.company.id,
                    "user_id": self.salesperson.id,
                    **values,
                }
                for name, values in (
                    ("nobody's", {"user_id": False}),
                    ("drive", {"dealer_test_drive_wanted": True}),
                    ("lost", {}),
                    ("late", {}),
                    ("overdue", {}),
                )
            ]
        )
        leads[2].dealer_lost_state = "requested"
        self.env["dealer.duplicate"]._store([(self.anna, self.wang, None)])
        self.env["dealer.visit"].create(
            {"visitor_name": "Waits", "user_id": False, "purpose": "service"}
        )
        silent = self.env["dealer.intake.source"].create(
            {"name": "Silent", "team_id": self.team.id, "silence_days": 2}
        )
        self.env.flush_all()
        before = now - timedelta(days=3)
        for statement, id_ in (
            ("UPDATE crm_lead SET dealer_response_due_at = %s WHERE id = %s", leads[3]),
            ("UPDATE crm_lead SET dealer_contact_due = %s WHERE id = %s", leads[4]),
            ("UPDATE dealer_inbox SET create_date = %s WHERE id = %s", row),
            ("UPDATE dealer_intake_source SET create_date = %s WHERE id = %s", silent),
        ):
            self.env.cr.execute(statement, [before, id_.id])
        self.env.invalidate_all()

    def test_each_counter_counts(self):
        before = self.counts()
        self.make_everything()
        after = self.counts()
        self.assertEqual(
            {key: after[key] - before[key] for key in after},
            dict.fromkeys(after, 1),
        )

    def test_the_list_behind_a_counter_has_as_many(self):
        self.make_everything()
        overview = self.env["dealer.overview"].with_user(self.manager)
        for key, count in self.counts().items():
            action = overview.dealer_overview_open(key)
            records = self.env[action["res_model"]].with_user(self.manager)
            records = records.with_context(**action["context"])
            self.assertEqual(records.search_count(action["domain"]), count, key)

    def test_another_showroom_counts_its_own(self):
        other = self.env["res.company"].create({"name": "Other showroom"})
        boss = new_test_user(
            self.env,
            "overview-boss",
            "dealer_crm.group_dealer_manager",
            company_id=other.id,
        )
        before = self.counts(boss)
        self.make_everything()
        after = self.counts(boss)
        # Customers, and so their duplicates, are those of the whole group.
        changed = {key for key in after if after[key] != before[key]}
        self.assertEqual(changed, {"duplicates"})

    def test_for_managers_only(self):
        overview = self.env["dealer.overview"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            overview.dealer_overview()
        with self.assertRaises(AccessError):
            overview.dealer_overview_open("late")

    def test_constant_queries(self):
        overview = self.env["dealer.overview"].with_user(self.manager)
        self.make_everything()
        overview.dealer_overview()
        used = []
        for _round in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            overview.dealer_overview()
            used.append(self.env.cr.sql_log_count - start)
            for number in range(20):
                self.take(self.adf(f"Q-{number}", phone=f"+7900555{number:04d}"))
                self.take(b"<adf>%d" % number)
            self.source.copy({"silence_days": 1})
        self.assertEqual(used[0], used[1])


@tagged("post_install", "-at_install")
class TestOverviewPage(HttpCase):
    def test_tour(self):
        new_test_user(self.env, "overview-tour", "dealer_crm.group_dealer_manager")
        self.start_tour(
            "/odoo/dealer-overview", "dealer_overview", login="overview-tour"
        )
