from odoo import fields, models

MANAGERS = "dealer_crm.group_dealer_manager"


class MailActivity(models.Model):
    _inherit = "mail.activity"

    dealer_follow_up_run_id = fields.Many2one(
        comodel_name="dealer.follow.up.run",
        string="Follow-up",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The occasion on which a rule planned this task.",
    )
    dealer_follow_up_rule_id = fields.Many2one(
        related="dealer_follow_up_run_id.rule_id",
        string="Follow-up Rule",
        store=True,
        index="btree_not_null",
        groups=MANAGERS,
    )
