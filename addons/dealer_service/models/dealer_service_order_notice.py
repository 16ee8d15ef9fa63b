"""Mails about the customer's own order: estimate, ready, how was it."""

from odoo import models

# Not advertising: it belongs to the order the customer gave.
PURPOSE = "contract"


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for order in self:
            order.access_url = f"/my/service/{order.id}"
        return result

    def _filter_writable(self):
        """Orders whose customer may get a mail about them and has an address.

        None with the context key ``dealer_no_notice``: orders of the past, entered now.

        :return: dealer.service.order
        """
        if self.env.context.get("dealer_no_notice"):
            return self.browse()
        # sudo: whether one may write does not depend on who presses the button.
        allowed = self.sudo().partner_id._may_contact(PURPOSE, "email")
        return self.filtered(
            lambda order: order.partner_id in allowed and order.partner_id.email
        )

    def _send_notice(self, template):
        """Send a mail of ours to the customers of the orders.

        :param str template: external id of a mail.template
        """
        record = self.env.ref(template, raise_if_not_found=False)
        if not record:
            return
        for order in self._filter_writable():
            # sudo: technicians set cars ready and do not send mails otherwise.
            sent = order.sudo()
            sent._portal_ensure_token()
            record.sudo().send_mail(sent.id, force_send=False)

    def _notify_ready(self):
        """Tell the customers that their cars are ready."""
        self._send_notice("dealer_service.mail_template_ready")

    def _request_rating(self):
        """Ask the customers how it was."""
        template = self.env.ref(
            "dealer_service.mail_template_rating", raise_if_not_found=False
        )
        if template:
            for order in self._filter_writable():
                # sudo: the request is the showroom's, not the advisor's.
                order.sudo().rating_send_request(
                    template.sudo(), lang=order.partner_id.lang, force_send=False
                )

    def _rating_get_operator(self):
        return self.advisor_id.partner_id

    def action_send_estimate(self):
        """Write a mail with the link to the page where the customer decides.

        :return: window action of the composer
        """
        self.ensure_one()
        self._portal_ensure_token()
        template = self.env.ref("dealer_service.mail_template_estimate")
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
            },
        }

    def action_preview_page(self):
        """Open the page of the customer.

        :return: URL action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.get_portal_url(),
        }
