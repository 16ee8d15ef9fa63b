"""Service orders of a person who wants to know, or to be forgotten."""

from dataclasses import replace

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy

from .dealer_service_order import OPEN_STATES

STOCK_TEXTS = {"res.partner": "picking_warn_msg", "sale.order": "incoterm_location"}
# What workshop people write about the car; it may name a person.
LINE_TEXTS = ("name", "concern", "cause", "correction")


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        policies = super()._get_policies()
        # Texts which stock's inventory adds to models treated elsewhere.
        for name, kept in STOCK_TEXTS.items():
            policy = policies[name]
            policies[name] = replace(policy, kept=(*policy.kept, kept))
        return {
            **policies,
            "dealer.service.order": Policy(
                "erase",
                has="all",
                links=("partner_id", "payer_id"),
                erase={
                    "concern": None,
                    "belongings": None,
                    "signed_by": None,
                    "body_marks": None,
                },
                mentions=("concern", "belongings", "signed_by"),
                kept=("name", "history_source", "access_token"),
                note=self.env._(
                    "Work, parts, dates and mileage stay: they are the car's history."
                ),
                show=("name", "date", "vehicle_id", "odometer", "concern", "state"),
            ),
            "dealer.service.line": Policy(
                "erase",
                links=("order_id.partner_id",),
                erase={"concern": None, "decision_by": None, "decision_reason": None},
                mentions=(*LINE_TEXTS, "decision_by", "decision_reason"),
                show=(
                    *("order_id", "kind", "name", "quantity", "decision"),
                    *("decision_by", "decision_date", "decision_channel"),
                ),
            ),
            "dealer.service.check": Policy(
                "none",
                links=("order_id.partner_id",),
                mentions=("note",),
                show=("order_id", "item_id", "result", "note"),
            ),
            "dealer.warranty.claim": Policy(
                "keep",
                links=("order_id.partner_id",),
                mentions=("rejection_reason",),
                kept=("name", "reference"),
                note=self.env._("Business of the showroom with the maker."),
                show=("name", "order_id", "date", "state"),
            ),
            **self._get_catalogue_policies(),
            **self._get_stock_policies(),
        }

    def _get_catalogue_policies(self):
        """Price lists, catalogues and times: nothing about customers."""
        nothing = Policy("none", links=(), show=())
        return {
            "dealer.pay.type": replace(
                nothing, kept=("name", "document_title", "analytic_distribution")
            ),
            "dealer.pay.type.split": nothing,
            "dealer.service.rate": nothing,
            "dealer.service.operation": replace(nothing, kept=("name", "code")),
            "dealer.service.package": replace(nothing, kept=("name",)),
            "dealer.service.package.line": nothing,
            "dealer.service.check.item": replace(nothing, kept=("name",)),
            "dealer.service.clock": nothing,
            "dealer.service.capacity": nothing,
            "dealer.service.line.share": nothing,
        }

    def _get_stock_policies(self):
        """Parts handed out are books of the showroom; a rating is the customer's."""
        goods = Policy(
            "keep", note=self.env._("Goods handed out belong to the books."), show=()
        )
        nothing = Policy("none", show=())
        return {
            "rating.rating": Policy(
                "erase",
                links=("partner_id",),
                erase={"feedback": None},
                mentions=("feedback", "publisher_comment"),
                kept=(
                    *("access_token", "res_name", "parent_res_name"),
                    *("res_model", "parent_res_model"),
                ),
                show=("rating", "feedback", "create_date"),
            ),
            "stock.picking": goods,
            "stock.move": goods,
            "stock.move.line": goods,
            **dict.fromkeys(
                ("stock.quant", "stock.rule", "stock.scrap", "stock.warehouse"), nothing
            ),
        }

    @api.model
    def _get_erasure_obstacles(self, people):
        obstacles = super()._get_erasure_obstacles(people)
        orders = self._all("dealer.service.order").search(
            [("partner_id", "in", people.ids), ("state", "in", OPEN_STATES)]
        )
        if orders:
            text = self.env._("Deliver or cancel the open service orders first.")
            obstacles.append(self._prepare_obstacle(text, orders))
        return obstacles
