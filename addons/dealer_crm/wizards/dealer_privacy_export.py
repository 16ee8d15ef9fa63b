import base64

from odoo import fields, models
from odoo.exceptions import UserError


class DealerPrivacyExport(models.TransientModel):
    _name = "dealer.privacy.export"
    _description = "Hand Out the Data of a Person"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
        context={"active_test": False},
    )
    reason = fields.Char(
        help="Who asked, when and how: for the log. Do not write names here.",
    )
    file = fields.Binary(attachment=False, readonly=True)
    file_name = fields.Char(readonly=True)

    def action_export(self):
        """Collect the person's data and show the file.

        :return: window action: the same window with the file
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write down who asked for the data, and how."))
        name, data = self.env["dealer.privacy"]._export(self.partner_id, self.reason)
        self.write({"file": base64.b64encode(data), "file_name": name})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Data of the Person"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
