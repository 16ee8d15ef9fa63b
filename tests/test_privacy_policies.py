"""Every model with personal data says what becomes of them."""

from unittest.mock import patch

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPrivacyPolicies(TransactionCase):
    def setUp(self):
        super().setUp()
        self.privacy = self.env["dealer.privacy"]

    def test_nothing_is_forgotten(self):
        """A new model, or a new text of a treated one, is found without a list."""
        self.assertEqual(
            self.privacy._find_untreated(),
            [],
            "Say in dealer.privacy._get_policies what becomes of these.",
        )

    def test_what_is_forgotten_is_found(self):
        policies = self.privacy._get_policies()
        del policies["sms.sms"], policies["dealer.vehicle.plate"]
        kind = type(self.privacy)
        with patch.object(kind, "_get_policies", lambda _self: policies):
            self.assertEqual(
                self.privacy._find_untreated(), ["dealer.vehicle.plate", "sms.sms"]
            )

    def test_policies_name_what_exists(self):
        """A renamed field would be left as it is."""
        optional = {
            *("phone", "reveal_id", "stock_state", "incoming_email_to"),
            *("peppol_endpoint", "invoice_edi_format_store"),
        }
        wrong = []
        for name, policy in self.privacy._get_installed_policies().items():
            fields = self.env[name]._fields
            named = [*policy.erase, *policy.kept, *policy.mentions]
            named += [link.split(".")[0] for link in policy.links or ()]
            named += [*(policy.show or ()), *(policy.document or ())]
            named += [field for field, _kind in policy.contact]
            wrong += [
                f"{name}.{field}"
                for field in named
                if field not in fields and field not in optional
            ]
        self.assertEqual(wrong, [])
