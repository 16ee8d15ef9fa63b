from odoo import api, models


class DealerToday(models.AbstractModel):
    _inherit = "dealer.today"

    @api.model
    def _get_next_step(self, record, call, activity, values):
        step = super()._get_next_step(record, call, activity, values)
        # The next try is the same follow-up: who has bought until then is not called.
        if step and call.result in ("no_answer", "call_back"):
            # sudo: salespeople do not read which rule planned their task.
            run = activity.sudo().dealer_follow_up_run_id
            step["dealer_follow_up_run_id"] = run.id
        return step
