from odoo import fields, models


class CrmStage(models.Model):
    _inherit = "crm.stage"

    dealer_rule_ids = fields.One2many(
        comodel_name="dealer.stage.rule", inverse_name="stage_id", string="Gates"
    )
