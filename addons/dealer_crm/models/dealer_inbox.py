import base64
import hashlib
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools import adf, json_lead, lead_error, mail_lead

# Longer keys than this are replaced by their hash: an index entry has a limit.
MAX_KEY = 200


class DealerInbox(models.Model):
    _name = "dealer.inbox"
    _description = "Intake Message"
    _order = "id desc"

    intake_source_id = fields.Many2one(
        comodel_name="dealer.intake.source",
        string="Source",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        readonly=True,
        index=True,
    )
    external_id = fields.Char(string="Number at the Sender", readonly=True)
    dedup_key = fields.Char(required=True, readonly=True)
    payload = fields.Binary(attachment=False, readonly=True, required=True)
    payload_hash = fields.Char(readonly=True, index=True)
    payload_text = fields.Text(
        string="Message", compute="_compute_payload_text", readonly=True
    )
    repaired_payload = fields.Text(
        string="Repaired Message",
        help="Corrected text which is read instead of what came in. "
        "The original is kept.",
    )
    content_type = fields.Char(readonly=True)
    format = fields.Selection(
        selection=[
            ("adf", "ADF"),
            ("json", "JSON"),
            ("mail", "E-mail"),
            ("call", "Telephone"),
        ],
        required=True,
        readonly=True,
        default="adf",
    )
    sender_key = fields.Char(
        readonly=True,
        help="Keyed hash of the network address of the sender, for the limit of the "
        "source.",
    )
    parsed = fields.Json(readonly=True)
    state = fields.Selection(
        selection=[
            ("pending", "Waiting"),
            ("done", "Taken"),
            ("duplicate", "Repeat"),
            ("quarantine", "Quarantine"),
        ],
        required=True,
        readonly=True,
        default="pending",
        index=True,
    )
    error = fields.Char(readonly=True)
    original_id = fields.Many2one(
        comodel_name="dealer.inbox",
        string="Repeat of",
        readonly=True,
        index="btree_not_null",
        help="The first message with the same number but another text.",
    )
    lead_ids = fields.Many2many(
        comodel_name="crm.lead",
        relation="dealer_inbox_lead_rel",
        column1="inbox_id",
        column2="lead_id",
        string="Leads",
        readonly=True,
        # Lost leads are archived: the message still tells what became of it.
        context={"active_test": False},
    )
    lead_total = fields.Integer(
        string="Leads Taken",
        readonly=True,
        help="How many leads the message stands for, deleted and merged ones too.",
    )
    lead_count = fields.Integer(compute="_compute_lead_count")

    _dedup_uniq = models.UniqueIndex(
        "(intake_source_id, dedup_key)", "This message has been received already."
    )
    _repeat_idx = models.Index("(intake_source_id, payload_hash, create_date)")
    _sender_idx = models.Index(
        "(intake_source_id, sender_key, create_date) WHERE sender_key IS NOT NULL"
    )

    @api.depends("intake_source_id", "external_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.intake_source_id.name} #{row.id or ''}"

    @api.depends("payload")
    def _compute_payload_text(self):
        for row in self:
            row.payload_text = row._get_readable()

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        for row in self:
            row.lead_count = len(row.lead_ids)

    def write(self, vals):
        # What came in is evidence: people may only lay a repaired text beside it.
        if not self.env.su and set(vals) - {"repaired_payload"}:
            raise AccessError(
                self.env._(
                    "A message is kept as it came in. Only its repaired text can be "
                    "edited."
                )
            )
        return super().write(vals)

    def _get_payload(self):
        """The bytes as they came in.

        :return: bytes
        """
        self.ensure_one()
        data = self.with_context(bin_size=False).payload
        return base64.b64decode(data or b"")

    def _get_readable(self):
        """What came in, as a person reads it.

        :return: str
        """
        payload = self._get_payload()
        if self.format == "mail":
            return mail_lead.readable(payload)
        return payload.decode("utf-8", "replace")

    def _read(self):
        """The leads in the message, its repaired text before what came in.

        :return: list of prospects as ``tools.adf.parse`` returns them
        :raise tools.lead_error.LeadError: none can be read
        """
        repaired = self.repaired_payload or None
        if self.format == "mail":
            return mail_lead.read(self._get_payload(), repaired)
        payload = repaired.encode() if repaired else self._get_payload()
        return self._get_readers()[self.format](payload)

    @api.model
    def _get_readers(self):
        """Who reads a format.

        :return: dict format -> function from bytes to a list of prospects, which
            raises tools.lead_error.LeadError
        """
        return {"adf": adf.parse, "json": json_lead.parse, "mail": mail_lead.read}

    # === STORING === #

    @api.model
    def _store(self, source, payload, content_type=None, **options):
        """Keep a message, once.

        One insert decides about repeats, so that parallel deliveries of one message
        give one row. The caller commits before it processes the row.

        :param source: dealer.intake.source
        :param bytes payload: body as received
        :param str content_type: as the sender declared it
        :param options: ``format`` (adf, the default, json or mail), ``sender_key``
        :return: tuple (row, True when it is new). For a message with a known number
            but another text the row is new and refers to its original.
        """
        format_ = options.get("format", "adf")
        payload_hash = self._get_payload_hash(payload, format_)
        external_id = self._get_external_id(payload, format_)
        if external_id:
            key = f"id:{external_id}"
        else:
            if repeat := self._find_repeat(source, payload_hash):
                return repeat, False
            window = max(1, source.repeat_hours) * 3600
            key = f"hash:{payload_hash}:{int(time.time() // window)}"
        values = {
            "intake_source_id": source.id,
            "company_id": source.company_id.id,
            "external_id": external_id,
            "dedup_key": key,
            "payload": base64.b64encode(payload),
            "payload_hash": payload_hash,
            "content_type": (content_type or "")[:100],
            "format": format_,
            "sender_key": options.get("sender_key"),
            "state": "pending",
        }
        if row := self._insert(values):
            return row, True
        original = self._get_by_key(source, key)
        if original.payload_hash == payload_hash:
            return original, False
        values["dedup_key"] = f"{key}#{payload_hash}"
        values["original_id"] = original.id
        if row := self._insert(values):
            return row, True
        return self._get_by_key(source, values["dedup_key"]), False

    @api.model
    def _get_payload_hash(self, payload, format_):
        """Hash of what a message says: a mail comes with other headers each time."""
        if format_ == "mail":
            document = mail_lead.find_document(mail_lead.message_of(payload))
            payload = document or payload
        return hashlib.sha256(payload).hexdigest()

    @api.model
    def _get_external_id(self, payload, format_="adf"):
        """The sender's own numbers of the leads in a message.

        :param bytes payload: body as received
        :param str format_: adf, json or mail
        :return: str, or None when a lead has none or the message is unreadable
        """
        try:
            items = self._get_readers()[format_](payload)
        except lead_error.LeadError:
            return None
        refs = [adf.split_prospect_key(item) for item in items]
        if not refs or not all(refs):
            return None
        text = "+".join(dict.fromkeys(refs))
        if len(text) > MAX_KEY:
            text = hashlib.sha256(text.encode()).hexdigest()
        return text

    @api.model
    def _find_repeat(self, source, payload_hash):
        since = fields.Datetime.subtract(
            fields.Datetime.now(), hours=source.repeat_hours
        )
        return self.search(
            [
                ("intake_source_id", "=", source.id),
                ("payload_hash", "=", payload_hash),
                ("create_date", ">=", since),
            ],
            order="id",
            limit=1,
        )

    @api.model
    def _get_by_key(self, source, key):
        return self.search(
            [("intake_source_id", "=", source.id), ("dedup_key", "=", key)]
        )

    @api.model
    def _insert(self, values):
        """Insert a row unless its key is there.

        :return: the new record or an empty recordset
        """
        columns = [SQL.identifier(name) for name in values]
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_inbox
                    (%s, create_uid, write_uid, create_date, write_date)
                VALUES %s
                ON CONFLICT (intake_source_id, dedup_key) DO NOTHING
                RETURNING id
                """,
                SQL(", ").join(columns),
                (
                    *values.values(),
                    self.env.uid,
                    self.env.uid,
                    fields.Datetime.now(),
                    fields.Datetime.now(),
                ),
            )
        )
        return self.browse(row[0] for row in rows)

    # === ACTIONS === #

    def action_process(self):
        """Read quarantined or waiting messages again, repaired text first.

        :return: True
        """
        self.check_access("write")
        self.filtered(lambda row: row.state in ("pending", "quarantine"))._process()
        return True

    def action_start_repair(self):
        """Lay a copy of the message beside it, to be corrected by hand.

        :return: True
        """
        for row in self.filtered(lambda row: not row.repaired_payload):
            row.repaired_payload = row.payload_text
        return True

    def action_view_leads(self):
        """Open the leads made from the message.

        :return: window action
        """
        return self.lead_ids._get_records_action(
            name=self.env._("Leads"), context={"active_test": False}
        )

    # === CRON === #

    @api.model
    def _get_unattended_formats(self):
        """Formats whose messages are read by the job, not by a request.

        :return: list of values of ``format``
        """
        return ["mail"]

    @api.model
    def _cron_process_pending(self):
        """Take messages whose worker died between storing and processing.

        Younger ones are left to the request which is busy with them. Mails have no
        request: they are all taken here.
        """
        formats = self._get_unattended_formats()
        before = fields.Datetime.subtract(fields.Datetime.now(), minutes=2)
        domain = [("state", "=", "pending")]
        domain += ["|", ("format", "in", formats), ("create_date", "<", before)]
        rows = self.search(domain, order="id", limit=500)
        self.env["ir.cron"]._commit_progress(remaining=len(rows))
        for row in rows:
            row._process()
            if not self.env["ir.cron"]._commit_progress(1):
                break
