from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import VIN_GEELY, DealerCommon

MODEL = "odoo.addons.dealer_crm.models.dealer_test_drive_reminder.DealerTestDrive"


@tagged("post_install", "-at_install")
class TestTestDriveReminder(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.demo_car = cls.env["dealer.vehicle"].create(
            {"vin": VIN_GEELY, "model_id": cls.model_vesta.id, "state": "demo"}
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Vesta",
                "type": "opportunity",
                "partner_id": cls.anna.id,
                "team_id": cls.team.id,
                "company_id": cls.env.company.id,
                "user_id": cls.salesperson.id,
            }
        )
        cls.now = datetime.now().replace(microsecond=0)

    def plan(self, hours, partner=None, age=5, **values):
        drive = self.env["dealer.test.drive"].create(
            {
                "lead_id": self.lead.id if not partner else False,
                "partner_id": (partner or self.anna).id,
                "vehicle_id": self.demo_car.id,
                "user_id": self.salesperson.id,
                "start": self.now + timedelta(hours=hours),
                **values,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dealer_test_drive SET create_date = %s WHERE id = %s",
            (self.now - timedelta(hours=age), drive.id),
        )
        drive.invalidate_recordset(["create_date"])
        return drive

    def run_cron(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("dealer_crm.ir_cron_remind_test_drives")
            cron.method_direct_trigger()

    def mails(self, drive):
        return self.env["mail.mail"].search(
            [("model", "=", drive._name), ("res_id", "=", drive.id)]
        )

    def texts(self, drive):
        return self.env["sms.sms"].search(
            [("mail_message_id.res_id", "=", drive.id), ("partner_id", "!=", False)]
        )

    def test_told_once_by_mail(self):
        near, far = self.plan(20), self.plan(40)
        fresh = self.plan(10, age=1)
        self.run_cron()
        self.run_cron()
        self.assertEqual(self.mails(near).recipient_ids, self.anna)
        self.assertIn("Vesta", self.mails(near).body_html)
        self.assertFalse(self.mails(far) | self.mails(fresh))
        self.assertFalse(self.texts(near))

    def test_by_sms_without_an_address(self):
        drive = self.plan(20, partner=self.wang)
        self.run_cron()
        self.assertFalse(self.mails(drive))
        self.assertEqual(len(self.texts(drive)), 1)
        self.assertEqual(self.texts(drive).state, "outgoing")
        self.assertIn("Vesta", self.texts(drive).body)

    def test_another_time_is_told_again(self):
        drive = self.plan(20)
        self.run_cron()
        drive.start += timedelta(hours=1)
        self.run_cron()
        self.assertEqual(len(self.mails(drive)), 2)

    def test_who_must_not_be_contacted(self):
        drive = self.plan(20)
        asked = []

        def refuse(partners, purpose, channel):
            asked.append((purpose, channel))
            return partners.browse()

        with patch.object(type(self.anna), "_may_contact", refuse):
            self.run_cron()
        self.assertFalse(self.mails(drive))
        self.assertFalse(self.texts(drive))
        self.assertEqual(set(asked), {("contract", "email"), ("contract", "sms")})

    @mute_logger(MODEL.rpartition(".")[0])
    def test_one_bad_letter_stops_no_other(self):
        bad, good = self.plan(5), self.plan(20)
        template = self.env["mail.template"]
        send = type(template).send_mail

        def fail(self_, res_id, *args, **kwargs):
            if res_id == bad.id:
                raise ValueError("broken")
            return send(self_, res_id, *args, **kwargs)

        with patch.object(type(template), "send_mail", fail):
            self.run_cron()
        self.assertTrue(bad.reminded_at)
        self.assertIn("call, please", bad.message_ids[0].body)
        self.assertEqual(len(self.mails(good)), 1)

    def test_nobody_is_reminded_when_switched_off(self):
        self.env["res.config.settings"].create(
            {"dealer_test_drive_remind": "0"}
        ).execute()
        drive = self.plan(20)
        self.run_cron()
        self.assertFalse(drive.reminded_at)

    def test_no_show_is_a_call(self):
        self.plan(20).with_user(self.salesperson).action_no_show()
        task = self.lead.activity_ids
        self.assertEqual(task.user_id, self.salesperson)
        self.assertIn("Did not come", task.summary)

    def test_the_customers_answers(self):
        drive = self.plan(20, state="done").with_user(self.salesperson)
        action = drive.action_feedback()
        self.assertEqual((action["res_id"], action["target"]), (drive.id, "new"))
        drive.write({"liking": "5", "advice": "4", "would_buy": "yes"})
        drive.action_feedback_done()
        self.assertTrue(drive.feedback_at)

    def test_conversion_of_held_drives(self):
        drives = self.plan(-40, state="done") | self.plan(-20, state="done")
        other = self.lead.copy({"partner_id": self.wang.id})
        drives[1].lead_id = other
        self.lead.write(
            {"dealer_vehicle_id": self.vesta.id, "stage_id": self.stage_delivered.id}
        )
        ((rate,),) = self.env["dealer.test.drive"]._read_group(
            [("id", "in", drives.ids)], [], ["won_rate:avg"]
        )
        self.assertEqual(rate, 50)
