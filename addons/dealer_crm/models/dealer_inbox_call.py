"""Events of a telephone system among the messages of the intake."""

from odoo import api, fields, models

from ..tools import call_event, lead_error


class DealerInbox(models.Model):
    _inherit = "dealer.inbox"

    call_id = fields.Many2one(
        comodel_name="dealer.call",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    call_ref = fields.Char(
        string="Number of the Call", readonly=True, index="btree_not_null"
    )
    # By which a person who asks to be erased is found.
    call_phone_key = fields.Char(readonly=True)

    def _take(self):
        if self.format != "call":
            return super()._take()
        event = self._read_call_event()
        number = event["call_id"]
        self.env["dealer.intake.turn"]._take(
            self.company_id, [f"call:{self.intake_source_id.id}:{number}"]
        )
        told = call_event.tell([event, *self._get_other_events(number)])
        call = self.env["dealer.call"]._take_told(self, number, told)
        # sudo: nobody may change a message by hand, the intake user neither.
        return self.sudo().write(
            {
                "parsed": [event],
                "call_id": call.id,
                "call_ref": number,
                "call_phone_key": call.phone_key,
                "lead_ids": call.lead_id.ids,
                "lead_total": len(call.lead_id),
                "state": "duplicate" if self.original_id else "done",
                "error": False,
            }
        )

    def _read_call_event(self):
        """The event in the message, its repaired text before what came in.

        :return: dict as ``tools.call_event.parse`` returns it
        :raise tools.lead_error.LeadError: it is none
        """
        repaired = self.repaired_payload
        return call_event.parse(repaired.encode() if repaired else self._get_payload())

    def _get_other_events(self, number):
        """What was taken of a call before, whichever came first.

        :param str number: number of the call at the telephone system
        :return: list of events
        """
        rows = self.search(
            [
                ("intake_source_id", "=", self.intake_source_id.id),
                ("call_ref", "=", number),
                ("format", "=", "call"),
                ("state", "in", ("done", "duplicate")),
                ("id", "!=", self.id),
            ]
        )
        # The list of an erased person is empty.
        return [event for row in rows for event in row.parsed or []]

    @api.model
    def _get_external_id(self, payload, format_="adf"):
        if format_ != "call":
            return super()._get_external_id(payload, format_)
        try:
            return call_event.event_key(call_event.parse(payload))
        except lead_error.LeadError:
            return None

    @api.model
    def _get_error_message(self, error):
        if not isinstance(error, call_event.CallEventError):
            return super()._get_error_message(error)
        messages = {
            "missing": self.env._("A field which is needed is missing:"),
            "wrong_type": self.env._("The value of a field cannot be used:"),
        }
        if message := messages.get(error.code):
            return f"{message} {error.detail}"
        return super()._get_error_message(error)

    def _prepare_lead_vals(self, item, partner):
        """Whoever answered an unknown caller has the lead."""
        values = super()._prepare_lead_vals(item, partner)
        answered_by = self.env.context.get("dealer_answered_by")
        if answered_by and not values["user_id"]:
            values["user_id"] = answered_by
        return values

    def _prepare_caller(self, phone):
        """A caller whom nobody knows, as a prospect.

        :param str phone: number of the caller
        :return: dict as the readers of leads return it
        """
        customer = {
            **dict.fromkeys(("full_name", "first", "middle", "last", "company")),
            "phones": [phone],
            "emails": [],
            "address": {},
        }
        return {
            "customer": customer,
            "vehicle": None,
            "trade_in": None,
            "other_vehicles": [],
            "other_trade_ins": [],
            "comments": self.env._("Call from %(phone)s", phone=phone),
            "timeframe": None,
            "request_date": None,
            "status": "new",
            "source_id": None,
            "source": None,
            "vendor": None,
            "provider": None,
        }
