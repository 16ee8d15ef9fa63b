import hashlib

from odoo.tests import BaseCase, tagged

from ..tools import consent


@tagged("post_install", "-at_install")
class TestConsentTools(BaseCase):
    def test_fingerprint_is_that_of_the_wording(self):
        wanted = hashlib.sha256("Я согласен\nна всё".encode()).hexdigest()
        for ends in ("\n", "\r\n", "\r"):
            wording = f"Я согласен{ends}на всё"
            self.assertEqual(consent.fingerprint(wording), wanted)
        self.assertNotEqual(consent.fingerprint("Я согласен на всё"), wanted)

    def test_default_is_no(self):
        self.assertEqual(consent.refusal("consent", None), "none")
        self.assertEqual(consent.refusal("consent", "withdrawn"), "withdrawn")
        self.assertEqual(consent.refusal("consent", "granted"), "")

    def test_other_bases_need_no_consent(self):
        for basis in ("contract", "duty"):
            self.assertEqual(consent.refusal(basis, None), "")
            self.assertEqual(consent.refusal(basis, "withdrawn"), "")

    def test_strictest(self):
        self.assertEqual(consent.strictest(["granted", "withdrawn"]), "withdrawn")
        self.assertEqual(consent.strictest([None, "granted"]), "granted")
        self.assertIsNone(consent.strictest([None]))

    def test_nobodys_address_is_refused(self):
        reasons = {"a@x.test": "", "b@x.test": "none"}
        self.assertEqual(
            consent.refused_addresses(["a@x.test", "b@x.test", "c@x.test"], reasons),
            {"b@x.test": "none", "c@x.test": "unknown"},
        )
