from unittest.mock import patch

from odoo.addons.dealer_crm.tests.common import DealerCommon


class SurveyCommon(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref("dealer_crm_survey.survey_fair")
        cls.fair = cls.env.ref("dealer_crm_survey.intake_source_fair")

    def answer(self, survey=None, partner=None, user=None, test=False, **said):
        """A finished answer; said: end of the xml id of a question -> text."""
        survey = survey or self.survey
        name = "fair" if survey == self.survey else "test_drive"
        public = self.env.ref("base.public_user")
        asked_by = user or public
        answer = survey.sudo()._create_answer(
            user=asked_by, partner=partner or False, test_entry=test
        )
        answer = answer.with_user(public).sudo()
        for code, text in said.items():
            question = self.env.ref(f"dealer_crm_survey.survey_{name}_{code}")
            answer._save_lines(question, text)
        answer._mark_done()
        return answer

    def process(self):
        """Run the job without its commits."""
        progress = {"_commit_progress": lambda *_args, **_options: float("inf")}
        with patch.multiple(type(self.env["ir.cron"]), **progress):
            self.env["dealer.inbox"]._cron_process_pending()
