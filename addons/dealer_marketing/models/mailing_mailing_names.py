"""Numbers of a mailing are for everybody in marketing, lists of its people are not."""

from odoo import models

# What failed or was held back has to be put right, by whoever sends.
TO_PUT_RIGHT = ("canceled", "failed")


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    def _action_view_documents_filtered(self, view_filter):
        self._check_dealer_names()
        return super()._action_view_documents_filtered(view_filter)

    def _action_view_traces_filtered(self, view_filter):
        if view_filter not in TO_PUT_RIGHT:
            self._check_dealer_names()
        return super()._action_view_traces_filtered(view_filter)

    def _check_dealer_names(self):
        """Whether the user may see who was written to.

        :raise AccessError: a mailing to customers, without the right to export
        """
        if "res.partner" in self.mapped("mailing_model_real"):
            self.env["dealer.campaign.person"]._check_names_access()
