from odoo import fields, models


class DealerFollowUpReplay(models.TransientModel):
    _name = "dealer.follow.up.replay"
    _description = "Replay of a Follow-up Rule"
    _order = "day, id"
    _rec_name = "day"

    rule_id = fields.Many2one(
        comodel_name="dealer.follow.up.rule",
        required=True,
        ondelete="cascade",
        index=True,
    )
    day = fields.Date(required=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Responsible", ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", ondelete="cascade"
    )
    reason = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("bought", "Bought in the meantime"),
            ("sold", "Car is sold"),
            ("opted_out", "Does not want it"),
            ("nobody", "Nobody to do it"),
            ("has_task", "Has such a task"),
        ],
        string="What Became of It",
        required=True,
    )
    task_count = fields.Integer(string="Tasks")
    stopped_count = fields.Integer(string="Stopped")
    people_count = fields.Integer(string="Customers to Contact")
    bought_count = fields.Integer(string="Bought Anyway")
