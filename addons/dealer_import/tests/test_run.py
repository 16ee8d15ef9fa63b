import base64
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import dealer_import_run
from ..tools import rows
from .common import VIN_VW, ImportCommon


def people(count, first=0):
    lines = [
        f"Person {number:04d} Tester,+7912{number:07d},p{number}@example.com"
        for number in range(first, first + count)
    ]
    return "name,phone,email\n" + "\n".join(lines) + "\n"


@tagged("post_install", "-at_install")
class TestRun(ImportCommon):
    def found(self):
        return self.env["res.partner"].search_count([("name", "=like", "Person % T%")])

    def test_slices(self):
        job = self.load(people(1203))
        self.assertEqual(self.counts(job), (1203, 0, 0, 0))
        self.assertEqual(self.commits, [0, 500, 500, 203, 0])
        self.assertEqual((job.state, job.progress), ("done", 100))
        self.assertTrue(job.ended_at)
        self.assertEqual(self.found(), 1203)

    def test_stop_and_go_on(self):
        job = self.make(people(1203))
        job.action_start()
        import_slice = type(job)._import_slice

        def stop_after_first(self_, data):
            done = import_slice(self_, data)
            job.action_pause()
            return done

        with patch.object(type(job), "_import_slice", stop_after_first):
            self.env["dealer.import"]._cron_run()
        job.invalidate_recordset()
        self.assertEqual((job.state, job.row_count), ("paused", 500))
        self.assertEqual(round(job.progress, 1), 41.6)
        self.env["dealer.import"]._cron_run()
        self.assertEqual(self.found(), 500)
        self.run_job(job)
        self.assertEqual(self.counts(job), (1203, 0, 0, 0))
        self.assertEqual(self.found(), 1203)

    def test_time_is_up(self):
        job = self.make(people(700))
        job.action_start()
        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress", lambda *_args, **_options: 0):
            self.env["dealer.import"]._cron_run()
            job.invalidate_recordset()
            self.assertEqual((job.state, job.row_count), ("running", 500))
            self.env["dealer.import"]._cron_run()
        job.invalidate_recordset()
        self.assertEqual((job.state, self.found()), ("done", 700))

    def test_run_now(self):
        job = self.make(people(20))
        job.action_run_now()
        job.invalidate_recordset()
        self.assertEqual((job.state, self.found()), ("done", 20))

    def test_queries_do_not_grow_with_the_rows(self):
        self.load(people(10, 5000))
        counts = []
        for first, number in ((0, 50), (1000, 100)):
            counts.append(self.count_queries(self.make(people(number, first))))
        self.assertEqual(self.found(), 160)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)

    def test_queries_of_known_rows(self):
        """Finding and reading is done once for all; each write of an address makes
        stock look for the person's leads and meetings, twice."""
        names = self.env["res.partner"].create(
            [
                {"name": f"Person {number:04d} Tester", "phone": f"+7912{number:07d}"}
                for number in range(200)
            ]
        )
        self.env.flush_all()
        counts = []
        for first, number in ((0, 50), (100, 100)):
            job = self.make(people(number, first))
            counts.append(self.count_queries(job))
            self.assertEqual(job.updated_count, number)
        self.assertEqual(names[0].email, "p0@example.com")
        self.assertLessEqual(counts[1], counts[0] + 4 * 50 + 5, counts)

    @mute_logger("odoo.sql_db", "odoo.addons.dealer_import.models.dealer_import_run")
    def test_one_refused_row_does_not_stop_the_others(self):
        """What only the database or another addon refuses is found by halving."""
        create = type(self.env["res.partner"]).create

        def refuse(partners, vals_list):
            if any("0031" in vals["name"] for vals in vals_list):
                raise ValueError("not this one")
            if any("0077" in vals["name"] for vals in vals_list):
                partners.env.cr.execute("SELECT 1/0")
            return create(partners, vals_list)

        with patch.object(type(self.env["res.partner"]), "create", refuse):
            job = self.load(people(120))
        self.assertEqual(self.counts(job), (118, 0, 0, 2))
        self.assertEqual(set(self.reasons(job)), {33, 79})
        self.assertIn("not this one", self.reasons(job)[33])

    @mute_logger("odoo.addons.dealer_import.models.dealer_import_run")
    def test_fault_of_the_work_itself_stops_with_a_message(self):
        job = self.make(people(3))
        job.action_start()
        fault = RuntimeError("disk is full")
        no_rollback = patch.object(self.env.cr, "rollback", lambda: None)
        broken = patch.object(type(job), "_take", side_effect=fault)
        with broken, no_rollback:
            self.env["dealer.import"]._cron_run()
        job.invalidate_recordset()
        self.assertEqual((job.state, job.message), ("paused", "disk is full"))
        self.run_job(job)
        self.assertEqual((job.state, job.message), ("done", False))

    def test_rows_of_one_group_stay_together(self):
        job = self.make("name,city\n" + "".join(f"N{n},{n // 3}\n" for n in range(20)))
        kind = type(self.env["dealer.import.kind.customer"])
        column = job.column_ids.filtered(lambda column: column.name == "city")
        self.assertEqual(column.target_id.code, "city")
        with patch.object(kind, "_get_group", lambda _kind, row: row.get("city")):
            taken, _place = job._take(job._get_stored("data"), 4)
        self.assertEqual(len(taken), 6)
        units = job._get_units(taken)
        self.assertEqual([len(unit) for unit in units], [3, 3])
        self.assertEqual(job._get_units(units[0]), [units[0]])

    def test_rejected_rows_come_back_as_a_file(self):
        text = (
            "имя;телефон;email;примечание\nОля;;not-an-address;=1+1\n"
            "Яна;+79125550101;;\n"
        )
        job = self.load(text, encoding="cp1251")
        self.assertEqual(self.counts(job), (1, 0, 0, 1))
        data = base64.b64decode(job.rejected_file)
        lines = data.decode("utf-8-sig").split("\r\n")
        self.assertEqual(lines[0], "имя;телефон;email;примечание;Line;Reason")
        self.assertTrue(lines[1].startswith("Оля;;not-an-address;'=1+1;2;"), lines[1])
        action = job.action_download_rejected()
        self.assertIn(f"/dealer.import/{job.id}/rejected_file", action["url"])
        # Corrected, the file is imported as it is.
        again = self.load(data.replace(b"not-an-address", b"o@example.com"))
        self.assertEqual(self.counts(again), (1, 0, 0, 0))
        partner = self.env["res.partner"].search([("email", "=", "o@example.com")])
        self.assertIn("=1+1", partner.comment)

    def test_preview_writes_nothing(self):
        before = self.env["res.partner"].search_count([])
        job = self.make("name,phone,email\nAnna<b>,+79125550101,\nGleb,,wrong\n")
        job.action_preview()
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertFalse(self.env["dealer.import.key"].search_count([]))
        self.assertFalse(job.remark_ids)
        for words in ("Anna&lt;b&gt;", "New", "Rejected", "no e-mail address"):
            self.assertIn(words, job.preview_html)
        self.assertEqual(job.state, "draft")

    def test_columns_can_be_changed(self):
        job = self.make("a,b\nAnna,Kazan\n")
        with self.assertRaisesRegex(UserError, "No column is said to be"):
            job.action_start()
        targets = self.env["dealer.import.target"].search([("kind", "=", "customer")])
        by_code = {target.code: target for target in targets}
        job.column_ids[0].target_id = by_code["name"]
        job.column_ids[1].target_id = by_code["name"]
        with self.assertRaisesRegex(UserError, "Two columns"):
            job.action_preview()
        job.column_ids[1].target_id = by_code["city"]
        self.assertEqual(self.counts(self.run_job(job)), (1, 0, 0, 0))
        with self.assertRaisesRegex(UserError, "has begun"):
            job.column_ids[1].target_id = False

    def test_kind_and_encoding_can_be_changed(self):
        job = self.make("VIN;Имя\nX;Анна\n", encoding="cp1251")
        self.assertEqual(job.column_ids.mapped("target_id.code"), ["name"])
        job.kind = "vehicle"
        self.assertEqual(job.column_ids.mapped("target_id.code"), ["vin"])
        job.encoding = "koi8-r"
        self.assertNotIn("Имя", job.column_ids.mapped("name"))
        job.encoding = "cp1251"
        self.assertIn("Имя", job.column_ids.mapped("name"))
        job.separator = ","
        self.assertEqual(job.column_ids.mapped("name"), ["VIN;Имя"])

    def test_column_stays_when_its_meaning_is_gone(self):
        job = self.make("name,city\nAnna,Kazan\n")
        self.env.ref("dealer_import.target_customer_city").unlink()
        job.invalidate_recordset()
        self.assertEqual(job.column_ids.mapped("name"), ["name", "city"])
        self.assertEqual(self.counts(self.run_job(job)), (1, 0, 0, 0))

    def test_formats_follow_the_meaning(self):
        job = self.make(
            "vin,read on,odo\n" + f"{VIN_VW},03/25/2024,84.2\n", kind="vehicle"
        )
        day = self.env.ref("dealer_import.target_vehicle_odometer_date")
        job.column_ids[1].target_id = day
        self.assertEqual(job.column_ids[1].date_order, "mdy")
        self.assertEqual(job.column_ids[2].unit, "thousand")

    def test_run_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "people.csv"
            path.write_text("wer,wo\nAnna,Kazan\n", encoding="utf-8")
            jobs = self.env["dealer.import"].with_user(self.boss)
            columns = {"wer": "name", "wo": "city"}
            job = jobs._run_file(str(path), "customer", "Shell", columns)
            self.assertEqual((job.state, job.created_count), ("done", 1))
            with self.assertRaisesRegex(UserError, "no column"):
                jobs._run_file(str(path), "customer", "Shell", {"was": "name"})
            self.env["ir.config_parameter"].set_param("dealer_import.max_megabytes", 0)
            job = jobs._run_file(str(path), "customer", "Shell", columns)
            self.assertEqual(job.unchanged_count, 1)

    def test_parallel_transaction_is_left_alone(self):
        job = self.make(people(3))
        job.action_start()
        self.env.flush_all()
        with patch.object(type(job), "_lock", lambda _job: False):
            self.env["dealer.import"]._cron_run()
        job.invalidate_recordset()
        self.assertEqual((job.state, job.row_count), ("running", 0))

    def test_slice_limit_of_a_group(self):
        job = self.make("name,city\n" + "x,1\n" * 30)
        kind = type(self.env["dealer.import.kind.customer"])
        with (
            patch.object(kind, "_get_group", lambda _kind, row: "same"),
            patch.object(dealer_import_run, "SLICE_MAX", 10),
        ):
            taken, _place = job._take(job._get_stored("data"), 4)
        self.assertEqual(len(taken), 10)
        # Equal lines of one group are several.
        self.assertEqual(len({row.key for row in taken}), 10)
        self.assertIsInstance(taken[0], rows.Row)


