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
