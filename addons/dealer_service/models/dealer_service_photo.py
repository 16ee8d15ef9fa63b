"""Photos belong to the service order: who may read it sees them."""

from odoo import api, models


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        for order, vals in zip(orders, vals_list, strict=True):
            if vals.get("photo_ids"):
                order._adopt_photos(order.photo_ids)
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.get("photo_ids"):
            for order in self:
                order._adopt_photos(order.photo_ids)
        return result

    def _adopt_photos(self, photos):
        """What was uploaded before its record was saved is seen by nobody else yet.

        :param photos: ir.attachment which the user may read
        """
        self.ensure_one()
        # sudo: technicians have no right to write on the order.
        fresh = photos.sudo().filtered(lambda photo: not photo.res_id)
        fresh.write({"res_model": self._name, "res_id": self.id})


class DealerServiceLine(models.Model):
    _inherit = "dealer.service.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for line, vals in zip(lines, vals_list, strict=True):
            if vals.get("photo_ids"):
                line.order_id._adopt_photos(line.photo_ids)
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.get("photo_ids"):
            for line in self:
                line.order_id._adopt_photos(line.photo_ids)
        return result
