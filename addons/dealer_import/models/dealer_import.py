from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import rejected

# What people decide; everything else is written by the import itself.
USER_FIELDS = {
    *("name", "kind", "company_id", "source", "file", "file_name", "encoding"),
    *("separator", "column_ids", "default_date", "create_models"),
}
# These stay possible while an import is stopped.
LATE_FIELDS = {"name", "column_ids", "default_date", "create_models"}
ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1251", "Cyrillic (Windows-1251)"),
    ("gb18030", "Chinese (GB 18030)"),
    ("cp866", "Cyrillic (DOS 866)"),
    ("koi8-r", "Cyrillic (KOI8-R)"),
    ("cp1252", "Western Europe (Windows-1252)"),
]


class DealerImport(models.Model):
    _name = "dealer.import"
    _description = "Import of Dealership Data"
    _order = "id desc"

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    kind = fields.Selection(
        selection=[
            ("customer", "Customers"),
            ("vehicle", "Vehicles"),
            ("ownership", "Owners and drivers of vehicles"),
        ],
        string="What",
        required=True,
        default="customer",
    )
    kind_help = fields.Char(compute="_compute_kind_help")
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Started by",
        readonly=True,
        copy=False,
        help="The import has this person's rights.",
    )
    source = fields.Char(
        string="Former System",
        required=True,
        help="Where the file comes from. A row of one system is imported once, also "
        "when the same file is imported again; numbers of customers and orders are "
        "looked up within their system.",
    )
    file = fields.Binary(attachment=True, required=True, copy=False)
    file_name = fields.Char(copy=False)
    # Our own CSV (UTF-8, one row a line): slices begin at a place in it.
    data = fields.Binary(attachment=True, readonly=True, copy=False)
    is_workbook = fields.Boolean(readonly=True, copy=False)
    encoding = fields.Selection(selection=ENCODINGS, copy=False)
    separator = fields.Selection(
        selection=[
            (",", "Comma ,"),
            (";", "Semicolon ;"),
            ("\t", "Tabulator"),
            ("|", "Bar |"),
        ],
        copy=False,
    )
    column_ids = fields.One2many(
        comodel_name="dealer.import.column",
        inverse_name="import_id",
        string="Columns",
    )
    default_date = fields.Date(
        string="Day for Rows without Date",
        help="For example the day on which the file was made.",
    )
    create_models = fields.Boolean(
        string="Create Missing Brands and Models",
        default=True,
        help="Otherwise such vehicles are imported without brand and model.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "To be checked"),
            ("running", "Running"),
            ("paused", "Stopped"),
            ("done", "Done"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    message = fields.Char(readonly=True, copy=False)
    preview_html = fields.Html(string="Preview", readonly=True, copy=False)
    total = fields.Integer(string="Rows", default=0, readonly=True, copy=False)
    position = fields.Integer(default=0, readonly=True, copy=False, aggregator=None)
    row_count = fields.Integer(string="Rows Read", default=0, readonly=True, copy=False)
    created_count = fields.Integer(
        string="Created", default=0, readonly=True, copy=False
    )
    updated_count = fields.Integer(
        string="Completed", default=0, readonly=True, copy=False
    )
    unchanged_count = fields.Integer(
        string="Known", default=0, readonly=True, copy=False
    )
    rejected_count = fields.Integer(
        string="Rejected", default=0, readonly=True, copy=False
    )
    note_count = fields.Integer(string="Remarks", default=0, readonly=True, copy=False)
    started_at = fields.Datetime(string="Started", readonly=True, copy=False)
    ended_at = fields.Datetime(string="Ended", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    remark_ids = fields.One2many(
        comodel_name="dealer.import.remark", inverse_name="import_id"
    )
    rejected_file = fields.Binary(compute="_compute_rejected_file")

    _running_idx = models.Index("(id) WHERE state = 'running'")

    # === COMPUTE METHODS === #

    @api.depends("file_name")
    def _compute_name(self):
        for job in self:
            job.name = job.file_name or job.name or self.env._("Import")

    @api.depends("kind")
    def _compute_kind_help(self):
        for job in self:
            job.kind_help = job._get_handler()._get_help() if job.kind else False

    @api.depends("total", "row_count", "state")
    def _compute_progress(self):
        for job in self:
            share = 100 * job.row_count / job.total if job.total else 0
            job.progress = 100 if job.state == "done" else min(share, 99.9)

    @api.depends("rejected_count")
    def _compute_rejected_file(self):
        for job in self:
            job.rejected_file = job._encode(job._get_rejected_bytes()) or False

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create imports and read their files.

        :raise UserError: a file cannot be read
        :raise AccessError: a value which the import itself writes
        """
        for vals in vals_list:
            self._check_user_fields(vals, self._get_user_fields())
        jobs = super().create(vals_list)
        for job in jobs:
            job._read_file(guess=True)
        return jobs

    def write(self, vals):
        """Change an import that has not begun; reads a changed file again.

        :raise UserError: the import has begun, or the file cannot be read
        :raise AccessError: a value which the import itself writes
        """
        self._check_user_fields(vals, self._get_user_fields())
        begun = self.filtered(lambda job: job.state != "draft")
        if begun and not self.env.su:
            self._check_not_begun(begun, vals)
        result = super().write(vals)
        if self.env.su and "data" in vals:
            return result
        if vals.keys() & {"file", "encoding", "separator"}:
            for job in self:
                job._read_file(guess="file" in vals)
        elif "kind" in vals:
            self._guess_columns()
        return result

    def _check_user_fields(self, vals, allowed):
        # user_id and state decide in whose name rows are written.
        if not self.env.su and vals.keys() - allowed:
            raise AccessError(
                self.env._(
                    "%(fields)s of an import cannot be written. Use its buttons.",
                    fields=", ".join(sorted(vals.keys() - allowed)),
                )
            )

    def _check_not_begun(self, begun, vals):
        late = all(job.state == "paused" for job in begun)
        if vals.keys() - (LATE_FIELDS if late else {"name"}):
            raise UserError(
                self.env._(
                    "%(name)s has begun already. Stop it to change the columns, or "
                    "make a new import.",
                    name=begun[0].name,
                )
            )

    @api.model
    def _get_user_fields(self):
        """Names of the fields which people may write; addons add theirs.

        :return: set of str
        """
        return USER_FIELDS

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(job.state == "running" for job in self):
            raise UserError(self.env._("The import is running. Stop it first."))

    # === ACTIONS === #

    def action_start(self):
        """Import the rows in the background, in the name of the user.

        :return: True
        :raise UserError: a column is missing which this kind of import needs
        """
        self.check_access("write")
        for job in self.filtered(lambda job: job.state in ("draft", "paused")):
            job._get_handler()._check_start(job)
            # sudo: people may not set the state by hand; access has been checked.
            job.sudo().write(
                {
                    "state": "running",
                    "user_id": self.env.uid,
                    "message": False,
                    "started_at": job.started_at or fields.Datetime.now(),
                }
            )
        # sudo: managers have no rights on scheduled actions.
        self.env.ref("dealer_import.ir_cron_run").sudo()._trigger()
        return True

    def action_pause(self):
        """Stop after the rows at hand; what is imported stays.

        :return: True
        """
        self.check_access("write")
        running = self.filtered(lambda job: job.state == "running")
        # sudo: people may not set the state by hand; access has been checked.
        running.sudo().write({"state": "paused"})
        return True

    def action_rejected(self):
        """Open the rows which were rejected, and remarks on imported ones.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_import.dealer_import_remark_action"
        )
        action["domain"] = [("import_id", "=", self.id)]
        return action

    def action_download_rejected(self):
        """Download the rejected rows: same columns, line and reason beside them.

        :return: action which downloads the file
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/dealer.import/{self.id}/rejected_file"
            f"?download=true&filename=rejected-{self.id}.csv",
            "target": "download",
        }

    # === BUSINESS === #

    def _get_handler(self):
        """The model which knows this kind of import.

        :return: ``dealer.import.kind.<kind>``, empty
        """
        return self.env[f"dealer.import.kind.{self.kind}"]

    def _get_rejected_bytes(self):
        """The rejected rows as CSV.

        :return: bytes, empty when there are none
        """
        remarks = self.remark_ids.search_fetch(
            [("import_id", "=", self.id), ("level", "=", "rejected")],
            ["line", "text", "cells"],
            order="line, id",
        )
        if not remarks:
            return b""
        columns = self.column_ids.sorted("position")
        header = [*columns.mapped("name"), self.env._("Line"), self.env._("Reason")]
        rows = (
            [
                *remark.cells[: len(columns)],
                *[""] * (len(columns) - len(remark.cells)),
                str(remark.line),
                remark.text,
            ]
            for remark in remarks
        )
        return rejected.write(header, rows, self.separator or ",")
