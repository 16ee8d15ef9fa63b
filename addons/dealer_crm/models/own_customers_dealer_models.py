"""Our models with data of customers which follow "own customers only"."""

from odoo import models


class DealerVehicle(models.Model):
    _name = "dealer.vehicle"
    _inherit = ["dealer.vehicle", "dealer.own.customers"]

    _dealer_customer_paths = ("owner_id",)


class DealerVehicleOwnership(models.Model):
    _name = "dealer.vehicle.ownership"
    _inherit = ["dealer.vehicle.ownership", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "vehicle_id.owner_id")


class DealerVehicleOdometer(models.Model):
    _name = "dealer.vehicle.odometer"
    _inherit = ["dealer.vehicle.odometer", "dealer.own.customers"]

    _dealer_customer_paths = ("vehicle_id.owner_id",)


class DealerVehiclePlate(models.Model):
    _name = "dealer.vehicle.plate"
    _inherit = ["dealer.vehicle.plate", "dealer.own.customers"]

    _dealer_customer_paths = ("vehicle_id.owner_id",)


class DealerCall(models.Model):
    _name = "dealer.call"
    _inherit = ["dealer.call", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "lead_id.partner_id")


class DealerVisit(models.Model):
    _name = "dealer.visit"
    _inherit = ["dealer.visit", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "lead_id.partner_id")


class DealerTestDrive(models.Model):
    _name = "dealer.test.drive"
    _inherit = ["dealer.test.drive", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "lead_id.partner_id")


class DealerAppraisal(models.Model):
    _name = "dealer.appraisal"
    _inherit = ["dealer.appraisal", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "lead_id.partner_id")


class DealerAppraisalPhoto(models.Model):
    _name = "dealer.appraisal.photo"
    _inherit = ["dealer.appraisal.photo", "dealer.own.customers"]

    _dealer_customer_paths = ("appraisal_id.partner_id",)


class DealerLeadTouch(models.Model):
    _name = "dealer.lead.touch"
    _inherit = ["dealer.lead.touch", "dealer.own.customers"]

    _dealer_customer_paths = ("lead_id.partner_id",)


class DealerDuplicate(models.Model):
    _name = "dealer.duplicate"
    _inherit = ["dealer.duplicate", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "other_id")


class DealerMerge(models.Model):
    _name = "dealer.merge"
    _inherit = ["dealer.merge", "dealer.own.customers"]

    _dealer_customer_paths = ("target_id",)


class DealerAssignmentLog(models.Model):
    _name = "dealer.assignment.log"
    _inherit = ["dealer.assignment.log", "dealer.own.customers"]

    _dealer_customer_paths = ("lead_id.partner_id",)


class DealerResponseReport(models.Model):
    _name = "dealer.response.report"
    _inherit = ["dealer.response.report", "dealer.own.customers"]

    _dealer_customer_paths = ("lead_id.partner_id",)
