from odoo.tests import tagged
from odoo.tools import SQL

from ..tools import keys
from .common import VIN_LADA, DealerCommon


@tagged("post_install", "-at_install")
class TestFind(DealerCommon):
    def find(self, query, user=None, limit=10):
        partners = self.env["res.partner"].with_user(user or self.salesperson)
        return partners.dealer_find(query, limit)

    def assert_finds(self, query, matched, partner=None):
        hits = self.find(query)
        self.assertTrue(hits, query)
        self.assertEqual(hits[0]["partner_id"], (partner or self.anna).id, query)
        self.assertEqual(hits[0]["matched"], matched, query)

    def test_by_vin(self):
        self.assert_finds(VIN_LADA, "vin")
        self.assert_finds(VIN_LADA.lower(), "vin")
        for tail in ("144213", "4213", "JY144213"):
            self.assert_finds(tail, "vin_tail")

    def test_by_plate_of_any_alphabet(self):
        for text in ("А123ВС77", "A123BC77", "a123bc 77", "а 123 вс"):
            self.assert_finds(text, "plate")

    def test_by_phone_in_any_format(self):
        for text in ("+79001234567", "8 (900) 123-45-67", "8 900 123 45 67"):
            self.assert_finds(text, "phone")
        self.assert_finds("123-45-67", "phone_tail")

    def test_by_email(self):
        self.assert_finds("ANNA.L@example.com", "email")
        self.assert_finds("anna.l@exam", "email_part")

    def test_by_name_in_any_script(self):
        for text in ("лещинская", "Анна Лещ", "leshchinskaya anna"):
            self.assert_finds(text, "name")
        self.assert_finds("wang", "name", self.wang)
        self.assert_finds("王伟", "name", self.wang)

    def test_by_name_as_others_write_it(self):
        people = self.env["res.partner"].create(
            [{"name": name} for name in ("Щукина Вера", "王伟强", "Zhang Xiaolong")]
        )
        for query, partner in (
            ("Schukina", people[0]),
            ("vera schukina", people[0]),
            ("Shtschukina", people[0]),
            ("Wang Weiqiang", people[1]),
            ("Weiqiang Wang", people[1]),
            ("张晓龙", people[2]),
        ):
            hits = [hit["partner_id"] for hit in self.find(query)]
            self.assertIn(partner.id, hits, query)
        # The letters themselves come first.
        near = self.env["res.partner"].create({"name": "Schukina Olga"})
        self.assert_finds("Schukina", "name", near)

    def test_hit_says_which_car(self):
        hit = self.find("144213")[0]
        self.assertEqual(hit["vehicle_id"], self.vesta.id)
        self.assertIn("Анна Лещинская", hit["display_name"])
        self.assertEqual(
            set(hit), {"partner_id", "vehicle_id", "matched", "score", "display_name"}
        )

    def test_car_without_owner_is_found(self):
        hit = self.find(self.accord.vin)[0]
        self.assertEqual(hit["vehicle_id"], self.accord.id)
        self.assertFalse(hit["partner_id"])

    def test_former_owner_is_not_found_by_the_car(self):
        self.vesta._set_owner(self.wang)
        self.assertEqual(
            [hit["partner_id"] for hit in self.find("144213")], [self.wang.id]
        )

    def test_nothing_and_nonsense(self):
        for text in (
            "",
            " ",
            "%",
            "_",
            "'; DROP TABLE res_partner; --",
            "\x00",
            "я" * 5000,
        ):
            self.assertEqual(self.find(text), [], repr(text)[:20])

    def test_wildcards_mean_themselves(self):
        self.assertEqual(self.find("%144213"), [])
        self.assertEqual(self.find("%@%"), [])

    def test_rights_of_the_caller(self):
        self.env["ir.rule"].create(
            {
                "name": "hide Anna",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.anna.id})]",
            }
        )
        self.assertEqual(self.find("144213"), [])
        self.assertEqual(self.find("лещинская"), [])
        self.assertEqual(
            self.env["res.partner"].with_user(self.salesperson).name_search("144213"),
            [],
        )

    def test_limit_counts_visible_hits_only(self):
        people = self.env["res.partner"].create(
            [{"name": f"Limitov {number}"} for number in range(30)]
        )
        self.env["ir.rule"].create(
            {
                "name": "hide most",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', 'not in', {people[5:].ids})]",
            }
        )
        self.assertEqual(len(self.find("limitov", limit=5)), 5)
        found = self.env["res.partner"].with_user(self.salesperson)
        self.assertEqual(len(found.name_search("limitov", limit=5)), 5)

    def test_name_search_of_contacts_and_vehicles(self):
        partners = self.env["res.partner"].with_user(self.salesperson)
        for text in ("144213", "А123ВС", "123-45-67", "лещинская"):
            self.assertEqual(partners.name_search(text)[0][0], self.anna.id, text)
        self.assertEqual(
            partners.search([("display_name", "ilike", "144213")]), self.anna
        )
        vehicles = self.env["dealer.vehicle"].with_user(self.salesperson)
        for text in ("144213", "A123", VIN_LADA):
            self.assertEqual(vehicles.name_search(text)[0][0], self.vesta.id, text)
        self.assertIn(self.vesta.id, [id_ for id_, _n in vehicles.name_search("vesta")])

    def test_name_search_keeps_what_stock_offers(self):
        partners = self.env["res.partner"]
        partners.create({"name": "Ref Holder", "ref": "CL-4711"})
        self.assertEqual(partners.name_search("cl-4711")[0][1], "Ref Holder")
        self.assertFalse(
            partners.search(
                [("display_name", "not ilike", "лещинская"), ("id", "=", self.anna.id)]
            )
        )
        found = partners.name_search("лещинская", [("phone", "=", False)])
        self.assertEqual(found, [])

    def test_whole_words_come_before_beginnings(self):
        people = self.env["res.partner"].create(
            [{"name": "Романов Олег"}, {"name": "Попова Полина Романовна"}]
        )
        hits = self.env["res.partner"].dealer_find("романов")
        found = [hit["partner_id"] for hit in hits if hit["partner_id"] in people.ids]
        self.assertEqual(found, people.ids)
        self.assertEqual({hit["matched"] for hit in hits}, {"name"})

    def test_search_uses_the_indexes(self):
        """No part may read a whole table, nor may the record rules: the cost would
        grow with the base."""
        partners = self.env["res.partner"].with_user(self.salesperson)
        # In a small base it is cheaper to read all of it.
        self.env["res.partner"].create([{"name": f"Crowd {n}"} for n in range(2000)])
        self.env.flush_all()
        # Of tables without statistics the planner takes many rows for granted.
        self.env.cr.execute(
            "ANALYZE res_partner, dealer_vehicle, dealer_vehicle_ownership;"
            "SET LOCAL enable_seqscan = off"
        )
        for text in (
            "144213",
            "А123ВС77",
            "8 900 123 45 67",
            "anna.l@ex",
            "лещинская",
            "li wei",
        ):
            parts = partners._get_dealer_find_parts(keys.classify(text, "RU"))
            search = partners._get_dealer_find_sql(parts, 10)
            self.env.cr.execute(SQL("EXPLAIN (FORMAT JSON) %s", search))
            (plan,) = self.env.cr.fetchone()
            scans = list(self._scans(plan[0]["Plan"]))
            self.assertGreater(len(scans), 1, text)
            for scan in scans:
                self.assertIn("Index Cond", scan, text)

    def _scans(self, node):
        """The nodes of a plan which read people."""
        kind = node["Node Type"]
        read = node.get("Relation Name") == "res_partner"
        # A heap scan by a bitmap has its condition in the index scans below.
        if kind == "Bitmap Index Scan" or (read and kind != "Bitmap Heap Scan"):
            yield node
        for child in node.get("Plans", []):
            yield from self._scans(child)
