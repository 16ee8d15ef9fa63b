"""Letters about an appointment: confirmed, tomorrow. They are part of the contract."""

import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import format_datetime, format_time

_logger = logging.getLogger(__name__)

REMIND_BEFORE = timedelta(hours=26)
# Who has booked today knows it.
FRESH = timedelta(hours=12)
SLICE = 200


class DealerServiceAppointment(models.Model):
    _inherit = "dealer.service.appointment"

    def write(self, vals):
        start = fields.Datetime.to_datetime(vals.get("start"))
        moved = self.filtered(
            lambda one: "start" in vals and one.reminded_at and one.start != start
        )
        result = super().write(vals)
        if moved:
            # Who was reminded of the old day is reminded of the new one.
            moved.reminded_at = False
        if "start" in vals:
            # The table checks the times against each other: all reach it together.
            self.flush_recordset()
        return result

    def _get_local_start(self):
        """Start by the workshop's clock, in the language of the environment."""
        return format_datetime(
            self.env, self.start, tz=self.company_id._get_dealer_timezone().key
        )

    def _get_local_hours(self):
        """Begin and end by the workshop's clock, for the day sheet."""
        zone = self.company_id._get_dealer_timezone().key
        return " - ".join(
            format_time(self.env, moment, tz=zone, time_format="short")
            for moment in (self.start, self.stop)
        )

    def _get_days(self):
        """The appointments with a time by the day on the workshop's clock.

        :return: list of tuples (name of the day, appointments in order)
        """
        booked = self.filtered(
            lambda one: one.start and one.state in ("booked", "arrived", "no_show")
        )
        by_day = booked.sorted(lambda one: (one.start, one.id)).grouped(
            lambda one: format_datetime(
                self.env,
                one.start,
                tz=one.company_id._get_dealer_timezone().key,
                dt_format="EEEE, d MMMM y",
            )
        )
        return list(by_day.items())

    def action_send_confirmation(self):
        """Send the customer the time once more.

        :return: notification
        """
        self.check_access("write")
        self._ensure_state("booked")
        self._send_confirmation()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The confirmation is on its way."),
            },
        }

    def _send_confirmation(self):
        template = self.env.ref("dealer_service.mail_template_appointment")
        # sudo: customers who book may not write mails.
        template.sudo().send_mail_batch(self.filtered("partner_id.email").ids)

    @api.model
    def _cron_remind(self):
        """Remind customers of tomorrow's appointments, each once."""
        now = fields.Datetime.now()
        domain = [
            ("state", "=", "booked"),
            ("reminded_at", "=", False),
            ("start", ">", now),
            ("start", "<=", now + REMIND_BEFORE),
            ("create_date", "<", now - FRESH),
            ("partner_id.email", "!=", False),
        ]
        while appointments := self.search(domain, order="id", limit=SLICE):
            appointments.write({"reminded_at": now})
            appointments._send_reminder()
            left = self.env["ir.cron"]._commit_progress(len(appointments), remaining=1)
            if not left:
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _send_reminder(self):
        """One letter that fails does not stop the others."""
        template = self.env.ref("dealer_service.mail_template_appointment_tomorrow")
        for appointment in self:
            try:
                with self.env.cr.savepoint():
                    template.send_mail(appointment.id)
            except psycopg2.OperationalError:
                raise
            except Exception:
                _logger.exception("appointment %s: no reminder", appointment.id)
