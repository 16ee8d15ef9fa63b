"""Labour, parts and fees as products of all showrooms."""

from odoo import models

from ..tools import operations
from .dealer_demo import QUIET

UNITS = {"unit": "uom.product_uom_unit", "litre": "uom.product_uom_litre"}
# Code, English, Russian, Chinese, price in RUB.
FEES = (
    ("FEE-ENV", "Disposal of waste", "Утилизация отходов", "废料处理费", 300),
    ("FEE-TOW", "Towing", "Эвакуация", "拖车", 4500),
)
# The norm hour.
LABOUR = "dealer_service.product_labour"
LABOUR_PRICE = 2900


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("products", "labour and parts", self._make_products),
        ]

    def _make_products(self, house):
        self.env.ref(LABOUR).list_price = LABOUR_PRICE
        rows = [self._prepare_fee_vals(*fee) for fee in FEES]
        rows += [self._prepare_part_vals(part) for part in operations.PARTS]
        products = self._get_product_model().create([values for values, _names in rows])
        for column, lang in enumerate(("ru_RU", "zh_CN")):
            self._translate(products, lang, [names[column] for _values, names in rows])
        codes = [values["default_code"] for values, _names in rows]
        self._remember("product", products, codes)

    def _get_product_model(self):
        """product.product in the name of all showrooms: each one's tax is set."""
        companies = self.env["res.company"].union(*self._get_companies().values())
        return self.env["product.product"].with_context(
            **QUIET, allowed_company_ids=companies.ids
        )

    def _prepare_fee_vals(self, code, name, name_ru, name_zh, price):
        """Values of a fee, and its Russian and Chinese names."""
        return {
            "default_code": code,
            "name": name,
            "type": "service",
            "list_price": price,
        }, (name_ru, name_zh)

    def _prepare_part_vals(self, part):
        """Values of a part, and its Russian and Chinese names.

        :param part: tools.operations.Part
        """
        return {
            "default_code": part.code,
            "name": part.name,
            "type": "consu",
            "list_price": part.price,
            "standard_price": round(part.price * 0.68),
            "uom_id": self.env.ref(UNITS[part.unit]).id,
        }, (part.name_ru, part.name_zh)

    def _get_products(self):
        """What lines of service orders refer to.

        :return: dict of product.product by the code of the part, and ``labour``
        """
        products = {
            part.code: self._get_record(f"product_{part.code}")
            for part in operations.PARTS
        }
        return {**products, "labour": self.env.ref(LABOUR)}
