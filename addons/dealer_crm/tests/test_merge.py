from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestMerge(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Merge = cls.env["dealer.merge"]
        cls.double = cls.env["res.partner"].create(
            {
                "name": "Anna Leshchinskaya",
                "phone": "+7 900 999-45-67",
                "email": "anna.work@example.com",
                "street": "Harbour street 4",
            }
        )

    def _merge(self, user=None, **values):
        merge = self.Merge.with_user(user or self.salesperson)._merge(
            self.anna.with_user(user or self.salesperson),
            self.double.with_user(user or self.salesperson),
            values,
        )
        self.env.invalidate_all()
        return merge

    def _periods(self, partner, role="owner"):
        periods = self.vesta.ownership_ids.search(
            [("partner_id", "=", partner.id), ("role", "=", role)], order="date_from"
        )
        return [
            (period.vehicle_id, str(period.date_from), str(period.date_to or ""))
            for period in periods
        ]

    # === MERGE === #

    def test_what_was_made_in_the_moment_of_the_merge(self):
        self.anna.message_subscribe(self.salesperson.partner_id.ids)
        self.double.message_subscribe(self.salesperson.partner_id.ids)
        self._merge()
        # Other transactions, which did not see the merge.
        lead = self.env["crm.lead"].create({"name": "Late", "partner_id": False})
        note = self.anna.message_post(body="Late")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = %s WHERE id = %s",
            (self.double.id, lead.id),
        )
        self.env.cr.execute(
            "UPDATE mail_message SET res_id = %s WHERE id = %s",
            (self.double.id, note.id),
        )
        self.env.invalidate_all()
        followers = self.double.message_follower_ids
        with self.enter_registry_test_mode():
            self.env.ref("dealer_crm.ir_cron_move_late_rows").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(lead.partner_id, self.anna)
        self.assertEqual(note.res_id, self.anna.id)
        self.assertEqual(self.double.commercial_partner_id, self.double)
        self.assertEqual(self.double.dealer_merged_into_id, self.anna)
        self.assertEqual(self.double.message_follower_ids, followers)

    def test_everything_moves_and_comes_back(self):
        lead = self.env["crm.lead"].create(
            {"name": "L", "partner_id": self.double.id, "team_id": self.team.id}
        )
        self.accord._set_owner(self.double)
        tags = self.env["res.partner.category"].create([{"name": "A"}, {"name": "B"}])
        self.anna.category_id = tags[0]
        self.double.category_id = tags
        note = self.double.message_post(body="Called back")
        file = self.env["ir.attachment"].create(
            {"name": "f", "res_model": "res.partner", "res_id": self.double.id}
        )
        activity = self.double.activity_schedule(summary="Call", user_id=self.env.uid)
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "40817810000000000001", "partner_id": self.double.id}
        )
        child = self.env["res.partner"].create(
            {"name": "Child", "parent_id": self.double.id}
        )
        merge = self._merge()
        self.assertEqual(lead.partner_id, self.anna)
        self.assertEqual(self.accord.owner_id, self.anna)
        self.assertEqual(self.anna.category_id, tags)
        self.assertEqual(note.res_id, self.anna.id)
        self.assertEqual(file.res_id, self.anna.id)
        self.assertEqual(activity.res_id, self.anna.id)
        self.assertEqual(bank.partner_id, self.anna)
        self.assertEqual(child.parent_id, self.anna)
        self.assertEqual(child.commercial_partner_id, self.anna)
        self.assertIn(self.anna.name, child.complete_name)
        self.assertEqual(self.anna.street, "Harbour street 4")
        self.assertEqual(self.anna.phone, "+7 900 123-45-67")
        self.assertTrue(self.anna.active)
        self.assertFalse(self.double.active)
        self.assertEqual(self.double.dealer_merged_into_id, self.anna)
        self.assertEqual(self.double.commercial_partner_id, self.double)
        self.assertIn("Lead", merge.moved)

        merge.with_user(self.salesperson).action_undo()
        self.env.invalidate_all()
        self.assertEqual(lead.partner_id, self.double)
        self.assertEqual(self.accord.owner_id, self.double)
        self.assertEqual(self.anna.category_id, tags[0])
        self.assertEqual(self.double.category_id, tags)
        self.assertEqual(note.res_id, self.double.id)
        self.assertEqual(file.res_id, self.double.id)
        self.assertEqual(activity.res_id, self.double.id)
        self.assertEqual(bank.partner_id, self.double)
        self.assertEqual(child.parent_id, self.double)
        self.assertIn(self.double.name, child.complete_name)
        self.assertFalse(self.anna.street)
        self.assertTrue(self.double.active)
        self.assertFalse(self.double.dealer_merged_into_id)
        self.assertEqual(merge.state, "undone")
        self.assertFalse(merge.undo_note)
        with self.assertRaisesRegex(UserError, "already"):
            merge.action_undo()

    def test_chosen_values(self):
        merge = self._merge(phone="+7 900 999-45-67")
        self.assertEqual(self.anna.phone, "+7 900 999-45-67")
        merge.action_undo()
        self.assertEqual(self.anna.phone, "+7 900 123-45-67")
        hits = self.env["res.partner"].dealer_find("+79001234567")
        self.assertEqual(
            [hit["partner_id"] for hit in hits], [self.anna.id] * len(hits)
        )

    def test_followers_which_collide(self):
        """Only the doubled row stays behind; stock would drop all of them."""
        lead, other = self.env["crm.lead"].create(
            [{"name": name, "team_id": self.team.id} for name in "AB"]
        )
        lead.message_subscribe((self.anna | self.double).ids)
        other.message_subscribe(self.double.ids)
        watcher = self.manager.partner_id
        watcher_2 = self.salesperson.partner_id
        self.anna.message_subscribe(watcher.ids)
        self.double.message_subscribe((watcher | watcher_2).ids)
        before = self.env["mail.followers"].search_count([])
        merge = self._merge()
        self.assertEqual(other.message_partner_ids & self.anna, self.anna)
        self.assertIn(self.anna, lead.message_partner_ids)
        self.assertLessEqual(watcher | watcher_2, self.anna.message_partner_ids)
        self.assertEqual(self.env["mail.followers"].search_count([]), before)
        merge.action_undo()
        self.env.invalidate_all()
        self.assertNotIn(self.anna, other.message_partner_ids)
        self.assertIn(self.double, other.message_partner_ids)
        self.assertLessEqual(watcher | watcher_2, self.double.message_partner_ids)
        self.assertNotIn(watcher_2, self.anna.message_partner_ids)

    def test_periods_of_one_car_are_joined(self):
        self.vesta.ownership_ids.unlink()
        self.vesta.ownership_ids.create(
            [
                {
                    "vehicle_id": self.vesta.id,
                    "partner_id": partner.id,
                    "role": role,
                    "date_from": start,
                    "date_to": stop,
                }
                for partner, role, start, stop in (
                    (self.double, "owner", "2020-01-01", "2022-03-01"),
                    (self.anna, "owner", "2022-03-01", False),
                    (self.anna, "driver", "2021-01-01", "2023-01-01"),
                    (self.double, "driver", "2022-01-01", "2024-01-01"),
                )
            ]
        )
        rows = self.vesta.ownership_ids.ids
        merge = self._merge()
        self.assertEqual(self._periods(self.anna), [(self.vesta, "2020-01-01", "")])
        self.assertEqual(
            self._periods(self.anna, "driver"),
            [(self.vesta, "2021-01-01", "2024-01-01")],
        )
        self.assertEqual(self.vesta.owner_id, self.anna)
        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual(sorted(self.vesta.ownership_ids.ids), sorted(rows))
        self.assertEqual(
            self._periods(self.double), [(self.vesta, "2020-01-01", "2022-03-01")]
        )
        self.assertEqual(self._periods(self.anna), [(self.vesta, "2022-03-01", "")])

    def test_picture_goes_back(self):
        pixel = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
            "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
        )
        self.double.image_1920 = pixel
        merge = self._merge()
        self.assertTrue(self.anna.image_1920)
        merge.action_undo()
        self.env.invalidate_all()
        self.assertFalse(self.anna.image_1920)
        self.assertTrue(self.double.image_1920)

    def test_stock_wizard_moves_the_same(self):
        self.vesta.ownership_ids.unlink()
        self.vesta._set_owner(self.double, "2020-01-01")
        self.vesta._set_owner(self.anna, "2022-01-01")
        lead, other = self.env["crm.lead"].create(
            [{"name": name, "team_id": self.team.id} for name in "AB"]
        )
        lead.message_subscribe((self.anna | self.double).ids)
        other.message_subscribe(self.double.ids)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.anna | self.double).ids, self.anna
        )
        self.assertFalse(self.double.exists())
        self.assertEqual(self._periods(self.anna), [(self.vesta, "2020-01-01", "")])
        self.assertIn(self.anna, other.message_partner_ids)

    # === FINDING === #

    def test_old_keys_find_the_one_that_stays(self):
        self._merge()
        partners = self.env["res.partner"].with_user(self.salesperson)
        for query in ("+79009994567", "anna.work@example.com", "Leshchinskaya"):
            hits = partners.dealer_find(query)
            self.assertEqual({hit["partner_id"] for hit in hits}, {self.anna.id})
        found = partners.name_search("9009994567")
        self.assertEqual([item[0] for item in found], [self.anna.id])

    def test_intake_finds_the_one_that_stays(self):
        self._merge()
        count = self.env["res.partner"].with_context(active_test=False).search_count
        before = count([])
        row = self.take(self.adf("M1", "Анна Лещинская", "+79009994567"))
        self.assertEqual(row.lead_ids.partner_id, self.anna)
        self.assertEqual(count([]), before)

    def test_two_merges_end_at_the_last_one(self):
        first = self._merge()
        second = self.Merge._merge(self.wang, self.anna)
        self.assertEqual(self.double.dealer_merged_into_id, self.wang)
        hits = self.env["res.partner"].dealer_find("+79009994567")
        self.assertEqual([hit["partner_id"] for hit in hits], [self.wang.id])
        self.assertEqual(first.target_id, self.anna)
        with self.assertRaisesRegex(UserError, "Undo that merge first"):
            first.action_undo()
        second.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.double.dealer_merged_into_id, self.anna)
        first.action_undo()
        self.env.invalidate_all()
        self.assertFalse(self.double.dealer_merged_into_id)
        self.assertEqual(self.vesta.owner_id, self.anna)

    # === CONTRADICTIONS === #

    def test_record_of_somebody_else(self):
        lead = self.env["crm.lead"].create(
            {"name": "Blue one", "partner_id": self.double.id, "team_id": self.team.id}
        )
        merge = self._merge()
        lead.partner_id = self.wang
        with self.assertRaisesRegex(UserError, "Blue one"):
            merge.with_user(self.manager).action_undo()
        self.assertFalse(self.double.active)
        lead.partner_id = self.anna
        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual(lead.partner_id, self.double)

    def test_car_sold_since(self):
        self.accord._set_owner(self.double, "2025-01-01")
        merge = self._merge()
        self.accord._set_owner(self.wang)
        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.accord.owner_id, self.wang)
        self.assertEqual(
            self.accord.ownership_ids.sorted("date_from").partner_id,
            self.double | self.wang,
        )

    def test_joined_period_changed_since(self):
        self.vesta.ownership_ids.unlink()
        self.vesta._set_owner(self.anna, "2020-01-01")
        self.vesta._set_owner(self.double, "2022-01-01")
        merge = self._merge()
        self.vesta._set_owner(self.wang, "2025-01-01")
        with self.assertRaisesRegex(UserError, "since"):
            merge.action_undo()

    def test_newer_values_and_records_stay(self):
        lead = self.env["crm.lead"].create(
            {"name": "L", "partner_id": self.double.id, "team_id": self.team.id}
        )
        merge = self._merge()
        self.anna.street = "Another street 1"
        lead.unlink()
        newer = self.env["crm.lead"].create(
            {"name": "N", "partner_id": self.anna.id, "team_id": self.team.id}
        )
        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.anna.street, "Another street 1")
        self.assertEqual(self.double.street, "Harbour street 4")
        self.assertEqual(newer.partner_id, self.anna)
        self.assertIn("Street", merge.undo_note)
        self.assertIn("was deleted", merge.undo_note)

    def test_merged_contact_is_not_unarchived(self):
        self._merge()
        with self.assertRaisesRegex(UserError, "Undo the merge"):
            self.double.action_unarchive()
        self.wang.action_archive()
        self.wang.action_unarchive()
        self.assertTrue(self.wang.active)

    def test_deleted_contact(self):
        merge = self._merge()
        self.double.unlink()
        with self.assertRaisesRegex(UserError, "deleted"):
            merge.action_undo()

    # === WHO, AND WHOM === #

    def test_rights(self):
        with self.assertRaises(AccessError):
            self._merge(self.reader)
        merge = self._merge()
        colleague = new_test_user(
            self.env, "test-sales-2", "dealer_crm.group_dealer_user"
        )
        with self.assertRaises(AccessError):
            merge.with_user(colleague).action_undo()
        self.assertFalse(merge.with_user(colleague).search([]))
        with self.assertRaises(AccessError):
            merge.with_user(self.salesperson).read(["snapshot"])
        with self.assertRaises(AccessError):
            merge.with_user(self.manager).write({"state": "undone"})
        partner = self.double.with_user(self.salesperson)
        self.assertTrue(partner.dealer_can_undo_merge)
        self.assertFalse(self.double.with_user(colleague).dealer_can_undo_merge)
        merge.with_user(self.manager).action_undo()
        self.assertEqual(merge.undone_by_id, self.manager)

    def test_contact_which_may_not_be_written(self):
        self.env["ir.rule"].create(
            {
                "name": "test",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.double.id})]",
                "perm_read": False,
            }
        )
        with self.assertRaises(AccessError):
            self._merge()
        self.assertTrue(self.double.active)

    def test_who_cannot_be_merged(self):
        company = self.env["res.partner"].create({"name": "Co", "is_company": True})
        child = self.env["res.partner"].create(
            {"name": "Kid", "parent_id": self.anna.id}
        )
        logins = [
            new_test_user(self.env, f"portal-{number}", "base.group_portal").partner_id
            for number in (1, 2)
        ]
        for target, sources, message in (
            (self.anna, self.anna, "at least two"),
            (self.anna, self.manager.partner_id, "colleague"),
            (self.anna, self.env.company.partner_id, "own companies"),
            (self.anna, company, "person and a company"),
            (self.anna, child, "contact of"),
            (child, self.anna, "contact of"),
            (logins[0], logins[1], "different logins"),
        ):
            with (
                self.subTest(message=message),
                self.assertRaisesRegex(UserError, message),
            ):
                self.Merge._merge(target, sources)
        self._merge()
        with self.assertRaisesRegex(UserError, "already"):
            self.Merge._merge(self.wang, self.double)

    def test_login_moves_with_its_contact(self):
        user = new_test_user(self.env, "portal-3", "base.group_portal")
        merge = self.Merge._merge(self.anna, user.partner_id)
        source = merge.with_context(active_test=False).source_ids
        self.assertEqual(user.partner_id, self.anna)
        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual(user.partner_id, source)
        self.assertTrue(source.active)

    # === WIZARD === #

    def test_wizard(self):
        self.env["crm.lead"].create(
            [
                {"name": "L", "partner_id": self.double.id, "team_id": self.team.id}
                for _number in range(3)
            ]
        )
        wizards = self.env["dealer.merge.wizard"].with_user(self.salesperson)
        wizards = wizards.with_context(
            active_model="res.partner", active_ids=(self.anna | self.double).ids
        )
        with Form(wizards) as form:
            self.assertEqual(form.target_id, self.double)
            form.target_id = self.anna
            labels = [line["field_name"] for line in form.line_ids._records]
            self.assertEqual(labels, ["name", "phone", "email"])
            with form.line_ids.edit(1) as line:
                self.assertEqual(line.target_value, "+7 900 123-45-67")
                self.assertEqual(line.other_value, "+7 900 999-45-67")
                line.use_other = True
        action = form.save().action_merge()
        self.assertEqual(action["res_id"], self.anna.id)
        self.assertEqual(self.anna.phone, "+7 900 999-45-67")
        self.assertEqual(self.anna.name, "Анна Лещинская")
        self.assertFalse(self.double.active)

    def test_wizard_takes_listed_fields_only(self):
        wizard = self.env["dealer.merge.wizard"].create(
            {
                "partner_ids": [Command.set((self.anna | self.double).ids)],
                "target_id": self.anna.id,
                "line_ids": [
                    Command.create(
                        {
                            "field_name": "company_id",
                            "source_id": self.double.id,
                            "use_other": True,
                        }
                    )
                ],
            }
        )
        self.assertEqual(wizard._prepare_values(), {})

    def test_wizard_needs_two(self):
        wizards = self.env["dealer.merge.wizard"].with_context(
            active_model="res.partner", active_ids=self.anna.ids
        )
        with self.assertRaisesRegex(UserError, "Select two"):
            wizards.default_get(["partner_ids"])
