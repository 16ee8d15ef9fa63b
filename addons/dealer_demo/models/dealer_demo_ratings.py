"""What customers answered who were asked how the service was."""

from odoo import models

from .dealer_demo_leads import SILENT

LANGUAGES = ("en_US", "ru_RU", "zh_CN")
# Rate, how often, what the customer writes, in three languages.
ANSWERS = (
    (5, 6, "", "", ""),
    (5, 3, "Quick and friendly.", "Быстро и вежливо.", "又快又热情。"),
    (3, 2, "Had to wait for the papers.", "Долго ждал документы.", "等手续等了很久。"),
    (
        *(1, 1, "The noise is still there."),
        *("Стук остался.", "异响还在。"),
    ),
)
# So many of those who were asked answer.
ANSWERED = 0.7


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("ratings", "ratings of the service", self._make_ratings),
        ]

    def _make_ratings(self, house):
        rng = house.random("ratings")
        orders = self.env["dealer.service.order"].search(
            [("state", "=", "delivered"), ("partner_id.is_company", "=", False)],
            order="id",
        )
        answered = [order for order in orders if rng.random() < ANSWERED]
        ratings = self.env["rating.rating"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(order._name),
                    "res_id": order.id,
                    "partner_id": order.partner_id.id,
                    "rated_partner_id": order.advisor_id.partner_id.id,
                }
                for order in answered
            ]
        )
        weights = [answer[1] for answer in ANSWERS]
        for order, rating in zip(answered, ratings, strict=True):
            [(rate, _often, *texts)] = rng.choices(ANSWERS, weights)
            lang = order.partner_id.lang
            place = LANGUAGES.index(lang) if lang in LANGUAGES else 0
            order.with_context(**SILENT).rating_apply(
                rate, rating=rating, feedback=texts[place]
            )
