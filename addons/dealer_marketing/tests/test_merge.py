from odoo.tests import tagged

from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestConsentMerge(ConsentCommon):
    def test_withdrawal_wins(self):
        self._say(self.no, "granted")
        self._say(self.no, "withdrawn")
        self._say(self.yes, "granted")
        self._say(self.yes, "granted", self.survey)
        self.env["dealer.merge"]._merge(self.yes, self.no)
        self.assertFalse(self._may(self.yes))
        self.assertTrue(self._may(self.yes, purpose="survey"))
        row = self.Consent.search([("partner_id", "=", self.yes.id)], limit=1)
        self.assertEqual((row.state, row.source), ("withdrawn", "merge"))

    def test_consents_of_the_source_move(self):
        self._say(self.no, "granted")
        self.env["dealer.merge"]._merge(self.yes, self.no)
        self.assertTrue(self._may(self.yes))

    def test_undo_gives_back(self):
        self._say(self.no, "granted")
        merge = self.env["dealer.merge"]._merge(self.yes, self.no)
        merge.action_undo()
        self.assertFalse(self._may(self.yes))
        self.assertTrue(self._may(self.no))
