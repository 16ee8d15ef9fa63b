"""The reception: what is taken down when a car comes in."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import body


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    fuel = fields.Selection(
        selection=[
            ("0", "Empty"),
            ("25", "1/4"),
            ("50", "1/2"),
            ("75", "3/4"),
            ("100", "Full"),
        ],
        string="Fuel or Battery",
        copy=False,
    )
    body_marks = fields.Json(
        string="Damage", copy=False, help="What was seen on a walk around the car."
    )
    photo_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="dealer_service_order_photo_rel",
        column1="order_id",
        column2="attachment_id",
        string="Photos",
        copy=False,
        bypass_search_access=True,
    )
    belongings = fields.Text(copy=False, help="What stays in the car.")
    promised_date = fields.Datetime(
        string="Promised for", copy=False, tracking=True, index="btree_not_null"
    )
    is_customer_confirmed = fields.Boolean(
        string="Customer Confirmed",
        copy=False,
        help="The person at the desk is the customer of the order; phone and address "
        "were checked.",
    )
    odometer_before = fields.Integer(
        string="Last Reading", compute="_compute_odometer_before"
    )
    is_odometer_falling = fields.Boolean(compute="_compute_odometer_before")
    odometer_reason = fields.Selection(
        selection=lambda self: (
            self.env["dealer.vehicle.odometer"]
            ._fields["reason"]
            ._description_selection(self.env)
        ),
        string="Why Lower",
        copy=False,
        help="Why the reading is lower than the one before.",
    )
    signature = fields.Image(max_width=1024, max_height=1024, copy=False)
    signed_by = fields.Char(copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)
    check_in_offers = fields.Json(compute="_compute_check_in_offers")

    @api.depends("vehicle_id", "odometer", "odometer_id", "date")
    def _compute_odometer_before(self):
        # sudo: the last reading is no secret of the order's showroom.
        readings = self.vehicle_id.sudo().odometer_ids
        for order in self:
            before = readings.filtered(
                lambda reading, order=order: (
                    reading.vehicle_id == order.vehicle_id._origin
                    and reading != order.odometer_id
                    and reading.reason != "typing_error"
                    and reading.date <= fields.Date.to_date(order.date)
                )
            )
            # Newest first, as the model is sorted.
            last = before.sorted(lambda reading: (reading.date, reading.id))[-1:]
            order.odometer_before = last.value
            order.is_odometer_falling = bool(
                order.odometer and last and order.odometer < last.value
            )

    @api.depends("vehicle_id")
    def _compute_check_in_offers(self):
        for order in self:
            order.check_in_offers = (
                order._get_checkin_offers() if order.vehicle_id else []
            )

    @api.constrains("body_marks")
    def _check_body_marks(self):
        for order in self.filtered("body_marks"):
            if not body.are_marks(order.body_marks):
                raise UserError(
                    self.env._("The damage cannot be read. Mark it on the car again.")
                )

    def _get_checkin_offers(self):
        """What is offered to the customer at the desk; addons append theirs.

        Open recalls, work declined before, maintenance that is due.

        :return: list of dicts: ``key`` (unique text), ``kind`` (text shown first),
            ``name``, ``price`` (in the currency of the showroom, None when it costs
            the customer nothing or is not known), ``lines`` (list of dicts for
            ``dealer.service.line.create``), and perhaps ``stock`` (dict ``text``,
            ``is_short``: whether its parts are on the shelf)
        """
        self.ensure_one()
        return []

    def action_add_offer(self, key):
        """Put an offer on the order, once.

        :param str key: of the offer
        :return: True
        :raise UserError: the offer does not stand any more
        """
        self.ensure_one()
        self.check_access("write")
        offers = {offer["key"]: offer for offer in self._get_checkin_offers()}
        if key not in offers:
            raise UserError(
                self.env._("The offer does not stand any more. Reload the page.")
            )
        self.line_ids = [fields.Command.create(vals) for vals in offers[key]["lines"]]
        return True

    def action_add_all_offers(self):
        """Put everything that is offered on the order: the customer said yes to all.

        :return: True
        """
        self.ensure_one()
        self.check_access("write")
        lines = [
            vals for offer in self._get_checkin_offers() for vals in offer["lines"]
        ]
        self.line_ids = [fields.Command.create(vals) for vals in lines]
        return True

    def _get_gates(self):
        gates = super()._get_gates()
        check = type(self)._check_odometer_explained
        for target in ("inspection", "estimate", "in_work"):
            gates[target] = [*gates.get(target, ()), check]
        return gates

    def _check_odometer_explained(self):
        if self.is_odometer_falling and not self.odometer_reason:
            raise UserError(
                self.env._(
                    "%(value)s km is less than the last reading of %(before)s km. "
                    "Correct the number, or choose why it is lower.",
                    value=self.odometer,
                    before=self.odometer_before,
                )
            )

    def _prepare_odometer_vals(self):
        vals = super()._prepare_odometer_vals()
        return {**vals, "reason": self.odometer_reason}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._stamp_signature(vals) for vals in vals_list])

    def _stamp_signature(self, vals):
        """When it was signed belongs to a signature."""
        return (
            {**vals, "signed_on": fields.Datetime.now()}
            if vals.get("signature")
            else vals
        )

    def write(self, vals):
        result = super().write(self._stamp_signature(vals))
        if "odometer_reason" in vals:
            # sudo: technicians may enter a reading here but edit none on the vehicle.
            for order in self.sudo().filtered("odometer_id"):
                order.odometer_id.reason = order.odometer_reason
        return result

    def _get_body_picture(self):
        """The car outline with the marks, for documents.

        :return: Markup, SVG; notes are not in it
        """
        return Markup(body.picture(self.body_marks or []))

    def _get_mark_names(self):
        """Names of the kinds of damage.

        :return: dict kind -> text
        """
        return {
            "scratch": self.env._("Scratch"),
            "dent": self.env._("Dent"),
            "chip": self.env._("Stone chip"),
            "broken": self.env._("Broken"),
        }

    def action_print_acceptance(self):
        """Print what was taken down at the reception.

        :return: report action
        """
        report = self.env.ref("dealer_service.dealer_service_order_report_acceptance")
        return report.report_action(self)
