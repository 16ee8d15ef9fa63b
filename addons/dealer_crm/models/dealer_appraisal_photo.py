from odoo import fields, models


class DealerAppraisalPhoto(models.Model):
    _name = "dealer.appraisal.photo"
    _inherit = ["image.mixin"]
    _description = "Photo of an Appraisal"
    _order = "sequence, id"
    _rec_name = "part"

    appraisal_id = fields.Many2one(
        comodel_name="dealer.appraisal", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    part = fields.Selection(
        selection=[
            ("outside", "Outside"),
            ("inside", "Inside"),
            ("damage", "Damage"),
            ("odometer", "Odometer"),
            ("papers", "Papers"),
        ],
        required=True,
        default="outside",
    )
    image_1920 = fields.Image(string="Photo", required=True)
    note = fields.Char()
