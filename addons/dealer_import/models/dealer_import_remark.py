from odoo import fields, models


class DealerImportRemark(models.Model):
    _name = "dealer.import.remark"
    _description = "Remark on an Imported Row"
    _order = "import_id desc, line, id"
    _rec_name = "text"

    import_id = fields.Many2one(
        comodel_name="dealer.import", required=True, ondelete="cascade", readonly=True
    )
    line = fields.Integer(required=True, readonly=True, aggregator=None)
    level = fields.Selection(
        selection=[("rejected", "Not imported"), ("note", "Imported")],
        string="Row",
        required=True,
        readonly=True,
    )
    text = fields.Char(string="Reason", required=True, readonly=True)
    cells = fields.Json(readonly=True)
    content = fields.Char(compute="_compute_content")

    _import_idx = models.Index("(import_id, level, line)")

    def _compute_content(self):
        for remark in self:
            cells = [cell for cell in remark.cells or [] if cell]
            remark.content = " · ".join(cells)[:200]
