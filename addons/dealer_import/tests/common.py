"""Fixtures of the tests of imports."""

import base64
from unittest.mock import patch

from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase

VIN_VESTA = "XTAGFK330LY200017"
VIN_GEELY = "LB37852D1NS765432"
VIN_VW = "WVWZZZ1KZAW000117"


class ImportCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ru")
        cls.boss = new_test_user(
            cls.env, "import-boss", "dealer_crm.group_dealer_manager"
        )
        cls.seller = new_test_user(
            cls.env, "import-seller", "dealer_crm.group_dealer_user"
        )

    def setUp(self):
        super().setUp()
        # A test must not commit; what a commit means is tested with real processes.
        crons = type(self.env["ir.cron"])
        self.commits = []

        def commit(cron, processed=0, **_options):
            cron.env.flush_all()
            self.commits.append(processed)
            return float("inf")

        self.startPatcher(patch.object(crons, "_commit_progress", commit))

    def make(self, text, kind="customer", encoding="utf-8", **values):
        """An import of a text or bytes, made by the manager."""
        data = text.encode(encoding) if isinstance(text, str) else text
        return (
            self.env["dealer.import"]
            .with_user(self.boss)
            .create(
                {
                    "kind": kind,
                    "source": "Old system",
                    "file": base64.b64encode(data),
                    "file_name": "old.csv",
                    **values,
                }
            )
        )

    def run_job(self, job):
        """Run an import to its end, as the scheduled action does."""
        job.action_start()
        self.env["dealer.import"]._cron_run()
        job.invalidate_recordset()
        return job

    def count_queries(self, job):
        """Run an import as above; return the number of queries of the action."""
        job.action_start()
        job.flush_recordset()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["dealer.import"]._cron_run()
        count = self.env.cr.sql_log_count - before
        job.invalidate_recordset()
        return count

    def load(self, text, kind="customer", **values):
        return self.run_job(self.make(text, kind, **values))

    def counts(self, job):
        """Created, completed, known, rejected."""
        return (
            job.created_count,
            job.updated_count,
            job.unchanged_count,
            job.rejected_count,
        )

    def reasons(self, job, level="rejected"):
        return {
            remark.line: remark.text
            for remark in job.remark_ids
            if remark.level == level
        }
