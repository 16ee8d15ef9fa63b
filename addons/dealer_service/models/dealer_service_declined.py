"""Declined and deferred work: kept for the VIN until it is done or not wanted."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from .dealer_maintenance_engine import DONE_STATES
from .dealer_service_line import PRICE_GROUPS

REFUSED = ("declined", "deferred")
# Products of work which has no product of its own.
GENERAL = ("labour", "sublet", "fee")


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
        help="Taken: on an order which is not finished yet. Done later: won back. What "
        "was declined once more is followed at the later visit only.",
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
        # Counted twice it would be half won back at best.
        refused = self.filtered(
            lambda line: line.decision in REFUSED and not line._is_declined_again()
        )
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
            done = taken.filtered(lambda again: again.order_id.state in DONE_STATES)
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
        return "closed" if self.is_not_wanted else "open"

    def _is_declined_again(self):
        """Whether the customer said no once more at a later visit.

        :return: bool
        """
        self.ensure_one()
        return any(line.decision in REFUSED for line in self.offered_again_ids)

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

    def _link_declined(self):
        """Find out which work was declined at an earlier visit, also without the offer.

        The same work put on a later order by hand is that work all the same: it must
        not be offered as open any more.
        """
        mine = self.filtered(
            lambda line: line.decision != "pending" and not line.declined_line_id
        )
        known = mine.order_id.vehicle_id._get_declined_lines().grouped(
            lambda line: (line.vehicle_id, line._get_work_key())
        )
        for line in mine:
            work = line._get_work_key()
            before = known.get((line.vehicle_id, work), self.browse()) - line
            before = before.filtered(lambda other, line=line: other.id < line.id)
            if work and before:
                line.declined_line_id = before[-1]

    def _get_work_key(self):
        """What tells whether two lines are about the same work.

        :return: operation or product; empty where a text alone says what is done
        """
        self.ensure_one()
        general = [
            self.env.ref(f"dealer_service.product_{kind}", False) for kind in GENERAL
        ]
        own = self.product_id if self.product_id not in general else None
        return self.operation_id or own or None

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


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    def _update_state(self, target):
        moved = super()._update_state(target)
        if target == "ready":
            # sudo: technicians set orders ready; the earlier one may be a colleague's.
            moved.sudo().line_ids._link_declined()
        return moved


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

    def _get_declined_today(self, company, partner):
        """Open declined work as it is offered now: prices and stock of today.

        :param company: res.company of the workshop
        :param partner: res.partner who would pay
        :return: list of dicts as of ``dealer.service.order._get_checkin_offers``
        """
        self.ensure_one()
        order = self.env["dealer.service.order"].new(
            {
                "company_id": company.id,
                "vehicle_id": self.id,
                "partner_id": partner.id,
            }
        )
        offers = order._get_declined_offers(self)
        # sudo: rates, price lists and quants; the lines are those the user may read.
        own = order.sudo()
        return own._add_offer_stock(own._add_offer_prices(offers))


class DealerServiceAppointment(models.Model):
    _inherit = "dealer.service.appointment"

    declined_work = fields.Char(
        string="Declined Before",
        compute="_compute_declined_work",
        help="What the customer declined or put off at earlier visits: offer it again.",
    )

    @api.depends("vehicle_id", "partner_id", "company_id")
    def _compute_declined_work(self):
        for appointment in self:
            vehicle = appointment.vehicle_id._origin
            offers = vehicle and vehicle._get_declined_today(
                appointment.company_id, appointment.partner_id._origin
            )
            appointment.declined_work = "; ".join(
                appointment._describe_offer(offer) for offer in offers or ()
            )

    def _describe_offer(self, offer):
        """An offer in a line, the price only for who may read prices.

        :param dict offer: see ``dealer.service.order._get_checkin_offers``
        :return: text
        """
        lines = self.env["dealer.service.line"]
        facts = []
        if lines._has_field_access(lines._fields["price_unit"], "read"):
            currency = self.company_id.currency_id
            facts.append(format_amount(self.env, offer["price"], currency))
        if offer["stock"]:
            facts.append(offer["stock"]["text"])
        return f"{offer['name']} ({', '.join(facts)})" if facts else offer["name"]
