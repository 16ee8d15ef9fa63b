from odoo import fields, models


class DealerPrivacyEraseLine(models.TransientModel):
    _name = "dealer.privacy.erase.line"
    _description = "What Forgetting a Person Does"

    wizard_id = fields.Many2one(
        comodel_name="dealer.privacy.erase", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[
            ("block", "In the way"),
            ("confirm", "Warning"),
            ("change", "Changed"),
            ("delete", "Deleted"),
            ("stay", "Stays"),
        ],
        string="What Happens",
        required=True,
    )
    name = fields.Char(string="Data")
    note = fields.Char(string="Why")
    record_count = fields.Integer(string="Records", aggregator=None)
    res_model = fields.Char()
    res_ids = fields.Json()

    def action_open(self):
        """Open the records which are in the way.

        :return: window action
        """
        self.ensure_one()
        records = self.env[self.res_model].browse(self.res_ids)
        return records._get_records_action(name=self.name)