@tagged("post_install", "-at_install")
class TestBadFiles(ImportCommon):
    def refuse(self, words, data, **values):
        before = self.env["dealer.import"].search_count([])
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.make(data, **values)
        self.assertEqual(self.env["dealer.import"].search_count([]), before)

    def test_messages(self):
        self.refuse("file is empty", b" \n")
        self.refuse("no rows below", b"name,phone\n")
        self.refuse("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1")
        self.refuse("workbook cannot be read", b"PK\x03\x04broken")
        self.refuse("no text file", bytes(range(256)) * 20)

    def test_size(self):
        self.env["ir.config_parameter"].set_param("dealer_import.max_megabytes", "1")
        self.refuse("larger than 1 MB", b"name\n" + b"x\n" * 600_000)
        context = {"dealer_import_limit": True}
        jobs = self.env["dealer.import"].with_context(**context)
        self.assertTrue(jobs._get_max_megabytes())
        with self.assertRaisesRegex(UserError, "larger than 1 MB"):
            jobs.create(
                {
                    "source": "x",
                    "file_name": "x.csv",
                    "file": base64.b64encode(b"name\n" + b"x\n" * 600_000),
                }
            )

    def test_wrong_encoding_by_hand(self):
        job = self.make("имя,город\nАнна,Казань\n", encoding="cp1251")
        with self.assertRaisesRegex(UserError, "does not fit the encoding"):
            job.encoding = "utf-8"


