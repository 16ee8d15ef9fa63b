"""Customers book a time: in the portal, or by the link of a reminder."""

from datetime import UTC, datetime

from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.http import Controller, request, route
from odoo.tools import format_date, format_time

OFFERS = 40
# A form with a remark.
MAX_BYTES = 64 * 1024
# More open appointments of one customer are made by telephone.
MAX_OPEN = 3
TRIES = 5


class DealerServiceBooking(Controller):
    @route("/my/service/book", type="http", auth="user", methods=["GET"], website=True)
    def dealer_book(self, **values):
        """Choose car, work and one of the free times."""
        partner = request.env.user.partner_id
        return self._render_booking(partner, partner._get_dealer_own_vehicles(), values)

    @route(
        "/my/service/book",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_BYTES,
    )
    def dealer_book_submit(self, **values):
        """Book the time. Somebody was faster: the page offers the next ones."""
        partner = request.env.user.partner_id
        return self._submit(
            partner, partner._get_dealer_own_vehicles(), values, "online"
        )

    @route(
        "/dealer/service/book/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def dealer_book_reminder(self, token, **values):
        """The same without a login, for the car of a reminder. 404: not valid."""
        reminder = self._get_reminder(token)
        return self._render_booking(reminder.partner_id, reminder.vehicle_id, values)

    @route(
        "/dealer/service/book/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        max_content_length=MAX_BYTES,
        website=True,
    )
    def dealer_book_reminder_submit(self, token, **values):
        """Book the time for the car of a reminder. 404: not valid."""
        reminder = self._get_reminder(token)
        return self._submit(
            reminder.partner_id, reminder.vehicle_id, values, "reminder", reminder
        )

    # === WHO AND WHAT === #

    def _get_reminder(self, token):
        reminder = request.env["dealer.service.reminder"]._find_by_token(token)
        if not reminder or reminder.vehicle_id.owner_id != reminder.partner_id:
            raise NotFound
        return reminder

    def _get_choice(self, vehicles, values):
        """What the customer has chosen so far, checked.

        :return: dict company, vehicle, skill (records with all rights), loan (bool)
        :raise NotFound: a car of somebody else, a workshop or work that is not offered
        """
        resources = request.env["dealer.service.resource"].sudo()
        # sudo: the workshops and kinds of work which are offered to everybody.
        companies = resources.search([("kind", "=", "bay")]).company_id.sorted("name")
        skills = (
            request.env["dealer.service.skill"]
            .sudo()
            .search([("is_public", "=", True)])
        )
        vehicle = self._pick(vehicles, values.get("vehicle"))
        # sudo: as above. The workshop which knows the car comes first.
        known = vehicle.sudo().service_order_ids[:1].company_id & companies
        return {
            "companies": companies,
            "skills": skills,
            "vehicles": vehicles,
            "company": self._pick(known | companies, values.get("company")),
            "vehicle": vehicle,
            "skill": self._pick(skills, values.get("skill")),
            "loan": bool(values.get("loan")),
            "reason": (values.get("reason") or "")[:2000],
        }

    def _pick(self, records, text):
        if not text:
            return records[:1]
        chosen = records.filtered(lambda record: str(record.id) == text)
        if not chosen:
            raise NotFound
        return chosen

    def _find(self, choice, earliest=None, limit=OFFERS):
        if not (choice["company"] and choice["vehicle"] and choice["skill"]):
            return []
        # sudo: only times come out, and no names.
        return (
            request.env["dealer.service.appointment"]
            .sudo()
            ._find_slots(
                choice["company"],
                choice["skill"].hours,
                skill=choice["skill"],
                loan=choice["loan"],
                earliest=earliest,
                limit=limit,
            )
        )

    # === PAGES === #

    def _render_booking(self, partner, vehicles, values, message=None, earliest=None):
        choice = self._get_choice(vehicles, values)
        days = {}
        for slot in self._find(choice, earliest):
            start = self._localise(slot.start, choice["company"])
            days.setdefault(start.date(), []).append(
                {
                    "value": fields.Datetime.to_string(slot.start),
                    "text": format_time(request.env, start.time(), time_format="short"),
                }
            )
        return request.render(
            "dealer_service.booking_page",
            {
                **choice,
                "partner": partner,
                "days": [
                    (format_date(request.env, day, date_format="EEEE, d MMMM"), times)
                    for day, times in days.items()
                ],
                "put_off": self._get_put_off(choice["vehicle"]),
                "message": message,
                "page_name": "dealer_book",
            },
        )

    def _get_put_off(self, vehicle):
        """Work which was declined or put off before; what it costs is said at the desk.

        :param vehicle: dealer.vehicle of who books
        :return: list of texts
        """
        # sudo: what the car needs is for its owner, as in the service book.
        return vehicle.sudo()._get_declined_lines().mapped("name") if vehicle else []

    def _localise(self, moment, company):
        return moment.replace(tzinfo=UTC).astimezone(company._get_dealer_timezone())

    def _submit(self, partner, vehicles, values, source, reminder=None):
        choice = self._get_choice(vehicles, values)
        try:
            start = datetime.fromisoformat(values.get("slot") or "")
        except ValueError:
            message = request.env._("Choose one of the times.")
            return self._render_booking(partner, vehicles, values, message)
        if self._has_many(partner):
            message = request.env._(
                "You have %(count)s open appointments already. Please call us for one "
                "more.",
                count=MAX_OPEN,
            )
            return self._render_booking(partner, vehicles, values, message)
        appointment = self._book(partner, choice, start.replace(tzinfo=None), source)
        if not appointment:
            message = request.env._(
                "Somebody has just taken this time. These are the next free ones."
            )
            return self._render_booking(partner, vehicles, values, message)
        if reminder:
            reminder._note_booking()
        appointment._send_confirmation()
        return request.render(
            "dealer_service.booking_done_page",
            {"appointment": appointment, "when": self._get_text(appointment)},
        )

    def _get_text(self, appointment):
        start = self._localise(appointment.start, appointment.company_id)
        day = format_date(request.env, start.date(), date_format="EEEE, d MMMM")
        return f"{day}, {format_time(request.env, start.time(), time_format='short')}"

    def _has_many(self, partner):
        # sudo: the customer's own appointments are counted.
        count = (
            request.env["dealer.service.appointment"]
            .sudo()
            .search_count(
                [("partner_id", "=", partner.id), ("state", "=", "booked")],
                limit=MAX_OPEN,
            )
        )
        return count >= MAX_OPEN

    def _book(self, partner, choice, start, source):
        """Book a start, in whatever bay is free then.

        :return: dealer.service.appointment, empty when every bay is taken
        """
        for _try in range(TRIES):
            slot = next(iter(self._find(choice, earliest=start, limit=1)), None)
            if not slot or slot.start != start:
                break
            values = {
                "company_id": choice["company"].id,
                "vehicle_id": choice["vehicle"].id,
                "partner_id": partner.id,
                "skill_id": choice["skill"].id,
                "loan_wanted": choice["loan"],
                "reason": choice["reason"],
                "source": source,
                "advisor_id": False,
            }
            # sudo: customers book without rights of their own; all is checked above.
            appointments = request.env["dealer.service.appointment"].sudo()
            appointment = appointments._book(values, slot)
            if appointment:
                return appointment
            # Only a new transaction sees what the faster one has booked.
            request.env.cr.rollback()
        return request.env["dealer.service.appointment"].browse()
