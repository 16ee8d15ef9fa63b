"""Internal work: no sale order; parts leave the stock as the showroom's own cost."""

from odoo import fields, models


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    consumption_picking_ids = fields.One2many(
        comodel_name="stock.picking",
        inverse_name="dealer_service_order_id",
        string="Consumption",
        copy=False,
    )

    def _consume_internal(self):
        """Charge the internal lines which are not charged yet.

        :raise UserError: not enough in stock
        """
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: (
                line._is_internal()
                and line.decision == "approved"
                and not line.charged_date
            )
        )
        if not lines:
            return
        goods = lines.filtered(lambda line: line.product_id.type == "consu")
        if goods:
            picking = self.env["stock.picking"].create(
                self._prepare_consumption_vals(goods)
            )
            picking.action_confirm()
            self._validate_pickings(picking)
        lines.charged_date = fields.Datetime.now()
        lines._post_internal_cost()

    def _prepare_consumption_vals(self, lines):
        """Values of the picking which takes parts out for internal work.

        :param lines: dealer.service.line of goods
        :return: dict for ``stock.picking.create``
        """
        kind = self.company_id._get_dealer_consumption_type()
        places = {
            "location_id": kind.default_location_src_id.id,
            "location_dest_id": kind.default_location_dest_id.id,
        }
        return {
            **places,
            "picking_type_id": kind.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "dealer_service_order_id": self.id,
            "move_ids": [
                fields.Command.create(
                    {
                        **places,
                        "product_id": line.product_id.id,
                        "product_uom_qty": line.quantity,
                        "product_uom": line.product_id.uom_id.id,
                        "company_id": self.company_id.id,
                        "dealer_service_line_id": line.id,
                    }
                )
                for line in lines
            ],
        }


class DealerServiceLine(models.Model):
    _inherit = "dealer.service.line"

    charged_date = fields.Datetime(
        string="Charged internally on", readonly=True, copy=False
    )
    consumption_move_ids = fields.One2many(
        comodel_name="stock.move", inverse_name="dealer_service_line_id"
    )

    def _is_charged(self):
        """Whether internal work has been charged.

        :return: bool
        """
        return bool(self.charged_date)

    def _post_internal_cost(self):
        """Called with internal lines which have just been charged.

        Here nothing more: parts are valued by the stock move with the analytic
        distribution of the pay type. Addons add the cost to a car in stock.
        """


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_dealer_consumption_type(self):
        """The operation type by which internal work takes parts; made when missing.

        :return: stock.picking.type
        """
        self.ensure_one()
        # sudo: advisors need no rights in the warehouse to use parts internally.
        company = self.sudo()
        types = company.env["stock.picking.type"]
        domain = [("company_id", "=", self.id), ("dealer_is_consumption", "=", True)]
        return types.search(domain, limit=1) or types.create(
            company._prepare_dealer_consumption_type_vals()
        )

    def _prepare_dealer_consumption_type_vals(self):
        """Values of the operation type, with a location where parts are used up.

        :return: dict for ``stock.picking.type.create``
        """
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.id)], limit=1
        )
        location = self.env["stock.location"].create(
            {
                "name": self.env._("Workshop consumption"),
                "usage": "production",
                "company_id": self.id,
            }
        )
        return {
            "name": self.env._("Workshop Consumption"),
            "code": "outgoing",
            "sequence_code": "WSC",
            "dealer_is_consumption": True,
            "company_id": self.id,
            "warehouse_id": warehouse.id,
            "default_location_src_id": warehouse.lot_stock_id.id,
            "default_location_dest_id": location.id,
            "create_backorder": "never",
        }
