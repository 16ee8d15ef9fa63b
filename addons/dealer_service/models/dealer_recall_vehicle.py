"""A car of a recall: open, done, not affected."""

import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

SLICE = 200
# A letter that could not be sent is tried again after so many days.
AGAIN_DAYS = 7


class DealerRecallVehicle(models.Model):
    _name = "dealer.recall.vehicle"
    _description = "Car of a Recall"
    _order = "recall_id desc, id"
    _rec_name = "vehicle_id"

    recall_id = fields.Many2one(
        comodel_name="dealer.recall",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    owner_id = fields.Many2one(related="vehicle_id.owner_id", string="Owner")
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("done", "Done"),
            ("not_affected", "Not affected"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    is_certain = fields.Boolean(string="Certain", readonly=True, default=True)
    letter_at = fields.Datetime(string="Letter", readonly=True)
    letter_tried_at = fields.Datetime(readonly=True)
    done_at = fields.Date(string="Done on", readonly=True)
    order_id = fields.Many2one(
        comodel_name="dealer.service.order",
        string="Service Order",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    _once = models.UniqueIndex(
        "(recall_id, vehicle_id)", "The car is on the list of this recall already."
    )
    _open_idx = models.Index("(recall_id) WHERE state = 'open'")

    def action_done_elsewhere(self):
        """Another workshop has done it.

        :return: True
        """
        return self._close("done")

    def action_not_affected(self):
        """The maker says that the car is not affected.

        :return: True
        """
        return self._close("not_affected")

    def action_reopen(self):
        """It was a mistake: the car is open again.

        :return: True
        """
        self.check_access("write")
        self.write({"state": "open", "done_at": False, "order_id": False})
        return True

    def _close(self, state):
        self.check_access("write")
        if any(row.state != "open" for row in self):
            raise UserError(
                self.env._("Only open cars can be closed. Reload the page.")
            )
        self.write({"state": state, "done_at": fields.Date.context_today(self)})
        return True

    def action_letter_sent(self):
        """The owner got the letter by post, or was told by phone.

        :return: True
        :raise UserError: there was a letter already, or it is closed
        """
        self.check_access("write")
        if any(row.state != "open" or row.letter_at for row in self):
            raise UserError(
                self.env._(
                    "Only owners of open cars who had no letter are told. Reload the "
                    "page."
                )
            )
        self.letter_at = fields.Datetime.now()
        return True

    # === LETTERS === #

    @api.model
    def _cron_send_letters(self):
        """Send the letters of recalls, each car once; what failed again in a week."""
        now = fields.Datetime.now()
        domain = [
            ("recall_id.send_letters", "=", True),
            ("recall_id.active", "=", True),
            ("state", "=", "open"),
            ("letter_at", "=", False),
            "|",
            ("letter_tried_at", "=", False),
            ("letter_tried_at", "<", fields.Datetime.subtract(now, days=AGAIN_DAYS)),
            ("vehicle_id.owner_id.email", "!=", False),
        ]
        while rows := self.search(domain, order="id", limit=SLICE):
            rows._send_letters()
            if not self.env["ir.cron"]._commit_progress(len(rows), remaining=1):
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _send_letters(self):
        """Write to the owners, each once; one letter that fails does not stop others.

        Who may not be written to, or whose letter fails, has no date of a letter.
        """
        self.letter_tried_at = fields.Datetime.now()
        allowed = self.owner_id._may_contact("recall", "email")
        rows = self.filtered(lambda row: row.owner_id in allowed)
        try:
            with self.env.cr.savepoint():
                rows._send_mails()
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception("letters of recalls are sent one by one")
            for row in rows:
                row._send_alone()

    def _send_alone(self):
        try:
            with self.env.cr.savepoint():
                self._send_mails()
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception("recall %s: no letter", self.id)

    def _send_mails(self):
        template = self.env.ref("dealer_service.mail_template_recall")
        template.send_mail_batch(
            self.ids, email_values=self.owner_id._prepare_contact_vals("recall")
        )
        self.letter_at = fields.Datetime.now()
