"""What rules did: one row for each occasion, so that none is taken twice."""

from odoo import fields, models


class DealerFollowUpRun(models.Model):
    _name = "dealer.follow.up.run"
    _description = "Follow-up"
    _order = "planned_on desc, id desc"
    _rec_name = "partner_id"

    rule_id = fields.Many2one(
        comodel_name="dealer.follow.up.rule", required=True, ondelete="restrict"
    )
    event = fields.Selection(related="rule_id.event")
    res_model = fields.Char(string="Model", required=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        index=True,
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Car",
        ondelete="set null",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        ondelete="cascade",
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        ondelete="set null",
        index="btree_not_null",
    )
    occurrence = fields.Date(string="Event on", required=True)
    since = fields.Date(help="A purchase after this day counts.", required=True)
    planned_on = fields.Date(required=True, index=True)
    state = fields.Selection(
        selection=[("planned", "Planned"), ("stopped", "Stopped")],
        required=True,
        default="planned",
        index=True,
    )
    stop_reason = fields.Selection(
        selection=[
            ("bought", "Bought in the meantime"),
            ("sold", "Car is sold"),
            ("opted_out", "Does not want it"),
            ("nobody", "Nobody to do it"),
            ("has_task", "Has such a task"),
            ("removed", "Removed by a manager"),
        ],
        falsy_value_label="Planned",
    )
    stopped_on = fields.Date()
    activity_ids = fields.One2many(
        comodel_name="mail.activity",
        inverse_name="dealer_follow_up_run_id",
        string="Open Tasks",
    )
    task_count = fields.Integer(string="Tasks", help="Tasks which were planned.")

    _once = models.UniqueIndex(
        "(rule_id, res_model, res_id, occurrence)",
        "The rule has acted on this occasion already.",
    )

    def _stop(self, reason):
        """Remove the open tasks, and say why.

        :param str reason: value of ``stop_reason``
        :return: number of tasks removed
        """
        tasks = self.activity_ids
        count = len(tasks)
        tasks.unlink()
        self.write(
            {
                "state": "stopped",
                "stop_reason": reason,
                "stopped_on": fields.Date.context_today(self),
            }
        )
        return count

    def action_view_record(self):
        """Open the customer.

        :return: window action
        """
        self.ensure_one()
        return self.partner_id._get_records_action()
