"""Write a letter to one or to many."""

import base64
import io
import re
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import letters, office

# What is written while somebody waits; more is written in the background.
MAX_LETTERS = 500
# LibreOffice takes some seconds for each.
MAX_PDF = 50
MAX_BATCH = 20_000
# Who falls out is named up to this; the rest is a number.
MAX_NAMES = 20
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
CHANNEL = "post"
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class DealerLetterWrite(models.TransientModel):
    _name = "dealer.letter.write"
    _description = "Write Letters"

    model = fields.Char(required=True, readonly=True)
    record_ids = fields.Json(required=True, readonly=True)
    count = fields.Integer(string="Letters", compute="_compute_count")
    is_long = fields.Boolean(compute="_compute_is_long")
    template_id = fields.Many2one(
        comodel_name="dealer.letter.template",
        required=True,
        domain="[('model', '=', model)]",
        ondelete="cascade",
    )
    layout = fields.Selection(
        selection=[("one", "One file"), ("each", "A file for each")],
        string="Files",
        required=True,
        default="one",
    )
    file_type = fields.Selection(
        selection=[("docx", "Word"), ("pdf", "PDF")],
        string="As",
        required=True,
        default=lambda self: "pdf" if office.find_program() else "docx",
    )
    has_office = fields.Boolean(compute="_compute_has_office")
    free_count = fields.Integer(string="Are Written", compute="_compute_refused")
    refused = fields.Html(string="Fall Out", compute="_compute_refused", sanitize=False)
    state = fields.Selection(
        selection=[("ask", "Ask"), ("done", "Done")], default="ask", readonly=True
    )
    note = fields.Char(readonly=True)
    result = fields.Binary(string="Letters to Print", attachment=True, readonly=True)
    result_name = fields.Char(readonly=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        model = context.get("active_model")
        if model in self.env["dealer.letter.fields"]._get_models():
            values["model"] = model
            values["record_ids"] = context.get("active_ids") or []
            first = self.env["dealer.letter.template"].search(
                [("model", "=", model)], limit=1
            )
            values["template_id"] = first.id
        return values

    def _compute_has_office(self):
        self.has_office = bool(office.find_program())

    @api.depends("record_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.record_ids or [])

    @api.depends("record_ids", "file_type")
    def _compute_is_long(self):
        for wizard in self:
            most = MAX_PDF if wizard.file_type == "pdf" else MAX_LETTERS
            wizard.is_long = wizard.count > most

    @api.depends("template_id", "record_ids")
    def _compute_refused(self):
        for wizard in self:
            if not wizard.template_id:
                wizard.free_count, wizard.refused = 0, False
                continue
            records = wizard._get_records()
            refusals = wizard._get_refusals(records, book=False)
            wizard.free_count = len(wizard._get_free(records, refusals))
            wizard.refused = refusals and self.env["ir.qweb"]._render(
                "dealer_marketing.contact_invite_refused",
                {"rows": wizard._describe(records, refusals)},
            )

    # === WHO === #

    def _get_records(self):
        """The records which are written on; only what the user may read.

        :raise UserError: there are no letters on such records
        """
        self.ensure_one()
        if self.model not in self.env["dealer.letter.fields"]._get_models():
            raise UserError(self.env._("Letters are written to customers, on leads."))
        ids = [id_ for id_ in self.record_ids or [] if isinstance(id_, int)]
        records = self.env[self.model].browse(dict.fromkeys(ids)).exists()
        records.check_access("read")
        return records

    def _get_customers(self, records):
        """Whose letters these are.

        :return: dict record -> res.partner
        """
        known = self.env["dealer.letter.fields"]
        return {record: known._get_customer(record) for record in records}

    def _get_refusals(self, records, book):
        """Who gets no letter: consent to letters by post, then the arbitration.

        :param bool book: reserve those who get one
        :return: dict id of the partner -> reason of the consent, or
            tools.claims.Refusal; False stands for records without a contact
        """
        purpose = self.template_id.purpose_id
        if not purpose:
            return {}
        customers = self._get_customers(records)
        people = self.env["res.partner"].union(*customers.values())
        reasons = purpose._get_reasons(people, CHANNEL)
        refused = {id_: why for id_, why in reasons.items() if why}
        if purpose.basis == "consent" and not all(customers.values()):
            refused[False] = "unknown"
        claims = self.env["dealer.contact.claim"]
        return refused | (claims._claim if book else claims._preview)(
            people.filtered(lambda person: person.id not in refused),
            purpose,
            CHANNEL,
            self._get_origin(),
            company=self.env.company,
        )

    def _get_origin(self):
        """Name of the letters among the reservations: one run on one day."""
        today = fields.Date.context_today(self)
        return f"letter:{self.template_id.id}:{self.env.company.id}:{today}"

    def _get_free(self, records, refusals):
        customers = self._get_customers(records)
        return records.filtered(lambda record: customers[record].id not in refusals)

    def _describe(self, records, refusals):
        """The refusals in words.

        :return: list of tuples (name, reason)
        """
        claims = self.env["dealer.contact.claim"]
        rows = []
        for record, person in self._get_customers(records).items():
            if person.id not in refusals:
                continue
            why = refusals[person.id]
            reason = (
                self.env._("has not agreed to letters by post about this")
                if isinstance(why, str)
                else claims._describe(why)
            )
            rows.append((person.display_name or record.display_name, reason))
        more = len(rows) - MAX_NAMES
        if more > 0:
            rows[MAX_NAMES:] = [(self.env._("And %(count)s more", count=more), "")]
        return rows

    # === WRITE === #

    def action_write(self):
        """Write the letters, keep each with its record, and offer them to print.

        :return: window action: the dialogue with the file, or the job which writes
            them in the background
        :raise UserError: too many, nobody may get one, or many without a purpose
        """
        self.ensure_one()
        records = self._get_records()
        self._check_size(records)
        if self.is_long:
            return self._write_later(records)
        free, written = self._write_letters(records)
        if not free:
            raise UserError(
                self.env._("Nobody of them may get this letter: see who falls out.")
            )
        left = len(records) - len(free)
        self.note = self.env._("%(count)s written.", count=len(free))
        if left:
            self.note += " " + self.env._(
                "Not written: %(left)s, see “Messages Not Sent”.", left=left
            )
        if self.file_type == "pdf" and not written[0].is_pdf:
            self.note += " " + self.env._(
                "They are Word documents: LibreOffice did not make PDF of them."
            )
        self.state = "done"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_letter.dealer_letter_write_action_partner"
        )
        return {**action, "res_id": self.id}

    def _write_letters(self, records):
        """Write to those who may get one; the others are noted.

        :return: tuple (records which got one, list of ``Written``)
        """
        refusals = self._get_refusals(records, book=True)
        free = self._get_free(records, refusals)
        self._log(refusals, free)
        if not free:
            return free, []
        written = self._fill(free)
        self._keep(written)
        self._offer(written)
        return free, written

    def _write_later(self, records):
        """Leave the letters to the scheduled action.

        :return: window action, the job
        """
        # sudo: jobs are not made by hand; the records have been checked.
        batch = (
            self.env["dealer.letter.batch"]
            .sudo()
            .create(
                {
                    "name": self.template_id.name,
                    "template_id": self.template_id.id,
                    "user_id": self.env.uid,
                    "company_id": self.env.company.id,
                    "model": self.model,
                    "record_ids": records.ids,
                    "total": len(records),
                    "layout": self.layout,
                    "file_type": self.file_type,
                }
            )
        )
        # sudo: whoever writes letters may not run crons.
        self.env.ref("dealer_letter.ir_cron_letters").sudo()._trigger()
        return batch.sudo(False)._get_records_action()

    def _check_size(self, records):
        if len(records) > 1 and not self.template_id.purpose_id:
            raise UserError(
                self.env._(
                    "Choose the purpose of the template first: letters to many go to "
                    "those who agreed to it."
                )
            )
        if len(records) > MAX_BATCH:
            raise UserError(
                self.env._(
                    "At most %(most)s letters are written at a time: choose fewer.",
                    most=MAX_BATCH,
                )
            )

    def _log(self, refusals, free):
        purpose = self.template_id.purpose_id
        self.env["dealer.contact.refusal"]._log_people(
            refusals, purpose, CHANNEL, self.env.company
        )
        people = self.env["res.partner"].union(*self._get_customers(free).values())
        if purpose:
            self.env["dealer.contact.claim"]._use([self._get_origin()], people)

    def _fill(self, records):
        """Write the letters, each in the language of its customer.

        :return: list of ``Written``, one for each language
        """
        customers = self._get_customers(records)
        known = self.env["dealer.letter.fields"]
        groups = records.grouped(
            lambda record: self._get_language(customers[record].lang)
        )
        return [
            Written(
                self.template_id._get_file(lang),
                known.with_context(lang=lang)._get_fields(self.model),
                part,
                known.with_context(lang=lang)._prepare_values(
                    part.with_context(lang=lang)
                ),
            )._fill(self.file_type, self.layout)
            for lang, part in groups.items()
        ]

    def _get_language(self, lang):
        return lang or self.env.lang

    def _keep(self, written):
        """Attach each letter to its record, with a note there."""
        rows = [
            (record, document, letter)
            for letter in written
            for record, document in zip(letter.records, letter.documents, strict=True)
        ]
        # sudo: a letter is kept also by who only reads the customer.
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": self._get_filename(record, letter.extension),
                        "raw": document,
                        "mimetype": TYPES[letter.extension],
                        "res_model": record._name,
                        "res_id": record.id,
                    }
                    for record, document, letter in rows
                ]
            )
        )
        note = self.env._("Letter written: %(name)s", name=self.template_id.name)
        records = self.env[self.model].union(*(row[0] for row in rows))
        messages = records._message_log_batch(dict.fromkeys(records.ids, note))
        for message, attachment in zip(messages, attachments, strict=True):
            message.attachment_ids = attachment

    def _get_filename(self, record, extension):
        person = self._get_customers(record)[record]
        name = f"{self.template_id.name} {person.name or record.display_name}"
        return f"{UNSAFE.sub(' ', name)[:100].strip()}.{extension}"

    def _offer(self, written):
        """Put what is to be printed into one file."""
        files = []
        for letter in written:
            if letter.together:
                name = f"{self.template_id.name} {letter.file.lang_id.iso_code or ''}"
                name = f"{UNSAFE.sub(' ', name).strip()}.{letter.extension}"
                files.append((name, letter.together))
                continue
            for record, document in zip(letter.records, letter.documents, strict=True):
                name = self._get_filename(record, letter.extension)
                files.append((name, document))
        if len(files) == 1:
            self.result_name, content = files[0]
        else:
            self.result_name = f"{UNSAFE.sub(' ', self.template_id.name)}.zip"
            content = self._pack(files)
        self.result = base64.b64encode(content)

    def _pack(self, files):
        """All files in one archive, none over another.

        :param list files: tuples (name, content)
        :return: bytes
        """
        archive, used = io.BytesIO(), set()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for number, (name, content) in enumerate(files, 1):
                unique = f"{number:03} {name}" if name in used else name
                used.add(name)
                packed.writestr(unique, content)
        return archive.getvalue()


