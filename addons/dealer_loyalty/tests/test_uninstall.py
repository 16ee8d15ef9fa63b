from odoo.exceptions import UserError
from odoo.tests import tagged

from ..hooks import uninstall_hook
from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestUninstall(ClubCommon):
    def test_refused_while_there_are_balances(self):
        self._give(100)
        modules = self.env["ir.module.module"].search(
            [("name", "in", ("dealer_loyalty", "dealer_crm", "sale_loyalty"))]
        )
        for module in modules:
            with self.assertRaisesRegex(UserError, "owed points: 1 .100 points"):
                module.button_uninstall()
            self.assertEqual(module.state, "installed")
        loyalty = modules.filtered(lambda module: module.name == "dealer_loyalty")
        with self.assertRaisesRegex(UserError, "owed points: 1 "):
            loyalty.module_uninstall()

    def test_refused_while_points_are_owed(self):
        self.ledger._post(self.card, "reverse", -5, "r", on_short="debt")
        module = self.env.ref("base.module_dealer_loyalty")
        with self.assertRaisesRegex(UserError, "owed points: 1 "):
            module.button_uninstall()

    def test_allowed_without_points(self):
        self._give(100)
        self.ledger._post(self.card, "adjust", -100, "export")
        self.cr.execute("SELECT count(*) FROM loyalty_card WHERE dealer_balance > 0")
        self.assertEqual(self.cr.fetchone(), (0,))
        module = self.env.ref("base.module_dealer_loyalty")
        module.button_uninstall()
        self.assertEqual(module.state, "to remove")

    def test_hook_removes_the_function(self):
        query = "SELECT count(*) FROM pg_proc WHERE proname = %s"
        name = "dealer_loyalty_entry_append_only"
        self.cr.execute(query, [name])
        self.assertEqual(self.cr.fetchone(), (1,))
        uninstall_hook(self.env)
        uninstall_hook(self.env)
        self.cr.execute(query, [name])
        self.assertEqual(self.cr.fetchone(), (0,))
