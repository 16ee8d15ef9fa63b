from odoo import models


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def _run_action_sms_multi(self, eval_context=None):
        """Stock sends by the button of its composer: an automation about an order has
        no purpose, one with a commercial text has that of its template.
        """
        actions = self.with_context(dealer_is_automation=True)
        return super(IrActionsServer, actions)._run_action_sms_multi(eval_context)
