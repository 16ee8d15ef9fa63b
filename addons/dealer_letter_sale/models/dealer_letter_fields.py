from odoo import api, models
from odoo.tools import format_amount, formatLang


class DealerLetterFields(models.AbstractModel):
    _inherit = "dealer.letter.fields"

    @api.model
    def _get_models(self):
        return {**super()._get_models(), "sale.order": self.env._("Order")}

    @api.model
    def _get_fields(self, model):
        known = super()._get_fields(model)
        if model == "sale.order":
            known["order"] = self._get_order_fields(known["car"])
        return known

    @api.model
    def _get_order_fields(self, car):
        return {
            "name": self.env._("Number of the order"),
            "date": self.env._("Date of the order"),
            "valid_until": self.env._("Offer is valid until"),
            "untaxed": self.env._("Amount without taxes"),
            "taxes": self.env._("Taxes"),
            "total": self.env._("Total"),
            "payment_terms": self.env._("Payment terms"),
            "salesperson": self.env._("Salesperson"),
            "car": car,
            "lines": [
                {
                    "name": self.env._("Description"),
                    "product": self.env._("Product"),
                    "quantity": self.env._("Quantity"),
                    "unit": self.env._("Unit"),
                    "price": self.env._("Unit price"),
                    "discount": self.env._("Discount in percent"),
                    "subtotal": self.env._("Amount without taxes"),
                }
            ],
        }

    @api.model
    def _prepare_record(self, record):
        values = super()._prepare_record(record)
        if record._name == "sale.order":
            values["order"] = self._prepare_order(record)
        return values

    @api.model
    def _get_order_car(self, order):
        """The car which is sold: that of the lead.

        :return: dealer.vehicle, may be empty
        """
        return order.opportunity_id.dealer_vehicle_id

    @api.model
    def _prepare_order(self, order):
        """Fields of an order, with a list of its lines.

        :param order: sale.order
        :return: dict name -> text, dict or list
        """
        currency = order.currency_id
        lines = order.order_line.filtered(lambda line: not line.display_type)
        return {
            "name": order.name,
            "date": self._get_date(order.date_order),
            "valid_until": self._get_date(order.validity_date),
            "untaxed": format_amount(self.env, order.amount_untaxed, currency),
            "taxes": format_amount(self.env, order.amount_tax, currency),
            "total": format_amount(self.env, order.amount_total, currency),
            "payment_terms": order.payment_term_id.name,
            "salesperson": order.user_id.name,
            "car": self._prepare_car(self._get_order_car(order)),
            "lines": [self._prepare_order_line(line, currency) for line in lines],
        }

    @api.model
    def _prepare_order_line(self, line, currency):
        """Fields of a line of an order.

        :param line: sale.order.line
        :param currency: of the order
        :return: dict name -> text
        """
        return {
            "name": line.name,
            "product": line.product_id.display_name,
            "quantity": formatLang(self.env, line.product_uom_qty, dp="Product Unit"),
            "unit": line.product_uom_id.name,
            "price": format_amount(self.env, line.price_unit, currency),
            "discount": formatLang(self.env, line.discount) if line.discount else "",
            "subtotal": format_amount(self.env, line.price_subtotal, currency),
        }
