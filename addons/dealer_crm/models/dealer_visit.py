"""The showroom log: who came, with whom, why, and what came of it."""

from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import keys

# Purposes which make a lead.
SALES = ("new_car", "used_car", "trade_in")
# A visit within these days of another one is a second one.
RETURN_DAYS = 90


class DealerVisit(models.Model):
    _name = "dealer.visit"
    _description = "Showroom Visit"
    _order = "arrived_at DESC, id DESC"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        ondelete="set null",
        index="btree_not_null",
    )
    visitor_name = fields.Char(
        string="Name", help="Of somebody who is not in the list of customers yet."
    )
    visitor_phone = fields.Char(
        string="Phone",
        help="Somebody known by this number is found; others become a customer.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="With",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self.env.user,
        ondelete="restrict",
        index="btree_not_null",
        help="Who looks after the visitor. Empty: the visitor still waits.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    arrived_at = fields.Datetime(
        string="Arrived", required=True, default=fields.Datetime.now, index=True
    )
    hour = fields.Integer(
        string="Hour of the Day",
        compute="_compute_hour",
        store=True,
        aggregator=None,
        help="When the visitor came, in the time zone of the showroom.",
    )
    people = fields.Integer(
        string="Persons",
        required=True,
        default=1,
        help="How many came together; one visit all the same.",
    )
    purpose = fields.Selection(
        selection=[
            ("new_car", "New Car"),
            ("used_car", "Used Car"),
            ("trade_in", "Sells a Car"),
            ("delivery", "Delivery"),
            ("paper", "Papers, Payment"),
            ("service", "Service"),
            ("other", "Other"),
        ],
        required=True,
        default="new_car",
    )
    model_id = fields.Many2one(
        comodel_name="fleet.vehicle.model", string="Interested in"
    )
    result = fields.Selection(
        selection=[
            ("looked", "Looked Around"),
            ("appointment", "Appointment Made"),
            ("test_drive", "Test Drive"),
            ("offer", "Offer Made"),
            ("bought", "Bought"),
            ("done", "Dealt With"),
            ("left", "Left Without Advice"),
        ],
        index="btree_not_null",
    )
    by_appointment = fields.Boolean(string="Had an Appointment")
    is_return = fields.Boolean(
        string="Came Again",
        compute="_compute_is_return",
        store=True,
        help="The customer was here within the 90 days before.",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        domain="[('partner_id', 'in', (partner_id, False))]",
        ondelete="set null",
        index="btree_not_null",
    )
    recorded_rate = fields.Float(
        string="Known Visitors, %",
        compute="_compute_recorded_rate",
        store=True,
        aggregator="avg",
        digits=(5, 1),
        help="Share of the visits of which we know who it was.",
    )
    sold_rate = fields.Float(
        string="Sold, %",
        compute="_compute_sold_rate",
        store=True,
        aggregator="avg",
        digits=(5, 1),
        help="Share of the visits whose lead was won.",
    )
    note = fields.Text()

    _check_people = models.Constraint(
        "CHECK (people BETWEEN 1 AND 99)", "Between 1 and 99 persons come together."
    )
    _company_arrived_idx = models.Index("(company_id, arrived_at)")

    # === COMPUTE === #

    @api.depends("arrived_at", "company_id")
    def _compute_hour(self):
        for visit in self:
            zone = visit.company_id._get_dealer_timezone()
            at = visit.arrived_at and visit.arrived_at.replace(tzinfo=UTC)
            visit.hour = at.astimezone(zone).hour if at else 0

    @api.depends("partner_id", "arrived_at")
    def _compute_is_return(self):
        known = self.filtered(lambda visit: visit.partner_id and visit.arrived_at)
        (self - known).is_return = False
        if not known:
            return
        # sudo: also visits which a colleague has entered count.
        groups = self.sudo()._read_group(
            [("partner_id", "in", known.partner_id.ids)],
            ["partner_id", "company_id"],
            ["arrived_at:array_agg", "id:array_agg"],
        )
        moments = {
            (partner.id, company.id): list(zip(times, ids, strict=True))
            for partner, company, times, ids in groups
        }
        for visit in known:
            since = fields.Datetime.subtract(visit.arrived_at, days=RETURN_DAYS)
            visit.is_return = any(
                since <= moment < visit.arrived_at and id_ != visit._origin.id
                for moment, id_ in moments.get(
                    (visit.partner_id.id, visit.company_id.id), []
                )
            )

    @api.depends("partner_id")
    def _compute_recorded_rate(self):
        for visit in self:
            visit.recorded_rate = 100 if visit.partner_id else 0

    @api.depends("lead_id.won_status")
    def _compute_sold_rate(self):
        for visit in self:
            visit.sold_rate = 100 if visit.lead_id.won_status == "won" else 0

    @api.depends("partner_id", "visitor_name", "visitor_phone")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = (
                visit.partner_id.display_name
                or visit.visitor_name
                or visit.visitor_phone
                or self.env._("Unknown visitor")
            )

    @api.onchange("visitor_phone")
    def _onchange_visitor_phone(self):
        """Show at once that the visitor is a customer."""
        if self.visitor_phone and not self.partner_id:
            self.partner_id = self._find_visitor()

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id.partner_id and not self.partner_id:
            self.partner_id = self.lead_id.partner_id

    @api.constrains("arrived_at")
    def _check_arrived_at(self):
        # A clock of a phone may be a few minutes ahead.
        latest = fields.Datetime.add(fields.Datetime.now(), hours=1)
        for visit in self:
            if visit.arrived_at > latest:
                raise ValidationError(
                    self.env._(
                        "A visit is entered when the visitor is there. Plan a future "
                        "one as an appointment in the calendar."
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._recognise()
        visits._join_leads()
        visits._note_visit()
        return visits

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"partner_id", "visitor_name", "visitor_phone", "purpose"}:
            self._recognise()
            self._join_leads()
        if vals.keys() & {"partner_id", "lead_id", "user_id", "result"}:
            self._note_visit()
        return result

    # === WHO === #

    def _find_visitor(self):
        """The customer who is it for sure, by the number and name given.

        :return: res.partner or an empty recordset; only whom the user may see
        """
        partners = self.env["res.partner"]
        values = {"name": self.visitor_name or "", "phone": self.visitor_phone}
        (hits,) = partners.with_company(self.company_id)._dealer_duplicates_batch(
            [values]
        )
        sure, _shown = partners._get_dealer_thresholds()
        found = partners.browse(
            partner.id for partner, likeness in hits if likeness.score >= sure
        )
        # The best first, of those whom the rules of the user let through.
        return (found & partners.search([("id", "in", found.ids)]))[:1]

    def _recognise(self):
        """Visitors who gave a name or a number become customers, known ones are found.

        Two receptions which enter one number at once take turns.
        """
        for visit in self:
            given = visit.visitor_name or visit.visitor_phone
            if visit.partner_id or not given:
                continue
            country = visit.company_id._get_dealer_country_code()
            key = keys.phone_key(visit.visitor_phone or "", country)
            self.env["dealer.intake.turn"]._take(visit.company_id, filter(None, [key]))
            partner = visit._find_visitor() if key else self.env["res.partner"]
            partner = partner or self.env["res.partner"].create(
                visit._prepare_visitor_vals()
            )
            # The customer has name and number: no second copy of personal data.
            visit.write(
                {
                    "partner_id": partner.id,
                    "visitor_name": False,
                    "visitor_phone": False,
                }
            )

    def _prepare_visitor_vals(self):
        """Values of the customer whom a visit makes.

        :return: dict for ``res.partner.create``
        """
        return {
            "name": self.visitor_name or self.visitor_phone,
            "phone": self.visitor_phone,
            "user_id": self.user_id.id,
        }

    # === WHICH LEAD === #

    def _join_leads(self):
        """Visits about a car belong to the customer's open lead, or make one."""
        # sudo: the customer's lead may be a colleague's.
        calls = self.env["dealer.call"].sudo()
        for visit in self:
            if visit.lead_id or not visit.partner_id or visit.purpose not in SALES:
                continue
            lead = calls._find_lead(visit.company_id, visit.partner_id, "")
            is_new = not lead
            if is_new:
                leads = self.env["crm.lead"].with_context(
                    dealer_visitor_waits=not visit.user_id or visit.result == "left"
                )
                lead = leads.create(visit._prepare_lead_vals())
            elif visit.model_id and not lead.dealer_wish_model_id:
                lead.write(visit._prepare_wish_vals())
            visit.lead_id = lead
            visit._touch(is_new)

    def _get_source(self):
        """The intake source of walk-ins of the showroom, if there is one.

        :return: dealer.intake.source in sudo
        """
        # sudo: sources are set up by managers, walk-ins are entered by everybody.
        return (
            self.env["dealer.intake.source"]
            .sudo()
            .search(
                [
                    ("channel", "=", "walk_in"),
                    ("company_id", "=", self.company_id.id),
                ],
                limit=1,
            )
        )

    def _prepare_wish_vals(self):
        """The car the visitor is interested in, on the lead.

        :return: dict for ``crm.lead.write``
        """
        return {
            "dealer_wish_model_id": self.model_id.id,
            "dealer_wish_brand_id": self.model_id.brand_id.id,
        }

    def _prepare_lead_vals(self):
        """Values of the lead which a visit makes.

        :return: dict for ``crm.lead.create``
        """
        source = self._get_source()
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        values = {
            "name": self.model_id.display_name or purposes[self.purpose],
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "user_id": (self.user_id or source.user_id).id,
            "company_id": self.company_id.id,
            "source_id": source.utm_source_id.id,
            "medium_id": source.utm_medium_id.id,
            "dealer_channel": "walk_in",
            "dealer_intake_source_id": source.id,
            **self._prepare_wish_vals(),
        }
        if source.team_id:
            values["team_id"] = source.team_id.id
        return values

    def _touch(self, is_first):
        source = self._get_source()
        if not source:
            return
        # sudo: touches are written by the intake alone.
        self.env["dealer.lead.touch"].sudo().create(
            {
                "lead_id": self.lead_id.id,
                "intake_source_id": source.id,
                "company_id": self.company_id.id,
                "utm_source_id": source.utm_source_id.id,
                "utm_medium_id": source.utm_medium_id.id,
                "date": self.arrived_at,
                "is_first": is_first,
            }
        )

    # === WHAT FOLLOWS === #

    def _note_visit(self):
        """A visitor who was looked after has had contact; one who left is called."""
        for visit in self.filtered("lead_id"):
            # sudo: the lead may be a colleague's, the clock is the same for all.
            lead = visit.lead_id.sudo()
            if visit.result == "left":
                visit._plan_call()
            elif visit.user_id:
                lead._dealer_visit_happened(visit.arrived_at)

    def _plan_call(self):
        """Somebody calls whom nobody has advised, one task at a time."""
        kind = self.env.ref("mail.mail_activity_data_call")
        # sudo: the task may be a colleague's.
        lead = self.lead_id.sudo()
        if kind in lead.activity_ids.activity_type_id:
            return
        user = lead.user_id or lead._get_dealer_manager() or self.env.user
        lead.activity_schedule(
            "mail.mail_activity_data_call",
            summary=self.env._("Left the showroom without advice"),
            user_id=user.id,
        )

    # === ACTIONS === #

    def action_open_lead(self):
        """Open the lead of the visit.

        :return: window action, False without a lead
        """
        self.ensure_one()
        return self.lead_id._get_records_action() if self.lead_id else False

    def action_take(self):
        """Look after a visitor who waits: the visit becomes the user's.

        :return: True
        """
        self.filtered(lambda visit: not visit.user_id).write({"user_id": self.env.uid})
        return True
