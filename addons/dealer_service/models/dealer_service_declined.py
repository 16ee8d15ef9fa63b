"""Declined and deferred work: kept for the VIN until it is done or not wanted."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .dealer_service_line import PRICE_GROUPS

REFUSED = ("declined", "deferred")


class DealerServiceLine(models.Model):
    _inherit = "dealer.service.line"

    declined_line_id = fields.Many2one(
        comodel_name="dealer.service.line",
        string="Declined Before",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The customer said no at an earlier visit and was offered it again.",
    )
    offered_again_ids = fields.One2many(
        comodel_name="dealer.service.line",
        inverse_name="declined_line_id",
    )
    is_not_wanted = fields.Boolean(
        string="Not Wanted any more", readonly=True, copy=False
    )
    recapture_state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("taken", "Taken"),
            ("done", "Done Later"),
            ("closed", "Not wanted any more"),
        ],
        string="Declined Work",
        compute="_compute_recapture",
        store=True,
        index="btree_not_null",
        help="Taken: on an order which is not finished yet. Done later: won back.",
    )
    declined_amount = fields.Monetary(
        compute="_compute_recapture", store=True, groups=PRICE_GROUPS
    )
    recaptured_amount = fields.Monetary(
        string="Won Back", compute="_compute_recapture", store=True, groups=PRICE_GROUPS
    )
    recapture_rate = fields.Float(
        string="Recapture Rate (%)",
        compute="_compute_recapture",
        store=True,
        aggregator="avg",
        help="Share of the declined lines which the customer had done later.",
    )
    order_date = fields.Datetime(related="order_id.date", store=True, string="Date")
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")

    @api.depends(
        "decision",
        "is_not_wanted",
        "quantity",
        "price_unit",
        "offered_again_ids.decision",
        "offered_again_ids.quantity",
        "offered_again_ids.price_unit",
        "offered_again_ids.order_id.state",
    )
    def _compute_recapture(self):
        refused = self.filtered(lambda line: line.decision in REFUSED)
        (self - refused).update(
            {
                "recapture_state": False,
                "declined_amount": 0,
                "recaptured_amount": 0,
                "recapture_rate": 0,
            }
        )
        for line in refused:
            taken = line.offered_again_ids.filtered(
                lambda again: (
                    again.decision == "approved"
                    and again.order_id.state not in ("cancelled", "no_show")
                )
            )
            done = taken.filtered(
                lambda again: again.order_id.state in ("ready", "delivered")
            )
            line.recapture_state = line._get_recapture_state(taken, done)
            line.declined_amount = line.quantity * line.price_unit
            line.recaptured_amount = sum(
                again.quantity * again.price_unit for again in done
            )
            line.recapture_rate = 100 if done else 0

    def _get_recapture_state(self, taken, done):
        """Where a declined line stands.

        :param taken: lines of later orders by which the customer took it after all
        :param done: those of them whose work is finished
        :return: str
        """
        if done:
            return "done"
        if taken:
            return "taken"
        # What was offered again and declined again is followed there, once.
        again = any(line.decision in REFUSED for line in self.offered_again_ids)
        return "closed" if self.is_not_wanted or again else "open"

    def action_not_wanted(self):
        """Never offer it again.

        :return: True
        :raise UserError: it is not open
        """
        self.check_access("write")
        if any(line.recapture_state != "open" for line in self):
            raise UserError(
                self.env._("Only open declined work can be closed. Reload the page.")
            )
        self.is_not_wanted = True
        return True

    def action_open_order(self):
        """Open the service order.

        :return: window action
        """
        return self.order_id._get_records_action()

    def _prepare_offer_again(self):
        """Values of the line which takes declined work up again.

        Without price: today's is computed.

        :return: dict for ``dealer.service.line.create``
        """
        self.ensure_one()
        return {
            "kind": self.kind,
            "pay_type_id": self.pay_type_id.id,
            "operation_id": self.operation_id.id,
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": self.quantity,
            "concern": self.concern,
            "cause": self.cause,
            "declined_line_id": self.id,
        }


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    def _get_declined_lines(self):
        """Work the customers declined or put off and which is still open.

        :return: dealer.service.line which the user may read
        """
        return self.env["dealer.service.line"].search(
            [
                ("order_id.vehicle_id", "in", self.ids),
                ("recapture_state", "=", "open"),
            ],
            order="id",
        )


class DealerServiceAppointment(models.Model):
    _inherit = "dealer.service.appointment"

    declined_work = fields.Char(
        string="Declined Before",
        compute="_compute_declined_work",
        help="What the customer declined or put off at earlier visits: offer it again.",
    )

    @api.depends("vehicle_id")
    def _compute_declined_work(self):
        lines = self.vehicle_id._origin._get_declined_lines()
        by_vehicle = lines.grouped("vehicle_id")
        for appointment in self:
            found = by_vehicle.get(appointment.vehicle_id._origin, lines.browse())
            appointment.declined_work = ", ".join(found.mapped("name"))