class Written:
    """Letters of one language.

    :ivar file: dealer.letter.file
    :ivar records: what they were written on
    :ivar documents: list of bytes, in the order of the records
    :ivar together: bytes, all in one file, or None
    :ivar extension: docx or pdf
    """

    def __init__(self, file, schema, records, values):
        self.file = file
        self.schema = schema
        self.records = records
        self.values = values
        self.documents = []
        self.together = None
        self.extension = "docx"

    @property
    def is_pdf(self):
        return self.extension == "pdf"

    def _fill(self, file_type, layout):
        """Write them.

        :param str file_type: docx or pdf
        :param str layout: one or each
        :return: self
        :raise UserError: the template cannot be put into one file
        """
        content = self.file._get_content()
        is_one = layout == "one" and len(self.records) > 1
        if is_one and letters.has_personal_header(content, self.schema):
            raise UserError(
                self.file.env._(
                    "The header or footer of “%(name)s” names the customer, and is the "
                    "same on all pages of one file: choose a file for each.",
                    name=self.file.template_id.name,
                )
            )
        self.documents, together = letters.fill(content, self.schema, self.values)
        self.together = together if is_one else None
        if file_type == "pdf":
            self._make_pdf()
        return self

    def _make_pdf(self):
        sources = [*self.documents, *([self.together] if self.together else [])]
        made = office.to_pdf(sources)
        if not made:
            return
        self.extension = "pdf"
        if self.together:
            self.together = made.pop()
        self.documents = made
