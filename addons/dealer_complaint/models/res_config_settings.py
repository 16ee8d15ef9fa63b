from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_complaint_manager_id = fields.Many2one(
        related="company_id.dealer_complaint_manager_id",
        string="Complaint Manager",
        readonly=False,
    )
    dealer_complaint_days_minor = fields.Integer(
        related="company_id.dealer_complaint_days_minor",
        string="Minor (working days)",
        readonly=False,
    )
    dealer_complaint_days_serious = fields.Integer(
        related="company_id.dealer_complaint_days_serious",
        string="Serious (working days)",
        readonly=False,
    )
    dealer_complaint_days_safety = fields.Integer(
        related="company_id.dealer_complaint_days_safety",
        string="Safety (working days)",
        readonly=False,
    )
    dealer_complaint_repeat_days = fields.Integer(
        related="company_id.dealer_complaint_repeat_days",
        string="A Repeat Within (days)",
        readonly=False,
    )
