from odoo import api, fields, models


class DealerMergeWizardLine(models.TransientModel):
    _name = "dealer.merge.wizard.line"
    _description = "Different Value of Merged Contacts"

    wizard_id = fields.Many2one(
        comodel_name="dealer.merge.wizard", required=True, ondelete="cascade"
    )
    field_name = fields.Char(required=True)
    source_id = fields.Many2one(
        comodel_name="res.partner",
        string="Other Contact",
        required=True,
        ondelete="cascade",
    )
    label = fields.Char(string="Field", compute="_compute_values")
    target_value = fields.Char(string="Stays", compute="_compute_values")
    other_value = fields.Char(string="Instead", compute="_compute_values")
    use_other = fields.Boolean(string="Take")

    @api.depends("field_name", "source_id", "wizard_id.target_id")
    def _compute_values(self):
        compared = self.wizard_id._get_compared_fields()
        for line in self:
            name = line.field_name
            if name not in compared:
                line.label = line.target_value = line.other_value = False
                continue
            field = line.source_id._fields[name]
            line.label = field._description_string(self.env)
            line.target_value = self._show(line.wizard_id.target_id._origin, field)
            line.other_value = self._show(line.source_id._origin, field)

    @api.model
    def _show(self, partner, field):
        value = partner[field.name]
        if field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        return field.convert_to_display_name(value, partner) if value else False
