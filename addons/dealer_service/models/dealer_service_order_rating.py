"""What customers say about a visit: Odoo's rating, seen by the workshop."""

from odoo import models

from odoo.addons.rating.models import rating_data


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    def rating_apply(self, rate, *args, **kwargs):
        rating = super().rating_apply(rate, *args, **kwargs)
        if rate < rating_data.RATING_AVG_OK:
            # sudo: the customer who answers has no rights of the workshop.
            self.sudo()._plan_call_back(rating)
        return rating

    def _plan_call_back(self, rating):
        """Somebody calls who was not content: the advisor, today and once.

        :param rating: rating.rating
        """
        call = self.env.ref("mail.mail_activity_data_call")
        for order in self:
            calls = order.activity_ids.filtered(
                lambda activity: activity.activity_type_id == call
            )
            if not calls:
                advisor = order.advisor_id or self.env.user
                # Not in the language of the customer, who answers.
                words = self.with_context(lang=advisor.lang).env
                order.activity_schedule(
                    "mail.mail_activity_data_call",
                    summary=words._("The customer was not content: call"),
                    note=rating.feedback or "",
                    user_id=advisor.id,
                )

    def action_open_ratings(self):
        """Open what the customer said about the visit.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ratings of %(order)s", order=self.name),
            "res_model": "rating.rating",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("consumed", "=", True),
            ],
            "context": {"create": False},
        }
