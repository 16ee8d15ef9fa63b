from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestChecklist(ServiceCommon, HttpCase):
    """Technicians may not write on orders, so their form cannot hold the list."""

    browser_size = "390x844"
    touch_enabled = True

    def test_screen_of_the_technician_can_be_filled_in(self):
        order = self.new_order()
        order.with_user(self.technician).action_inspect()
        action = order.with_user(self.technician).action_checklist()
        views = (
            self.env[action["res_model"]]
            .with_user(self.technician)
            .get_views([(id_, kind) for id_, kind in action["views"]])["views"]
        )
        for kind in ("list", "form"):
            arch = etree.fromstring(views[kind]["arch"])
            self.assertNotEqual(arch.get("edit"), "False", kind)
        checks = self.env["dealer.service.check"].search(action["domain"])
        self.assertEqual(checks, order.inspection_ids)

    def test_tap_and_remark_in_either_order(self):
        order = self.new_order()
        order.with_user(self.technician).action_inspect()
        check = order.inspection_ids[0].with_user(self.technician)
        check.action_result("red")
        check.note = "1.5 mm left"
        found = order.line_ids.filtered("severity")
        self.assertEqual((found.severity, found.cause), ("red", "1.5 mm left"))
        self.assertEqual(check.user_id, self.technician)
        found._decide("approved", "phone")
        check.note = "2 mm left"
        self.assertEqual(found.cause, "1.5 mm left", "The customer has answered")
        other = self.new_order(technician_id=self.manager.id)
        other.action_inspect()
        for vals in ({"result": "green"}, {"note": "x"}):
            with self.assertRaisesRegex(UserError, "is the job of"):
                other.inspection_ids[0].with_user(self.technician).write(vals)

    def test_quality_by_its_own_list(self):
        order = self.new_order(technician_id=self.technician.id)
        order.with_user(self.technician).action_start()
        order.with_user(self.technician).action_quality()
        action = order.line_ids[0].with_user(self.technician).action_checklist()
        checks = self.env["dealer.service.check"].search(action["domain"])
        self.assertEqual(checks, order.quality_ids)

    def test_on_the_phone(self):
        order = self.new_order(technician_id=self.technician.id)
        order.action_inspect()
        self.start_tour(
            "/odoo/dealer-jobs", "dealer_workshop_checklist", login="svc-tech"
        )
        first, second = order.inspection_ids[:2]
        self.assertEqual((first.result, second.result), ("green", "red"))
        self.assertEqual(order.line_ids.filtered("severity").severity, "red")
