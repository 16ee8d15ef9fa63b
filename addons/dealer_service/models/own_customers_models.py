"""Service follows "own customers only"."""

from odoo import models


class DealerServiceOrder(models.Model):
    _name = "dealer.service.order"
    _inherit = ["dealer.service.order", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "vehicle_id.owner_id")


class DealerServiceLine(models.Model):
    _name = "dealer.service.line"
    _inherit = ["dealer.service.line", "dealer.own.customers"]

    _dealer_customer_paths = ("order_id.partner_id", "order_id.vehicle_id.owner_id")


class DealerVehicleVisit(models.Model):
    """Who came is masked by the order; the visit belongs to the car."""

    _name = "dealer.vehicle.visit"
    _inherit = ["dealer.vehicle.visit", "dealer.own.customers"]

    _dealer_customer_paths = ("vehicle_id.owner_id",)


class DealerVehicleCost(models.Model):
    _name = "dealer.vehicle.cost"
    _inherit = ["dealer.vehicle.cost", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "vehicle_id.owner_id")


class DealerMaintenanceDue(models.Model):
    _name = "dealer.maintenance.due"
    _inherit = ["dealer.maintenance.due", "dealer.own.customers"]

    _dealer_customer_paths = ("owner_id",)


class DealerMaintenanceForecast(models.Model):
    _name = "dealer.maintenance.forecast"
    _inherit = ["dealer.maintenance.forecast", "dealer.own.customers"]

    _dealer_customer_paths = ("owner_id",)


class DealerServiceReminder(models.Model):
    _name = "dealer.service.reminder"
    _inherit = ["dealer.service.reminder", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "vehicle_id.owner_id")


class DealerServiceAppointment(models.Model):
    _name = "dealer.service.appointment"
    _inherit = ["dealer.service.appointment", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "vehicle_id.owner_id")


class DealerRecallVehicle(models.Model):
    _name = "dealer.recall.vehicle"
    _inherit = ["dealer.recall.vehicle", "dealer.own.customers"]

    _dealer_customer_paths = ("vehicle_id.owner_id",)


class DealerServiceCheck(models.Model):
    _name = "dealer.service.check"
    _inherit = ["dealer.service.check", "dealer.own.customers"]

    _dealer_customer_paths = ("order_id.partner_id", "order_id.vehicle_id.owner_id")


class DealerWarrantyClaim(models.Model):
    """The payer is a maker; the customer is that of the order."""

    _name = "dealer.warranty.claim"
    _inherit = ["dealer.warranty.claim", "dealer.own.customers"]

    _dealer_customer_paths = ("order_id.partner_id", "order_id.vehicle_id.owner_id")


class DealerWorkshopReport(models.Model):
    _name = "dealer.workshop.report"
    _inherit = ["dealer.workshop.report", "dealer.own.customers"]

    _dealer_customer_paths = ("order_id.partner_id", "order_id.vehicle_id.owner_id")


class DealerRetentionStep(models.Model):
    _name = "dealer.retention.step"
    _inherit = ["dealer.retention.step", "dealer.own.customers"]

    _dealer_customer_paths = ("owner_id",)


class StockPicking(models.Model):
    """Whom parts are handed out to."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id",)


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "dealer.own.customers"]

    _dealer_customer_paths = ("picking_id.partner_id", "partner_id")


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ["stock.move.line", "dealer.own.customers"]

    _dealer_customer_paths = ("picking_id.partner_id",)


class RatingRating(models.Model):
    _name = "rating.rating"
    _inherit = ["rating.rating", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id",)
