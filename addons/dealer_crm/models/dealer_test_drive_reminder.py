"""Customers are reminded of a test drive, once, in their language."""

import logging
from datetime import timedelta

from odoo import api, fields, models

from .dealer_test_drive_settings import REMIND

_logger = logging.getLogger(__name__)

# An agreed appointment is part of the contract, no advertising: the purpose of letters
# about orders and appointments, see ``res.partner._may_contact``.
PURPOSE = "contract"
SLICE = 50
# Who has just booked knows it.
FRESH = timedelta(hours=3)
MAIL = "dealer_crm.mail_template_test_drive_reminder"
SMS = "dealer_crm.sms_template_test_drive_reminder"


class DealerTestDrive(models.Model):
    _inherit = "dealer.test.drive"

    reminded_at = fields.Datetime(string="Reminded", readonly=True, copy=False)

    _reminder_idx = models.Index(
        "(start) WHERE state = 'planned' AND reminded_at IS NULL"
    )

    def write(self, vals):
        # Another time is another appointment.
        if "start" in vals:
            vals = {**vals, "reminded_at": False}
        return super().write(vals)

    @api.model
    def _cron_remind(self):
        """Write to customers whose test drive is near; each is told once."""
        domain = self._get_reminder_domain()
        while domain and (drives := self.search(domain, limit=SLICE, order="start")):
            # Before anything leaves: what fails is not sent again and again.
            drives.write({"reminded_at": fields.Datetime.now()})
            drives._remind()
            left = self.search_count(domain)
            if not self.env["ir.cron"]._commit_progress(len(drives), remaining=left):
                break

    @api.model
    def _get_reminder_domain(self):
        """Which drives are near.

        :return: domain, None when nobody is reminded
        """
        hours = self._get_setting(REMIND)
        now = fields.Datetime.now()
        return hours and [
            ("state", "=", "planned"),
            ("reminded_at", "=", False),
            ("start", ">", now),
            ("start", "<=", now + timedelta(hours=hours)),
            ("create_date", "<=", now - FRESH),
        ]

    def _remind(self):
        """By e-mail, else by SMS, as far as the customer may be contacted."""
        people = self.partner_id
        by_mail = people.filtered("email")._may_contact(PURPOSE, "email")
        others = (people - by_mail).filtered("phone")
        by_sms = others._may_contact(PURPOSE, "sms")
        for drive in self:
            try:
                with self.env.cr.savepoint():
                    if drive.partner_id in by_mail:
                        self.env.ref(MAIL).send_mail(drive.id)
                    elif drive.partner_id in by_sms:
                        drive._message_sms_with_template(
                            template_xmlid=SMS,
                            partner_ids=drive.partner_id.ids,
                            put_in_queue=True,
                        )
            except Exception:
                # One customer's broken address is not the others' fault.
                _logger.exception("test drive %s: no reminder", drive.id)
                drive.message_post(
                    body=self.env._("The customer could not be reminded: call, please.")
                )
