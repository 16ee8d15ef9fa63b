"""Templates of letters: one Word document for each language."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerLetterTemplate(models.Model):
    _name = "dealer.letter.template"
    _description = "Letter Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    model = fields.Selection(
        selection=lambda self: self._get_dealer_models(),
        string="Written On",
        required=True,
        default="res.partner",
        help="Where the template is offered, and which fields it may name.",
    )
    purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        ondelete="restrict",
        index="btree_not_null",
        help="What the letter is about. Who has not agreed to letters by post about it "
        "gets none. Offers and contracts which a customer has asked for: Orders and "
        "invoices.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        index="btree_not_null",
        help="Empty: for all showrooms.",
    )
    file_ids = fields.One2many(
        comodel_name="dealer.letter.file",
        inverse_name="template_id",
        string="Word Documents",
        copy=True,
    )
    field_list = fields.Html(
        string="Fields", compute="_compute_field_list", sanitize=False
    )

    @api.model
    def _get_dealer_models(self):
        return list(self.env["dealer.letter.fields"]._get_models().items())

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_field_list(self):
        for template in self:
            template.field_list = template.model and self.env["ir.qweb"]._render(
                "dealer_letter.field_list", {"rows": template._get_field_rows()}
            )

    def _get_schema(self):
        """The fields which the template may name.

        :return: dict as of ``dealer.letter.fields._get_fields``
        """
        self.ensure_one()
        return self.env["dealer.letter.fields"]._get_fields(self.model)

    def _get_field_rows(self):
        """The fields as they are written, with what they mean.

        :return: list of tuples (text for the template, meaning)
        """
        rows = []

        def add(path, label):
            if isinstance(label, dict):
                for name, inner in label.items():
                    add(f"{path}.{name}" if path else name, inner)
            elif isinstance(label, list):
                row = "row"
                rows.append(
                    (
                        f"{{%tr for {row} in {path} %}} ... {{%tr endfor %}}",
                        self.env._("Repeats rows of a table, with the fields:"),
                    )
                )
                add(row, label[0])
            else:
                rows.append((f"{{{{ {path} }}}}", label))

        add("", self._get_schema())
        return rows

    def _get_file(self, lang):
        """The document for a language: of it, of a near one, else the first.

        :param str lang: code, may be empty
        :return: dealer.letter.file
        :raise UserError: the template has no document
        """
        self.ensure_one()
        files = self.file_ids
        if not files:
            raise UserError(
                self.env._(
                    "The template “%(name)s” has no Word document yet: add one.",
                    name=self.name,
                )
            )
        code = lang or self.env.lang or ""
        exact = files.filtered(lambda file: file.lang_id.code == code)
        near = files.filtered(lambda file: file.lang_id.code[:2] == code[:2])
        return (exact or near or files)[:1]
