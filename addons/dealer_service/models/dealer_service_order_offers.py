"""What is offered at the desk: recalls, declined work, maintenance that is due."""

from datetime import timedelta

from odoo import api, fields, models

from ..tools import states

# Maintenance due so soon is worth doing while the car is here.
DUE_WITHIN_DAYS = 30
# The customer stands at the desk and says yes.
TAKEN = {"decision": "approved", "decision_channel": "person"}


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    bay_id = fields.Many2one(
        comodel_name="dealer.service.resource",
        domain="[('kind', '=', 'bay')]",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )

    @api.depends("line_ids.product_id", "line_ids.declined_line_id", "state")
    def _compute_check_in_offers(self):
        return super()._compute_check_in_offers()

    def _get_checkin_offers(self):
        offers = super()._get_checkin_offers()
        # Who cannot add a line has nothing to offer, and technicians see no prices.
        if self.state in (*states.CLOSED, "no_show", "history") or not self.has_access(
            "write"
        ):
            return offers
        car = self.vehicle_id._origin
        found = [*self._get_recall_offers(car), *self._get_declined_offers(car)]
        # Due work which was declined last time is the same work: offered once.
        known = {vals["product_id"] for offer in found for vals in offer["lines"]}
        found += self._get_due_offers(car, known)
        return [*offers, *self._add_offer_stock(self._add_offer_prices(found))]

    def _get_recall_offers(self, car):
        rows = self.env["dealer.recall.vehicle"].search(
            [
                ("vehicle_id", "=", car.id),
                ("state", "=", "open"),
                ("recall_id.active", "=", True),
            ]
        )
        pay_type = self.env.ref("dealer_service.pay_type_recall", False)
        there = self.line_ids.product_id
        return [
            {
                "key": f"recall-{row.id}",
                "kind": self.env._("Recall"),
                "name": row.recall_id.display_name,
                "price": None,
                "lines": [
                    {
                        "kind": "labour",
                        "product_id": row.recall_id.product_id.id,
                        "pay_type_id": pay_type.id if pay_type else False,
                        "name": row.recall_id.title,
                        "quantity": row.recall_id.hours or 1.0,
                    }
                ],
            }
            for row in rows
            if row.recall_id.product_id and row.recall_id.product_id not in there
        ]

    def _get_declined_offers(self, car):
        there = self.line_ids.declined_line_id
        done = {line._get_work_key() for line in self.line_ids} - {None}
        return [
            {
                "key": f"declined-{line.id}",
                "kind": (
                    self.env._("Deferred")
                    if line.decision == "deferred"
                    else self.env._("Declined")
                ),
                "name": line.name,
                "lines": [{**line._prepare_offer_again(), **TAKEN}],
            }
            for line in car._get_declined_lines()
            if line.order_id != self._origin
            and line not in there
            and line._get_work_key() not in done
        ]

    def _get_due_offers(self, car, known):
        """Maintenance of the car which is due soon.

        :param car: dealer.vehicle
        :param set known: ids of products which are offered already
        :return: list of offers
        """
        last = fields.Date.context_today(self) + timedelta(days=DUE_WITHIN_DAYS)
        dues = self.env["dealer.maintenance.due"].search(
            [("vehicle_id", "=", car.id), ("due_date", "<=", last)]
        )
        there = self.line_ids.product_id
        return [
            {
                "key": f"due-{due.line_id.id}",
                "kind": self.env._("Maintenance due"),
                "name": due.line_id.name,
                "lines": self._prepare_due_lines(due.line_id),
            }
            for due in dues
            if due.product_id not in there and due.product_id.id not in known
        ]

    def _prepare_due_lines(self, operation):
        """Work and parts of an operation of the maintenance plan.

        :param operation: dealer.maintenance.line
        :return: list of dicts for ``dealer.service.line.create``
        """
        work = {
            "kind": "labour",
            "product_id": operation.product_id.id,
            "name": operation.name,
            "quantity": operation.hours or 1.0,
        }
        parts = [
            {
                "kind": "part",
                "product_id": part.product_id.id,
                "quantity": part.quantity,
            }
            for part in operation.part_ids
        ]
        return [{**vals, **TAKEN} for vals in (work, *parts)]

    def _add_offer_prices(self, offers):
        """Price offers as their lines will be: with the rates and lists of today.

        :param list offers: dicts; those which have a ``price`` keep it
        :return: list of dicts
        """
        self.ensure_one()
        rates = self.env["dealer.service.rate"]._find(
            {
                self._get_offer_rate_key(vals)
                for offer in offers
                for vals in offer["lines"]
            }
        )
        for offer in offers:
            if "price" not in offer:
                price = sum(
                    vals["quantity"] * self._get_offer_price(vals, rates)
                    for vals in offer["lines"]
                )
                offer["price"] = self.company_id.currency_id.round(price)
        return offers

    def _add_offer_stock(self, offers):
        """Say of offered parts whether they are on the shelf of the showroom.

        :param list offers: dicts
        :return: list of dicts; ``stock`` is a dict ``text``, ``is_short``, or None
            where nothing is taken from the stock
        """
        self.ensure_one()
        wanted = {vals["product_id"] for offer in offers for vals in offer["lines"]}
        # sudo: what is on the shelf is no secret of the warehouse at the desk.
        own = self.sudo()
        goods = own.env["product.product"].browse(wanted - {False})
        goods = goods.filtered("is_storable")
        free = {}
        if goods:
            warehouse = own.env["stock.warehouse"].search(
                [("company_id", "=", self.company_id.id)], limit=1
            )
            goods = goods.with_context(warehouse_id=warehouse.id)
            free = {product.id: product.free_qty for product in goods}
        for offer in offers:
            offer["stock"] = self._describe_stock(offer, free)
        return offers

    def _describe_stock(self, offer, free):
        """Whether the parts of an offer are there.

        :param dict offer: an offer with its lines
        :param dict free: id of a storable product -> free quantity
        :return: dict or None, see ``_add_offer_stock``
        """
        parts = [vals for vals in offer["lines"] if vals["product_id"] in free]
        if not parts:
            return None
        short = [vals for vals in parts if free[vals["product_id"]] < vals["quantity"]]
        if not short:
            return {"text": self.env._("in stock"), "is_short": False}
        if len(parts) > 1:
            return {"text": self.env._("parts to be ordered"), "is_short": True}
        text = self.env._(
            "%(there)s of %(wanted)s in stock",
            there=f"{max(free[short[0]['product_id']], 0):g}",
            wanted=f"{short[0]['quantity']:g}",
        )
        return {"text": text, "is_short": True}

    def _get_offer_pay_type(self, vals):
        pay_types = self.env["dealer.pay.type"]
        return pay_types.browse(vals.get("pay_type_id")) or pay_types._get_default()

    def _get_offer_rate_key(self, vals):
        pay_type = self._get_offer_pay_type(vals)
        return (
            self.company_id._origin,
            pay_type,
            self.vehicle_id.brand_id._origin,
        )

    def _get_offer_price(self, vals, rates):
        rate = rates.get(self._get_offer_rate_key(vals))
        if vals["kind"] == "labour" and rate is not None:
            return rate
        product = self.env["product.product"].browse(vals.get("product_id"))
        pricelist = self._get_offer_pay_type(vals)._get_pricelist(self)
        if pricelist and product:
            return pricelist._get_product_price(product, vals["quantity"])
        return product.lst_price
