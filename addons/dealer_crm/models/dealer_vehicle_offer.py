"""What makes a car in stock something to offer: trim, price, who wants such a car."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import wish

OFFERED = ("stock", "demo")
# So many kilometres on the clock a car may have and still be new.
NEW_UP_TO_KM = 500
# So many candidates are compared; the newest ones.
CANDIDATES = 1000


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    trim = fields.Char(help="Equipment line, as the maker calls it.")
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    asking_price = fields.Monetary(
        string="Price", help="What the car is offered for.", tracking=True
    )
    interested_count = fields.Integer(
        string="Interested Leads",
        compute="_compute_interested_count",
        groups="dealer_crm.group_dealer_user",
    )

    _asking_price_positive = models.Constraint(
        "CHECK(asking_price >= 0)", "The price of a car cannot be negative."
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for vehicle in self:
            company = vehicle.company_id or self.env.company
            vehicle.currency_id = company.currency_id

    @api.depends_context("uid")
    @api.depends("state", "model_id", "asking_price")
    def _compute_interested_count(self):
        matches = self._find_interested()
        for vehicle in self:
            vehicle.interested_count = len(matches.get(vehicle, ()))

    def _get_prices(self):
        """What each car is offered for.

        An addon with price lists or costs of its own may answer from there.

        :return: dict dealer.vehicle -> (amount, res.currency); 0 where it is not known
        """
        return {car: (car.asking_price, car.currency_id) for car in self}

    def _get_conditions(self):
        """Whether cars are new or used: for the wish of a customer.

        :return: dict dealer.vehicle -> "new", "used" or "demo"
        """
        # sudo: that there was an owner counts, former ones are masked.
        owned = self.env["dealer.vehicle.ownership"].sudo()
        groups = owned._read_group([("vehicle_id", "in", self.ids)], ["vehicle_id"])
        used = {vehicle.id for (vehicle,) in groups}
        conditions = {}
        for car in self:
            is_used = car.id in used or car.odometer > NEW_UP_TO_KM
            conditions[car] = "used" if is_used else "new"
            if car.state == "demo":
                conditions[car] = "demo"
        return conditions

    def _prepare_offers(self):
        """Cars as the rules of matching see them.

        :return: dict dealer.vehicle -> (tools.wish.Car, res.currency of its price)
        """
        prices, conditions = self._get_prices(), self._get_conditions()
        return {
            car: (
                wish.Car(
                    brand=car.model_id.brand_id.id or 0,
                    model=car.model_id.id or 0,
                    trim=car.trim or "",
                    year=car.model_year,
                    condition=conditions[car],
                    price=prices[car][0],
                    colour=car.color or "",
                    body=car.model_id.category_id.id or 0,
                    gearbox=car.model_id.transmission or "",
                ),
                prices[car][1],
            )
            for car in self
        }

    def _find_interested(self):
        """Open leads whose wish the cars fulfil, as far as the user may see them.

        :return: dict dealer.vehicle -> list of tuples (tools.wish.Match, crm.lead),
            best first; only cars which are offered
        """
        cars = self.filtered(lambda car: car.state in OFFERED and car.model_id)
        if not cars:
            return {}
        leads = self.env["crm.lead"].search(
            cars._get_interested_domain(), limit=CANDIDATES, order="id DESC"
        )
        return {
            car: [(found, lead) for lead, found in rows]
            for car, rows in leads._dealer_compare(cars, by_car=True).items()
        }

    def _get_interested_domain(self):
        """Leads worth comparing: open, of the showroom, of the brand or of any.

        :return: Domain of crm.lead
        """
        domain = Domain(
            [
                ("type", "=", "opportunity"),
                ("won_status", "=", "pending"),
                "|",
                ("dealer_wish_brand_id", "in", self.model_id.brand_id.ids),
                "&",
                ("dealer_wish_brand_id", "=", False),
                ("dealer_wish_budget_max", ">", 0),
            ]
        )
        if all(car.company_id for car in self):
            domain &= Domain("company_id", "in", [*self.company_id.ids, False])
        return domain

    def action_view_interested(self):
        """Open the leads whose wish the car fulfils.

        :return: window action
        """
        self.ensure_one()
        rows = self._find_interested().get(self, [])
        return self.env["dealer.wish.match"]._open(
            [(lead, self, found) for found, lead in rows],
            self.env._("Interested in %(car)s", car=self.display_name),
            "dealer_crm.dealer_wish_match_view_list_leads",
        )