@tagged("post_install", "-at_install")
class TestRights(ImportCommon):
    def test_salesperson_has_no_access(self):
        job = self.make(people(1))
        for model in ("", ".column", ".key", ".remark", ".target"):
            records = self.env["dealer.import" + model].with_user(self.seller)
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(records.has_access(operation), (model, operation))
        for action in ("start", "pause", "preview", "run_now", "download_rejected"):
            with self.assertRaises(AccessError, msg=action):
                getattr(job.with_user(self.seller), f"action_{action}")()

    def test_manager_cannot_write_what_the_import_writes(self):
        job = self.make(people(1))
        for name, value in (
            ("user_id", self.env.ref("base.user_admin").id),
            ("state", "running"),
            ("data", False),
            ("position", 0),
            ("preview_html", "<script>"),
        ):
            with self.assertRaises(AccessError, msg=name):
                job.write({name: value})
            with self.assertRaises(AccessError, msg=name):
                self.make(people(1), **{name: value})
        with self.assertRaises(AccessError):
            job.column_ids[0].name = "x"
        with self.assertRaises(AccessError):
            job.column_ids[0].unlink()
        for model in ("key", "remark"):
            self.assertFalse(
                self.env[f"dealer.import.{model}"]
                .with_user(self.boss)
                .has_access("create")
            )

    def test_begun_import_stays_what_it_is(self):
        job = self.load(people(1))
        for vals in ({"kind": "vehicle"}, {"source": "x"}, {"file": b"eA=="}):
            with self.assertRaisesRegex(UserError, "has begun"):
                job.write(vals)
        job.name = "People"

    def test_rows_are_written_with_the_rights_of_the_user(self):
        """Who has lost the rights in the meantime imports nothing."""
        job = self.make(people(3))
        job.action_start()
        self.boss.group_ids = self.env.ref("base.group_user")
        no_rollback = patch.object(self.env.cr, "rollback", lambda: None)
        logger = "odoo.addons.dealer_import.models.dealer_import_run"
        with no_rollback, mute_logger(logger):
            self.env["dealer.import"]._cron_run()
        job = job.sudo()
        job.invalidate_recordset()
        self.assertEqual(job.created_count, 0)

    def test_other_showroom(self):
        company = self.env["res.company"].create({"name": "Second showroom"})
        other = new_test_user(
            self.env,
            "import-other",
            "dealer_crm.group_dealer_manager",
            company_id=company.id,
        )
        job = self.load(people(1))
        jobs = self.env["dealer.import"].with_user(other)
        self.assertFalse(jobs.search([]))
        with self.assertRaises(AccessError):
            job.with_user(other).read(["name"])
        for model in ("column", "key", "remark"):
            self.assertFalse(
                self.env[f"dealer.import.{model}"].with_user(other).search([]).ids
            )
        # The numbers of one showroom are not those of another.
        mine = jobs.create(
            {
                "source": "Old system",
                "file": base64.b64encode(people(1).encode()),
                "file_name": "x.csv",
            }
        )
        self.assertEqual(mine.company_id, company)
        mine.action_start()
        self.env["dealer.import"]._cron_run()
        mine.invalidate_recordset()
        self.assertEqual(self.counts(mine), (0, 0, 1, 0))

    def test_running_import_cannot_be_deleted(self):
        job = self.make(people(1))
        job.action_start()
        with self.assertRaisesRegex(UserError, "Stop it first"):
            job.unlink()
        job.action_pause()
        job.unlink()
        # What was imported is known for ever.
        done = self.load(people(2))
        done.unlink()
        self.assertEqual(self.counts(self.load(people(2))), (0, 0, 2, 0))
