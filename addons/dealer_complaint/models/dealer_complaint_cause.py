from odoo import fields, models


class DealerComplaintCause(models.Model):
    _name = "dealer.complaint.cause"
    _description = "Root Cause of Complaints"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
