"""First calls to leads, the telephone system, and leads given out by rules."""

import json
from datetime import UTC, datetime, time, timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..tools.house import EXTENSIONS, SALESPEOPLE
from .dealer_demo_leads import SILENT
from .dealer_demo_profile import QUIET

# Share of the leads which were reached at the first try.
REACHED = 0.7
# Share of the leads of the last days which somebody has called.
NEW_CALLED = 0.4
WEBSITE = (
    ("Haval", "Jolion", "Марина Ершова", "+7 936 555-40-11"),
    ("Geely", "Monjaro", "Oleg Tarasov", "+7 936 555-40-12"),
    ("Haval", "F7", "赵敏", "+7 936 555-40-13"),
    ("Chery", "Tiggo 7", "Григорий Лавров", "+7 936 555-40-14"),
)
CLOCK = (
    *("dealer_first_response_at", "dealer_response_minutes", "dealer_response_kind"),
    *("dealer_first_touch_at", "dealer_touch_minutes"),
)


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("first_calls", "first calls to leads", self._make_first_calls),
            ("telephone", "calls of the telephone system", self._make_telephone),
            ("distribution", "distribution of leads", self._make_distribution),
        ]

    # === THE CLOCK === #

    def _make_first_calls(self, house):
        """The past of the clock: it runs from when the leads came in."""
        rng = house.random("first calls")
        found = self.env["crm.lead"].with_context(active_test=False)
        found = found.search([("dealer_channel", "!=", False)], order="id")
        self._restart_clock(found)
        visitors = found.filtered(lambda lead: lead.dealer_channel == "walk_in")
        visitors._dealer_note_response(
            {lead: lead.create_date for lead in visitors}, "visit"
        )
        newest = datetime.combine(house.today, time()) - timedelta(days=2)
        values = []
        for lead in found - visitors:
            if lead.create_date > newest and rng.random() > NEW_CALLED:
                continue
            values += self._prepare_first_calls(lead, rng)
        self.env["dealer.call"].with_context(**QUIET).create(values)

    def _restart_clock(self, leads):
        self.env.flush_all()
        empty = SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in CLOCK)
        self.env.cr.execute(
            SQL("UPDATE crm_lead SET %s WHERE id IN %s", empty, tuple(leads.ids))
        )
        self.env.invalidate_all(flush=False)
        leads._dealer_start_clock()

    def _prepare_first_calls(self, lead, rng):
        """One call, or a second one after nobody had answered the first.

        :return: list of dicts for ``dealer.call.create``
        """
        first = lead.date_open or lead.create_date
        user = lead.user_id or self._get_user("bdc")
        call = {
            "lead_id": lead.id,
            "partner_id": lead.partner_id.id,
            "user_id": user.id,
            "company_id": lead.company_id.id,
            "phone": lead.phone or lead.partner_id.phone,
            "direction": "out",
        }
        again = first + timedelta(minutes=rng.randint(20, 300))
        reached = {
            **call,
            "result": "reached",
            "started_at": first,
            "duration": rng.randint(40, 500),
        }
        if rng.random() < REACHED:
            return [reached]
        missed = {**call, "result": "no_answer", "started_at": first, "duration": 0}
        if again > fields.Datetime.now():
            return [missed]
        return [missed, {**reached, "started_at": again}]

    # === THE TELEPHONE SYSTEM === #

    def _make_telephone(self, house):
        """A few calls as the telephone system tells them, through the real intake."""
        for login, extension in EXTENSIONS.items():
            self._get_user(login).dealer_extension = extension
        team = self._get_record("team_moscow")
        source = self.env["dealer.intake.source"].create(
            {
                "name": "Telephone (PBX)",
                "channel": "phone",
                "company_id": team.company_id.id,
                "team_id": team.id,
            }
        )
        source._set_call_secret("demo-call")
        self._remember("source", source, ["call"])
        customers = self._get_records("res.partner", "customer").filtered(
            lambda person: person.phone and person.user_id == self._get_user("sales1")
        )
        at = min(
            datetime.combine(house.today, time(9)),
            fields.Datetime.now() - timedelta(hours=2),
        )
        calls = (
            ("in", customers[0].phone, "101", 0),
            ("in", customers[1].phone, "101", 134),
            ("out", customers[2].phone, "100", 61),
            ("in", "+7 936 555-40-01", "101", 212),
            ("in", "+7 936 555-40-02", "", 0),
        )
        for number, (direction, phone, extension, seconds) in enumerate(calls):
            told = {
                "call_id": f"demo-{number}",
                "direction": direction,
                "phone": phone,
                "extension": extension,
            }
            self._take_call(source, told, at + timedelta(minutes=11 * number), seconds)

    def _take_call(self, source, told, at, seconds):
        """The events of one call.

        :param dict told: what stands in each event
        :param at: datetime (UTC) of the first ring
        :param int seconds: seconds of talk, 0 when nobody answers
        """
        steps = [("ring", 0), ("answer", 9), ("hangup", 9 + seconds)]
        if not seconds:
            steps = [("ring", 0), ("hangup", 30)]
        for event, after in steps:
            moment = at.replace(tzinfo=UTC) + timedelta(seconds=after)
            payload = json.dumps({**told, "event": event, "time": moment.isoformat()})
            message, _is_new = self.env["dealer.inbox"]._store(
                source, payload.encode(), "application/json", format="call"
            )
            message.with_context(**SILENT)._process()

    # === DISTRIBUTION === #

    def _make_distribution(self, house):
        """Leads of the website are given to the team in turn, with the reason."""
        team = self._get_record("team_moscow")
        people = self._get_user(SALESPEOPLE["moscow"]) | self._get_user("bdc")
        team.write({"member_ids": people.ids, "dealer_distribution": True})
        source = self._get_record("source_lead")
        for number, (make, model, name, phone) in enumerate(WEBSITE):
            payload = json.dumps(
                {
                    "id": f"W-{number + 1}",
                    "source": "site",
                    "customer": {"name": name, "phone": phone},
                    "vehicle": {"make": make, "model": model, "interest": "buy"},
                }
            )
            message, _is_new = self.env["dealer.inbox"]._store(
                source, payload.encode(), "application/json", format="json"
            )
            message.with_context(**SILENT)._process()
