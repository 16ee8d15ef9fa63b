from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, TransactionCase, new_test_user, tagged

from ..tools import timeline


class TestTimelineIds(BaseCase):
    def test_id_and_back(self):
        part = timeline.Part(7, "call", "dealer.call")
        for source in (1, 63, 64, 65, 2_000_000):
            row = timeline.row_id(part, source)
            self.assertEqual(timeline.split_id(row), (source, 7))

    def test_numbers(self):
        timeline.check([timeline.Part(0, "a", "x"), timeline.Part(63, "b", "x")])
        for numbers in ((1, 1), (64,), (-1,)):
            with self.assertRaises(ValueError):
                timeline.check([timeline.Part(n, "a", "x") for n in numbers])


@tagged("post_install", "-at_install")
class TestTimeline(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.manager = new_test_user(
            cls.env, "line_manager", "dealer_crm.group_dealer_manager"
        )
        cls.seller = new_test_user(
            cls.env, "line_seller", "dealer_crm.group_dealer_user"
        )
        cls.colleague = new_test_user(
            cls.env, "line_colleague", "dealer_crm.group_dealer_user"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Tamara Wieland", "phone": "+49 30 901821"}
        )
        brand = cls.env["fleet.vehicle.model.brand"].create({"name": "Wanderer"})
        model = cls.env["fleet.vehicle.model"].create(
            {"name": "W24", "brand_id": brand.id}
        )
        cls.vehicle = cls.env["dealer.vehicle"].create(
            {"vin": "WBA8E9G50GNT43210", "model_id": model.id}
        )
        cls.Lead = cls.env["crm.lead"]
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Too late"})

    def _rows(self, user=None, partner=None):
        partner = (partner or self.customer).with_user(user or self.manager)
        action = partner.action_dealer_timeline()
        return (
            self.env["dealer.timeline"]
            .with_user(user or self.manager)
            .search(action["domain"])
        )

    def _lead(self, **values):
        return self.Lead.create(
            {
                "name": "Wants a W24",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "user_id": self.seller.id,
                **values,
            }
        )

    def _one_of_each(self):
        lead = self._lead(expected_revenue=20_000)
        lost = self._lead(name="Wanted a W23")
        lost.action_set_lost(lost_reason_id=self.lost_reason.id)
        won = self._lead(name="Buys a W25")
        won.action_set_won()
        self.env["dealer.call"].create(
            {"partner_id": self.customer.id, "result": "reached", "note": "Was glad"}
        )
        self.env["calendar.event"].create(
            {
                "name": "Talk about colours",
                "start": datetime(2026, 3, 2, 9),
                "stop": datetime(2026, 3, 2, 10),
                "partner_ids": [(6, 0, self.customer.ids)],
            }
        )
        self.env["dealer.test.drive"].create(
            {
                "lead_id": lead.id,
                "partner_id": self.customer.id,
                "vehicle_id": self.env["dealer.vehicle"]
                .create(
                    {
                        "vin": "WBA8E9G50GNT43211",
                        "model_id": self.vehicle.model_id.id,
                        "state": "demo",
                    }
                )
                .id,
                "start": datetime(2026, 3, 3, 9),
                "stop": datetime(2026, 3, 3, 10),
            }
        )
        self.env["dealer.vehicle.ownership"].create(
            {
                "vehicle_id": self.vehicle.id,
                "partner_id": self.customer.id,
                "date_from": date(2020, 1, 1),
                "date_to": date(2024, 1, 1),
            }
        )
        self.customer.message_post(
            body="We have it in blue",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        lead.message_post(
            body="Ask her husband", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.manager.id, summary="Ring"
        ).action_feedback(feedback="Done so")
        self.env.flush_all()
        return lead

    def test_kinds_and_sources(self):
        lead = self._one_of_each()
        rows = self._rows()
        self.assertEqual(
            sorted(rows.mapped("kind")),
            sorted(
                [
                    *("lead", "lead", "lead", "won", "lost", "call", "meeting"),
                    *("test_drive", "car", "car_left", "mail", "note", "task"),
                ]
            ),
        )
        by_kind = {row.kind: row for row in rows}
        self.assertEqual(rows, rows.sorted(lambda row: (row.date, row.id), True))
        self.assertEqual(by_kind["call"].title, "+49 30 901821 Was glad")
        self.assertEqual(by_kind["mail"].title, "We have it in blue")
        self.assertIn("W24", by_kind["car"].title)
        self.assertEqual(by_kind["car"].action_dealer_open()["res_id"], self.vehicle.id)
        self.assertEqual(by_kind["car_left"].date, datetime(2024, 1, 1, 12))
        action = by_kind["note"].action_dealer_open()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))
        created = rows.filtered(lambda row: row.amount)
        self.assertEqual(created.amount, 20_000)
        self.assertEqual(created.currency_id, lead.company_id.currency_id)

    def test_nobody_elses(self):
        self._one_of_each()
        other = self.env["res.partner"].create({"name": "Otto Kranz"})
        self.assertFalse(self._rows(partner=other))

    def test_company_sees_its_people(self):
        company = self.env["res.partner"].create(
            {"name": "Kranz GmbH", "is_company": True}
        )
        self.customer.parent_id = company
        self._lead()
        self.assertEqual(self._rows(partner=company).mapped("kind"), ["lead"])

    def test_rights_of_the_source(self):
        self._one_of_each()
        kinds = set(self._rows(self.colleague).mapped("kind"))
        # A salesperson reads neither the leads of others nor who had the car before.
        self.assertTrue({"call", "meeting", "mail"} <= kinds)
        self.assertFalse({"lead", "won", "lost", "note", "task", "car"} & kinds)
        own = set(self._rows(self.seller).mapped("kind"))
        self.assertTrue({"lead", "won", "lost", "note", "task"} <= own)

    def test_private_appointment(self):
        self.env["calendar.event"].create(
            {
                "name": "Only for us",
                "start": datetime(2026, 3, 2, 9),
                "stop": datetime(2026, 3, 2, 10),
                "privacy": "private",
                "user_id": self.seller.id,
                "partner_ids": [(6, 0, (self.customer | self.seller.partner_id).ids)],
            }
        )
        self.assertEqual(self._rows(self.seller).mapped("title"), ["Only for us"])
        self.assertFalse(self._rows(self.colleague))

    def test_read_by_id(self):
        self._one_of_each()
        rows = self._rows()
        again = rows.browse(rows.ids)
        self.env.invalidate_all()
        self.assertEqual(
            [(row.id, row.kind, row.title) for row in again],
            [(row.id, row.kind, row.title) for row in rows],
        )
        self.assertEqual(rows.search_count([("id", "in", rows[:3].ids)]), 3)
        self.assertEqual(
            rows.search_count(
                [("id", "not in", rows[:3].ids), ("partner_id", "=", self.customer.id)]
            ),
            len(rows) - 3,
        )

    def _opening(self, partner):
        """Queries of the form's tab and of the whole list."""
        partner = partner.with_user(self.manager)
        self.env.invalidate_all()
        action = partner.action_dealer_timeline()
        self.env.flush_all()
        counts = []
        for spec in (
            lambda: partner.web_read(
                {"dealer_timeline_ids": {"fields": {"title": {}, "kind": {}}}}
            ),
            lambda: (
                self.env["dealer.timeline"]
                .with_user(self.manager)
                .web_search_read(
                    action["domain"],
                    {"title": {}, "user_id": {"fields": {"display_name": {}}}},
                    limit=1000,
                )
            ),
        ):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            spec()
            counts.append(self.cr.sql_log_count - before)
        return counts

    def test_constant_queries(self):
        long = self.env["res.partner"].create({"name": "Long Standing"})
        start = datetime(2020, 1, 1)
        for partner, count in ((self.customer, 5), (long, 500)):
            self.env["dealer.call"].create(
                [
                    {
                        "partner_id": partner.id,
                        "result": "reached",
                        "started_at": start + timedelta(days=day),
                        "user_id": self.seller.id,
                    }
                    for day in range(count)
                ]
            )
        self._opening(self.customer)
        few, many = self._opening(self.customer), self._opening(long)
        self.assertEqual(few, many)
        self.assertEqual(len(self._rows(partner=long)), 500)
        self.assertEqual(len(long.with_user(self.manager).dealer_timeline_ids), 20)
