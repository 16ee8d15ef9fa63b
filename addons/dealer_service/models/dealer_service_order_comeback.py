"""Comebacks: the car is back for the same thing; first-time fix."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    comeback_of_id = fields.Many2one(
        comodel_name="dealer.service.order",
        string="Comeback of",
        domain="[('vehicle_id', '=', vehicle_id), ('state', '=', 'delivered')]",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="The order whose work did not hold.",
    )
    comeback_ids = fields.One2many(
        comodel_name="dealer.service.order",
        inverse_name="comeback_of_id",
        string="Comebacks",
    )
    is_fixed_first_time = fields.Boolean(
        string="Fixed First Time",
        compute="_compute_is_fixed_first_time",
        store=True,
        help="Delivered, and the car has not come back for the same.",
    )

    @api.depends("state", "comeback_ids.state")
    def _compute_is_fixed_first_time(self):
        for order in self:
            real = order.comeback_ids.filtered(
                lambda back: back.state not in ("cancelled", "no_show")
            )
            order.is_fixed_first_time = order.state == "delivered" and not real

    @api.constrains("comeback_of_id", "vehicle_id")
    def _check_comeback(self):
        for order in self.filtered("comeback_of_id"):
            if order.comeback_of_id.vehicle_id != order.vehicle_id:
                raise UserError(
                    self.env._("A comeback is of the same car as the first order.")
                )

    def action_comeback(self):
        """Open a new order which is the comeback of this one.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "name": self.env._("Comeback"),
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_vehicle_id": self.vehicle_id.id,
                "default_partner_id": self.partner_id.id,
                "default_comeback_of_id": self.id,
                "default_concern": self.concern,
            },
        }
