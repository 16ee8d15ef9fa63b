"""Complaints of people without rights: the code on a document, the portal, limits."""

import logging

import psycopg2

from odoo import api, fields, models

from ..tools import photos as photo_rules

_logger = logging.getLogger(__name__)

# One network address within an hour, one customer within a day: more is a robot.
MAX_OF_SENDER = 5
MAX_OF_CUSTOMER = 5
MAX_TEXT = 4000
MAX_NAME = 200
# Sources of what customers hand in themselves.
BY_FORM = ("portal", "document")


class DealerComplaint(models.Model):
    _inherit = "dealer.complaint"

    form_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Names the form which was sent: sent twice, it is taken once.",
    )
    sender_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Keyed hash of the network address of who has sent it, for the limit.",
    )

    _form_key_uniq = models.UniqueIndex(
        "(form_key) WHERE form_key IS NOT NULL", "This complaint was taken already."
    )
    _sender_idx = models.Index("(sender_key, create_date) WHERE sender_key IS NOT NULL")

    @api.model
    def _get_intake_limit(self, partner, sender_key):
        """Why somebody may not hand in one more complaint just now.

        :param partner: res.partner whose complaint it would be
        :param str sender_key: hash of the network address
        :return: text, False: there is nothing against it
        """
        now = fields.Datetime.now()
        by_form = [("source", "in", BY_FORM)]
        hour = fields.Datetime.subtract(now, hours=1)
        day = fields.Datetime.subtract(now, days=1)
        # sudo: complaints are counted, not shown.
        own = self.sudo()
        sent = own.search_count(
            [("sender_key", "=", sender_key), ("create_date", ">=", hour)],
            limit=MAX_OF_SENDER,
        )
        told = own.search_count(
            [*by_form, ("partner_id", "=", partner.id), ("create_date", ">=", day)],
            limit=MAX_OF_CUSTOMER,
        )
        if sent < MAX_OF_SENDER and told < MAX_OF_CUSTOMER:
            return False
        _logger.info(
            "Complaint refused: %s of sender in an hour, %s of customer in a day",
            sent,
            told,
        )
        return self.env._(
            "We have several of your complaints already and are looking into them. "
            "Please call us, or try again tomorrow."
        )

    @api.model
    def _get_photo_fault(self, files):
        """What is wrong with photos.

        :param files: list of tuples (name, content)
        :return: text, False: nothing
        """
        if len(files) > photo_rules.MAX_PHOTOS:
            return self.env._(
                "At most %(count)s photos, please.", count=photo_rules.MAX_PHOTOS
            )
        for name, content in files:
            if len(content) > photo_rules.MAX_BYTES:
                return self.env._(
                    "%(name)s is larger than %(size)s MB. Choose a smaller photo.",
                    name=name[:MAX_NAME],
                    size=photo_rules.MAX_BYTES // 1024**2,
                )
            if not photo_rules.get_kind(content):
                return self.env._(
                    "%(name)s is not a photo. JPEG, PNG and WebP are taken.",
                    name=name[:MAX_NAME],
                )
        return False

    @api.model
    def _take(self, values, form_key, sender_key, files=()):
        """Create the complaint of a form; a form sent twice is taken once.

        :param dict values: of the complaint, checked
        :param str form_key: names the form which was sent
        :param str sender_key: hash of the network address
        :param files: list of tuples (name, content) of photos, checked
        :return: dealer.complaint with all rights
        """
        # sudo: customers have no rights to complaints; the caller has checked whose
        # it is.
        own = self.sudo()
        if stored := own.search([("form_key", "=", form_key)]):
            return stored
        try:
            with self.env.cr.savepoint():
                complaint = own.create(
                    {**values, "form_key": form_key, "sender_key": sender_key}
                )
                complaint.flush_recordset()
        except psycopg2.errors.UniqueViolation:
            # Sent twice at once. Only a new transaction sees the faster one.
            self.env.cr.rollback()
            return own.search([("form_key", "=", form_key)])
        complaint._add_photos(files)
        return complaint

    def _add_photos(self, files):
        """Keep photos with the complaint.

        :param files: list of tuples (name, content), checked
        """
        values = []
        for number, (_name, content) in enumerate(files, start=1):
            mimetype, ending = photo_rules.get_kind(content)
            values.append(
                {
                    # The name a stranger gives a file is of no use.
                    "name": f"{self.name.replace('/', '-')}-{number}.{ending}",
                    "raw": content,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        # sudo: as in _take
        self.env["ir.attachment"].sudo().create(values)

    # === PORTAL === #

    def _get_portal_photos(self):
        """Photos which the customer has handed in.

        :return: ir.attachment with all rights
        """
        self.ensure_one()
        # sudo: files are closed for customers; these are their own.
        attachments = self.env["ir.attachment"].sudo()
        if self.source not in BY_FORM:
            # Whoever entered it is one of us: the pictures are ours.
            return attachments
        return attachments.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("create_uid", "=", self.create_uid.id),
                ("mimetype", "=like", "image/%"),
            ],
            limit=photo_rules.MAX_PHOTOS,
        )
