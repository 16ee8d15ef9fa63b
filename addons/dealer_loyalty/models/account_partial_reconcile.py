from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Match; an invoice which is paid now may give its points."""
        partials = super().create(vals_list)
        partials._get_dealer_moves()._queue_dealer_payment()
        return partials

    def unlink(self):
        """Unmatch; an invoice which is open again may have to take points back."""
        moves = self._get_dealer_moves()
        res = super().unlink()
        moves.exists()._queue_dealer_payment()
        return res

    def _get_dealer_moves(self):
        # sudo: who matches payments may not read all invoices of the other side.
        return (self.debit_move_id | self.credit_move_id).sudo().move_id
