"""The wish in full, and the cars in stock which fulfil it."""

import dataclasses

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import wish
from .dealer_vehicle_offer import CANDIDATES, OFFERED

# A purchase within so many days is a lead of this level, see ``crm_lead_level``.
LEVEL_DAYS = (("h", 7), ("a", 14), ("b", 31))


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_wish_trim = fields.Char(string="Wanted Trim")
    dealer_wish_condition = fields.Selection(
        selection=[("new", "New"), ("used", "Used")],
        string="New or Used",
        help="Empty: all the same.",
    )
    dealer_wish_color = fields.Char(string="Wanted Colour")
    dealer_wish_category_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.category", string="Wanted Body"
    )
    dealer_wish_transmission = fields.Selection(
        selection=[("manual", "Manual"), ("automatic", "Automatic")],
        string="Wanted Gearbox",
    )
    dealer_wish_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Currency of the Budget",
        compute="_compute_dealer_wish_currency_id",
        store=True,
        readonly=False,
    )
    dealer_wish_budget_min = fields.Monetary(
        string="Budget from", currency_field="dealer_wish_currency_id"
    )
    dealer_wish_budget_max = fields.Monetary(
        string="Budget to", currency_field="dealer_wish_currency_id"
    )
    dealer_wish_date = fields.Date(
        string="Wants to Buy by", help="It proposes the level of the lead."
    )
    dealer_match_count = fields.Integer(
        string="Matching Cars", compute="_compute_dealer_match_count"
    )

    _dealer_wish_brand_idx = models.Index(
        "(dealer_wish_brand_id) WHERE active AND won_status = 'pending'"
    )
    _dealer_wish_budget = models.Constraint(
        "CHECK(dealer_wish_budget_min >= 0 AND dealer_wish_budget_max >= 0"
        " AND (dealer_wish_budget_max = 0"
        " OR dealer_wish_budget_max >= dealer_wish_budget_min))",
        "The budget goes from the smaller to the larger amount: correct the two.",
    )

    @api.depends("company_id")
    def _compute_dealer_wish_currency_id(self):
        for lead in self:
            if not lead.dealer_wish_currency_id:
                company = lead.company_id or self.env.company
                lead.dealer_wish_currency_id = company.currency_id

    @api.depends_context("uid")
    @api.depends(lambda self: self._get_dealer_wish_fields())
    def _compute_dealer_match_count(self):
        matches = self._find_dealer_matches()
        for lead in self:
            lead.dealer_match_count = len(matches.get(lead, ()))

    @api.onchange("dealer_wish_date")
    def _onchange_dealer_wish_date(self):
        if self.dealer_wish_date:
            left = (self.dealer_wish_date - fields.Date.context_today(self)).days
            levels = (level for level, days in LEVEL_DAYS if left <= days)
            self.dealer_level = next(levels, "c")

    @api.model
    def _get_dealer_wish_fields(self):
        """Fields on which it depends which cars match.

        :return: list of names
        """
        return [
            *("dealer_wish_brand_id", "dealer_wish_model_id", "dealer_wish_trim"),
            *("dealer_wish_year", "dealer_wish_condition", "dealer_wish_color"),
            *("dealer_wish_category_id", "dealer_wish_transmission"),
            *("dealer_wish_budget_min", "dealer_wish_budget_max"),
            "dealer_wish_currency_id",
        ]

    # === MATCHING === #

    def _get_dealer_stock_domain(self):
        """Cars which may be offered to these leads.

        An addon which knows what is reserved or on its way extends this.

        :return: Domain of dealer.vehicle
        """
        domain = Domain("state", "in", OFFERED) & Domain("model_id", "!=", False)
        if all(lead.company_id for lead in self):
            domain &= Domain("company_id", "in", [*self.company_id.ids, False])
        if all(lead.dealer_wish_brand_id for lead in self):
            brands = self.dealer_wish_brand_id.ids
            domain &= Domain("model_id.brand_id", "in", brands)
        return domain

    def _find_dealer_matches(self):
        """Cars in stock which fulfil the wishes, as far as the user may see them.

        Few queries, whatever the number of leads: the cars are read once, the rules
        (``tools.wish``) compare in memory.

        :return: dict crm.lead -> list of tuples (tools.wish.Match, dealer.vehicle),
            best first
        """
        leads = self.filtered(lambda lead: lead._prepare_dealer_wish() != wish.Wish())
        if not leads:
            return {}
        cars = self.env["dealer.vehicle"].search(
            leads._get_dealer_stock_domain(), limit=CANDIDATES, order="id DESC"
        )
        return {
            lead: [(found, car) for car, found in rows]
            for lead, rows in leads._dealer_compare(cars).items()
        }

    def _dealer_compare(self, cars, by_car=False):
        """Compare each lead with each car.

        :param cars: dealer.vehicle
        :param bool by_car: group the pairs by car instead of by lead
        :return: dict record -> list of tuples (other record, tools.wish.Match), best
            first; pairs which are worth a call only
        """
        offers = cars._prepare_offers()
        wishes = {lead: lead._prepare_dealer_wish() for lead in self}
        pairs = {}
        for lead, wanted in wishes.items():
            for car, (offer, currency) in offers.items():
                if not lead._is_dealer_same_showroom(car):
                    continue
                found = wish.match(lead._convert_dealer_wish(wanted, currency), offer)
                if found and found.score >= wish.SHOWN:
                    one, other = (car, lead) if by_car else (lead, car)
                    pairs.setdefault(one, []).append((other, found))
        for rows in pairs.values():
            rows.sort(key=lambda row: (-row[1].score, row[0].id))
        return pairs

    def _is_dealer_same_showroom(self, car):
        company, stock = self.company_id, car.company_id
        return not company or not stock or company == stock

    def _prepare_dealer_wish(self):
        """The wish as the rules see it.

        :return: tools.wish.Wish, in the currency of the budget
        """
        return wish.Wish(
            brand=self.dealer_wish_brand_id.id or 0,
            model=self.dealer_wish_model_id.id or 0,
            trim=self.dealer_wish_trim or "",
            year=self.dealer_wish_year,
            condition=self.dealer_wish_condition or "",
            budget_min=self.dealer_wish_budget_min,
            budget_max=self.dealer_wish_budget_max,
            colour=self.dealer_wish_color or "",
            body=self.dealer_wish_category_id.id or 0,
            gearbox=self.dealer_wish_transmission or "",
        )

    def _convert_dealer_wish(self, wanted, currency):
        """The wish with the budget in the currency in which a car is offered.

        :param wanted: tools.wish.Wish
        :param currency: res.currency
        :return: tools.wish.Wish
        """
        own = self.dealer_wish_currency_id
        if not own or own == currency or not (wanted.budget_min or wanted.budget_max):
            return wanted
        company = self.company_id or self.env.company
        today = fields.Date.context_today(self)
        low, high = (
            own._convert(amount, currency, company, today)
            for amount in (wanted.budget_min, wanted.budget_max)
        )
        return dataclasses.replace(wanted, budget_min=low, budget_max=high)

    def action_dealer_view_matches(self):
        """Open the cars in stock which fulfil the wish, with the reasons.

        :return: window action
        """
        self.ensure_one()
        rows = self._find_dealer_matches().get(self, [])
        return self.env["dealer.wish.match"]._open(
            [(self, car, found) for found, car in rows],
            self.env._("Cars for %(lead)s", lead=self.partner_id.name or self.name),
            "dealer_crm.dealer_wish_match_view_list_cars",
        )

    def _merge_get_fields(self):
        return super()._merge_get_fields() + [
            *("dealer_wish_trim", "dealer_wish_condition", "dealer_wish_color"),
            *("dealer_wish_category_id", "dealer_wish_transmission"),
            *("dealer_wish_budget_min", "dealer_wish_budget_max", "dealer_wish_date"),
            "dealer_wish_currency_id",
        ]
