"""Next free times for a job."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import slots

OFFERS = 12


class DealerServiceSlot(models.TransientModel):
    _name = "dealer.service.slot"
    _description = "Find a Time"

    appointment_id = fields.Many2one(comodel_name="dealer.service.appointment")
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        compute="_compute_from_appointment",
        store=True,
        readonly=False,
        precompute=True,
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        required=True,
        compute="_compute_from_appointment",
        store=True,
        readonly=False,
        precompute=True,
    )
    skill_id = fields.Many2one(
        comodel_name="dealer.service.skill",
        string="Kind of Work",
        compute="_compute_from_appointment",
        store=True,
        readonly=False,
        precompute=True,
    )
    hours = fields.Float(
        compute="_compute_hours", store=True, readonly=False, precompute=True
    )
    loan_wanted = fields.Boolean(string="With Loan Car")
    technician_id = fields.Many2one(
        comodel_name="dealer.service.resource",
        domain="[('kind', '=', 'technician'), ('company_id', '=', company_id)]",
        help="Empty: whoever can do it.",
    )
    earliest = fields.Date(
        string="Not before", required=True, default=fields.Date.context_today
    )
    reason = fields.Text()
    offer_ids = fields.One2many(
        comodel_name="dealer.service.slot.offer",
        inverse_name="search_id",
        string="Free Times",
        readonly=True,
    )
    is_searched = fields.Boolean()

    @api.depends("appointment_id")
    def _compute_from_appointment(self):
        for search in self:
            appointment = search.appointment_id
            search.company_id = appointment.company_id or self.env.company
            search.vehicle_id = appointment.vehicle_id or search.vehicle_id
            search.skill_id = appointment.skill_id or search.skill_id

    @api.depends("appointment_id", "skill_id")
    def _compute_hours(self):
        for search in self:
            appointment = search.appointment_id
            same = appointment and appointment.skill_id == search.skill_id
            search.hours = (appointment.hours if same else search.skill_id.hours) or 1.0

    @api.onchange(
        "company_id", "skill_id", "hours", "loan_wanted", "technician_id", "earliest"
    )
    def _onchange_wishes(self):
        """The times which are shown fit other wishes: search once more."""
        self.offer_ids = False
        self.is_searched = False

    def action_search(self):
        """Look for the next free times.

        :return: window action of the dialogue with the times
        """
        self.ensure_one()
        self.write(
            {
                "is_searched": True,
                "offer_ids": [
                    fields.Command.clear(),
                    *map(fields.Command.create, self._prepare_offer_vals()),
                ],
            }
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_service_slot_action"
        )
        return {**action, "res_id": self.id}

    def _prepare_offer_vals(self):
        """The next free times for what is wanted.

        :return: list of dicts for ``create``; empty as long as something is missing
        """
        if not self.hours or self.hours < 0 or not self.earliest:
            return []
        found = self.env["dealer.service.appointment"]._find_slots(
            self.company_id,
            self.hours,
            skill=self.skill_id,
            loan=self.loan_wanted,
            technician=self.technician_id,
            earliest=self._get_earliest(),
            limit=OFFERS,
            without=self.appointment_id,
        )
        return [
            {
                "start": slot.start,
                "stop": slot.stop,
                "bay_id": slot.keys[0],
                "technician_id": slot.keys[1],
                "loan_id": slot.keys[2],
            }
            for slot in found
        ]

    def _get_earliest(self):
        """Midnight of the first day where the reader is, as UTC.

        :return: naive datetime
        """
        zone = ZoneInfo(self.env.user.tz or self.company_id.partner_id.tz or "UTC")
        midnight = datetime.combine(self.earliest, time(), zone)
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def _prepare_appointment_vals(self):
        """Values of the new appointment, without its time.

        :return: dict for ``dealer.service.appointment.create``
        """
        return {
            "company_id": self.company_id.id,
            "vehicle_id": self.vehicle_id.id,
            "skill_id": self.skill_id.id,
            "hours": self.hours,
            "loan_wanted": self.loan_wanted,
            "reason": self.reason,
        }


class DealerServiceSlotOffer(models.TransientModel):
    _name = "dealer.service.slot.offer"
    _description = "Free Time"
    _order = "start, id"

    search_id = fields.Many2one(
        comodel_name="dealer.service.slot", required=True, ondelete="cascade"
    )
    start = fields.Datetime(readonly=True)
    stop = fields.Datetime(string="End", readonly=True)
    bay_id = fields.Many2one(comodel_name="dealer.service.resource", readonly=True)
    technician_id = fields.Many2one(
        comodel_name="dealer.service.resource", readonly=True
    )
    loan_id = fields.Many2one(
        comodel_name="dealer.service.resource", string="Loan Car", readonly=True
    )

    def action_take(self):
        """Book the time: a new appointment, or the one which is moved.

        :return: window action of the appointment
        :raise UserError: somebody was faster
        """
        self.ensure_one()
        search = self.search_id
        slot = slots.Slot(
            self.start,
            self.stop,
            (self.bay_id.id, self.technician_id.id, self.loan_id.id),
        )
        appointment = search.appointment_id
        if appointment:
            appointment._move_to(slot)
        else:
            appointment = appointment._book(search._prepare_appointment_vals(), slot)
        if not appointment:
            raise UserError(
                self.env._("Somebody has just taken this time. Search once more.")
            )
        return appointment._get_records_action()
