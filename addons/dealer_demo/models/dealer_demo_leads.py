"""The pipelines: enquiries taken in, moved on, delivered and lost by the staff."""

from datetime import datetime, timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..tools import adf_messages, leads
from ..tools.house import SALESPEOPLE

# Nobody is told by e-mail that a lead is his.
SILENT = {
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "dealer_no_notice": True,
}


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("leads", "leads", self._make_leads),
            ("quarantine", "messages in quarantine", self._make_quarantine),
        ]

    def _make_leads(self, house):
        rng = house.random("steps")
        by_mail = [case for case in house.cases if case.lead.channel == "adf"]
        by_mail.sort(key=lambda case: -case.lead.age)
        others = [case for case in house.cases if case.lead.channel != "adf"]
        pairs = list(zip(by_mail, self._take_messages(house, by_mail), strict=True))
        pairs += zip(others, self._enter_leads(others), strict=True)
        days = [
            (case, lead, self._get_lead_days(house.today, case.lead, rng))
            for case, lead in pairs
        ]
        self._walk_pipeline(pairs)
        self._lose_leads(pairs)
        self._backdate_leads(days)
        self._plan_calls(house, pairs, rng)

    # === TAKING IN === #

    def _enter_leads(self, cases):
        """Leads which the call centre enters for the salespeople.

        :param cases: list of tools.dealership.Case
        :return: list of crm.lead, in the environment of the salesperson
        """
        partners = self._get_records("res.partner", "customer")
        strangers = self._enter_strangers(cases)
        found = {}
        for area in SALESPEOPLE:
            chosen = [case for case in cases if case.area == area]
            entered = (
                self._act_as("bdc", area)
                .env["crm.lead"]
                .with_context(**SILENT)
                .create(
                    [
                        self._prepare_lead_vals(
                            case,
                            strangers.get(id(case)) or partners[case.customer],
                        )
                        for case in chosen
                    ]
                )
            )
            found.update((id(c), lead) for c, lead in zip(chosen, entered, strict=True))
        return [found[id(case)] for case in cases]

    def _enter_strangers(self, cases):
        """Contacts of those who are not in the base yet.

        :return: dict of res.partner by id() of the case
        """
        constants = self._get_partner_constants()
        unknown = [case for case in cases if case.stranger]
        created = self.env["res.partner"].create(
            [self._prepare_partner_vals(case.stranger, constants) for case in unknown]
        )
        return {id(case): person for case, person in zip(unknown, created, strict=True)}

    def _prepare_lead_vals(self, case, partner):
        """Values of a lead.

        :param case: tools.dealership.Case
        :param partner: res.partner
        :return: dict for ``crm.lead.create``
        """
        model = self.env.ref(f"dealer_crm.{case.wish}")
        script = self._get_script(partner.name)
        return {
            "name": leads.title(script, f"{model.brand_id.name} {model.name}"),
            "type": "opportunity",
            "partner_id": partner.id,
            "team_id": self._get_record(f"team_{case.area}").id,
            "company_id": self._get_companies()[case.area].id,
            "user_id": self._get_user(SALESPEOPLE[case.area]).id,
            "description": case.comment,
            "expected_revenue": case.price,
            "priority": case.lead.priority,
            "dealer_channel": case.lead.channel,
            **self._prepare_wish_vals(case, model),
        }

    def _prepare_wish_vals(self, case, model):
        """What the customer wants, is offered and gives in exchange."""
        vehicles = self._get_records("dealer.vehicle", "vehicle")
        return {
            "dealer_wish_brand_id": model.brand_id.id,
            "dealer_wish_model_id": model.id,
            "dealer_wish_text": f"{model.brand_id.name} {model.name}",
            "dealer_vehicle_id": case.vehicle is not None and vehicles[case.vehicle].id,
            "dealer_trade_in_vehicle_id": (
                case.trade_in is not None and vehicles[case.trade_in].id
            ),
        }

    def _get_script(self, name):
        if any("\u4e00" <= char <= "\u9fff" for char in name):
            return "zh"
        return "ru" if any("а" <= char <= "я" for char in name.lower()) else "latin"

    def _take_messages(self, house, cases):
        """Leads which come as ADF messages of the portal, through the real intake.

        :return: list of crm.lead, in the environment of the salesperson
        """
        taken = []
        source = self._get_record("source_adf")
        for number, case in enumerate(cases):
            person = case.stranger or house.customers[case.customer]
            model = self.env.ref(f"dealer_crm.{case.wish}")
            when = datetime.combine(house.today, datetime.min.time())
            payload = adf_messages.message(
                person,
                f"AP-{100_301 + number}",
                when + timedelta(days=-case.lead.age, hours=9, minutes=7 * number),
                model.brand_id.name,
                model.name,
                case.comment,
                self._get_trade_in_text(house, case),
            )
            message, _is_new = self.env["dealer.inbox"]._store(
                source, payload, "application/xml"
            )
            message._process()
            lead = message.lead_ids
            self._backdate(
                "dealer_inbox",
                {message.id: house.today - timedelta(days=case.lead.age)},
            )
            lead.with_context(**SILENT).write(
                {
                    "user_id": self._get_user(SALESPEOPLE[case.area]).id,
                    "expected_revenue": case.price,
                    "priority": case.lead.priority,
                    "dealer_vehicle_id": self._prepare_wish_vals(case, model)[
                        "dealer_vehicle_id"
                    ],
                }
            )
            taken.append(lead)
        return taken

    def _get_trade_in_text(self, house, case):
        """Make, model and VIN of the customer's car, as he writes them."""
        if case.trade_in is None:
            return None
        car = house.vehicles[case.trade_in]
        model = self.env.ref(f"dealer_crm.{car.model}")
        return model.brand_id.name, model.name, car.vin

    def _make_quarantine(self, house):
        """Two messages nobody can read: visible, repairable."""
        source = self._get_record("source_adf")
        for payload in adf_messages.broken():
            message, _is_new = self.env["dealer.inbox"]._store(
                source, payload, "text/xml"
            )
            message._process()

    # === MOVING ON === #

    def _walk_pipeline(self, pairs):
        """Each lead goes through the stages up to its own, moved by its salesperson.

        The changes are flushed stage by stage, so that each one is tracked.
        """
        self.env.cr.flush()
        names = [name for name, _weight, _ages in leads.STAGES if name != "lost"]
        reached = {id(case): self._get_reach(case.lead, names) for case, _lead in pairs}
        for position, name in enumerate(names[1:], start=1):
            stage = self.env.ref(f"dealer_crm.{name}")
            for area, login in SALESPEOPLE.items():
                moved = [
                    lead.id
                    for case, lead in pairs
                    if case.area == area and reached[id(case)] >= position
                ]
                records = self._act_as(login, area).env["crm.lead"].browse(moved)
                # sudo: the past, in which nobody was asked at the gates.
                records.sudo().with_context(**SILENT).write({"stage_id": stage.id})
                self.env.cr.flush()

    def _get_reach(self, lead, names):
        """How far a lead got; lost ones got somewhere before the sale."""
        if lead.stage == "lost":
            return (lead.age * 7 + lead.moved) % (len(names) - 3)
        return names.index(lead.stage)

    def _lose_leads(self, pairs):
        for area, login in SALESPEOPLE.items():
            own = self._act_as(login, area).env["crm.lead"]
            for number in range(len(leads.LOST_REASONS)):
                lost = own.browse(
                    lead.id
                    for case, lead in pairs
                    if case.area == area and case.lead.reason == number
                )
                if lost:
                    reason = self._get_record(f"reason_{number}")
                    lost.with_context(**SILENT).action_set_lost(
                        lost_reason_id=reason.id
                    )
        self.env.cr.flush()

    # === TIME === #

    def _get_lead_days(self, today, lead, rng):
        """Moments of the enquiry, of the first answer and of the last step.

        :param lead: tools.leads.Lead
        :return: tuple of datetimes (UTC)
        """
        start = datetime.combine(today, datetime.min.time()) + timedelta(
            days=-lead.age, hours=rng.randint(6, 9), minutes=rng.randrange(60)
        )
        answered = start + timedelta(minutes=int(rng.lognormvariate(3.4, 1)) + 2)
        moved = datetime.combine(today, datetime.min.time()) + timedelta(
            days=-lead.moved, hours=rng.randint(10, 15), minutes=rng.randrange(60)
        )
        now = fields.Datetime.now()
        start = min(start, now - timedelta(minutes=90))
        answered = min(max(answered, start), now - timedelta(minutes=30))
        return start, answered, min(max(moved, answered), now)

    def _backdate_leads(self, days):
        """Let the leads, their steps and hand-overs have happened at their time."""
        self.env.flush_all()
        for case, lead, (start, answered, moved) in days:
            closed = case.lead.stage in ("lost", "crm_stage_delivered")
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE crm_lead
                       SET create_date = %s, date_open = %s,
                           date_last_stage_update = %s, date_closed = %s
                     WHERE id = %s
                    """,
                    start,
                    answered,
                    moved,
                    moved if closed else None,
                    lead.id,
                )
            )
            self._backdate_messages(lead, answered, moved)
        everything = self.env["crm.lead"].browse(lead.id for _c, lead, _d in days)
        self._backdate_touches(everything)
        self.env.invalidate_all(flush=False)
        for name in ("day_open", "day_close"):
            self.env.add_to_compute(everything._fields[name], everything)
        for case, lead, (_start, _answered, moved) in days:
            if case.lead.stage == "crm_stage_delivered":
                # sudo: the salesperson made the ownership but may not change its dates.
                lead.dealer_vehicle_id.sudo().ownership_ids.date_from = moved.date()

    def _backdate_touches(self, leads):
        """What brought the leads came in when they began."""
        self.env.cr.execute(
            SQL(
                """
                WITH touch AS (
                    UPDATE dealer_lead_touch touch SET date = lead.create_date
                      FROM crm_lead lead
                     WHERE lead.id = touch.lead_id AND lead.id IN %s
                 RETURNING touch.inbox_id, touch.date
                )
                UPDATE dealer_inbox SET create_date = touch.date
                  FROM touch WHERE touch.inbox_id = dealer_inbox.id
                """,
                tuple(leads.ids),
            )
        )

    def _plan_calls(self, house, pairs, rng):
        """Most open leads have a next step, some of them overdue."""
        kind = self.env.ref("mail.mail_activity_data_call")
        model_id = self.env["ir.model"]._get_id("crm.lead")
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": lead.id,
                    "user_id": self._get_user(SALESPEOPLE[case.area]).id,
                    "date_deadline": house.today + timedelta(days=rng.randint(-3, 6)),
                }
                for case, lead in pairs
                if case.lead.stage not in ("lost", "crm_stage_delivered")
                and rng.random() < 0.75
            ]
        )
