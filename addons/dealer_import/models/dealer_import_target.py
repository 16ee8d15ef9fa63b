from odoo import fields, models

from ..tools import headers


class DealerImportTarget(models.Model):
    _name = "dealer.import.target"
    _description = "Meaning of an Import Column"
    _order = "kind, sequence, id"

    kind = fields.Char(required=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    value_type = fields.Selection(
        selection=[
            ("text", "Text"),
            ("name", "Name"),
            ("phone", "Phone"),
            ("email", "E-Mail"),
            ("vin", "VIN"),
            ("plate", "Plate"),
            ("date", "Date"),
            ("number", "Number"),
            ("points", "Whole number"),
            ("km", "Odometer"),
            ("year", "Year"),
        ],
        required=True,
        default="text",
        readonly=True,
    )
    synonyms = fields.Char(
        string="Titles",
        help="Further titles by which the column is known, separated by commas.",
    )

    _kind_code_uniq = models.Constraint(
        "UNIQUE(kind, code)", "This meaning is there already."
    )

    def _get_tool(self):
        """The meaning as the guessing needs it.

        :return: tools.headers.Target
        """
        self.ensure_one()
        return headers.target(self.code, self.value_type, self.synonyms or "")
