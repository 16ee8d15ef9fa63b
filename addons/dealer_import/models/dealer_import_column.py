from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import values


class DealerImportColumn(models.Model):
    _name = "dealer.import.column"
    _description = "Column of an Import"
    _order = "import_id, position"

    import_id = fields.Many2one(
        comodel_name="dealer.import", required=True, ondelete="cascade", index=True
    )
    position = fields.Integer(required=True, readonly=True, aggregator=None)
    name = fields.Char(string="Column of the File", readonly=True)
    samples = fields.Char(string="First Values", readonly=True)
    sample_values = fields.Json(readonly=True)
    kind = fields.Selection(related="import_id.kind")
    target_id = fields.Many2one(
        comodel_name="dealer.import.target",
        string="Is",
        domain="[('kind', '=', kind)]",
        ondelete="set null",
        help="Empty: the column is not imported.",
    )
    value_type = fields.Selection(related="target_id.value_type")
    date_order = fields.Selection(
        selection=[
            ("dmy", "31.12.2024"),
            ("mdy", "12/31/2024"),
            ("ymd", "2024-12-31"),
        ],
        string="Dates",
        compute="_compute_formats",
        store=True,
        readonly=False,
    )
    decimal = fields.Selection(
        selection=[(",", "1 234,56"), (".", "1,234.56")],
        string="Decimals",
        compute="_compute_formats",
        store=True,
        readonly=False,
    )
    unit = fields.Selection(
        selection=[
            ("km", "km"),
            ("thousand", "1000 km"),
            ("wan", "10 000 km"),
            ("mile", "miles"),
        ],
        compute="_compute_formats",
        store=True,
        readonly=False,
    )

    @api.depends("target_id")
    def _compute_formats(self):
        for column in self:
            kind, samples = column.value_type, column.sample_values or []
            column.date_order = column.decimal = column.unit = False
            if kind == "date":
                column.date_order = values.guess_order(samples, column._get_order())
            elif kind == "number":
                column.decimal = values.guess_decimal(samples)
            elif kind == "km":
                column.unit = values.guess_unit(column.name or "", samples)

    def _get_order(self):
        """Order of day and month where the user lives."""
        order = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        text = order.date_format or "%d/%m/%Y"
        return "mdy" if "%d" in text and text.find("%m") < text.find("%d") else "dmy"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system()
        return super().create(vals_list)

    def write(self, vals):
        """Say what a column is; only while the import does not run.

        :raise UserError: the import runs or is done
        :raise AccessError: something else than meaning and format
        """
        if not self.env.su:
            if vals.keys() - {"target_id", "date_order", "decimal", "unit"}:
                self._check_system()
            if any(job.state not in ("draft", "paused") for job in self.import_id):
                raise UserError(
                    self.env._("The import has begun. Stop it to change the columns.")
                )
        return super().write(vals)

    def unlink(self):
        self._check_system()
        return super().unlink()

    def _check_system(self):
        if not self.env.su:
            raise AccessError(
                self.env._("The columns of an import are those of its file.")
            )
