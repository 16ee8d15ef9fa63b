from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.dealer_vehicle_offer import OFFERED


class DealerWishMatch(models.TransientModel):
    """A car and a lead which fit, for the list which one looks through."""

    _name = "dealer.wish.match"
    _description = "Car Which Fits a Wish"
    _order = "score DESC, id"

    lead_id = fields.Many2one(
        comodel_name="crm.lead", required=True, readonly=True, ondelete="cascade"
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Car",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    score = fields.Integer(string="Fits (%)", readonly=True, aggregator="max")
    reasons = fields.Char(string="Why", readonly=True)
    partner_id = fields.Many2one(related="lead_id.partner_id", string="Customer")
    phone = fields.Char(related="lead_id.phone")
    user_id = fields.Many2one(related="lead_id.user_id")
    stage_id = fields.Many2one(related="lead_id.stage_id")
    dealer_level = fields.Selection(related="lead_id.dealer_level")
    currency_id = fields.Many2one(related="vehicle_id.currency_id")
    asking_price = fields.Monetary(related="vehicle_id.asking_price")
    model_year = fields.Integer(related="vehicle_id.model_year")
    color = fields.Char(related="vehicle_id.color")
    odometer = fields.Integer(related="vehicle_id.odometer")
    state = fields.Selection(related="vehicle_id.state")

    @api.model
    def _get_reason_labels(self):
        """What the reasons of ``tools.wish`` are called.

        :return: dict reason -> words
        """
        return {
            "model": self.env._("the model"),
            "brand": self.env._("the brand"),
            "trim": self.env._("the trim"),
            "year": self.env._("the year"),
            "budget": self.env._("within the budget"),
            "over_budget": self.env._("a little above the budget"),
            "colour": self.env._("the colour"),
            "body": self.env._("the body"),
            "gearbox": self.env._("the gearbox"),
        }

    @api.model
    def _open(self, rows, title, view):
        """Show matches.

        :param rows: list of tuples (crm.lead, dealer.vehicle, tools.wish.Match)
        :param str title: of the window
        :param str view: external id of the list
        :return: window action
        """
        labels = self._get_reason_labels()
        matches = self.create(
            [
                {
                    "lead_id": lead.id,
                    "vehicle_id": car.id,
                    "score": found.score,
                    "reasons": ", ".join(labels[reason] for reason in found.reasons),
                }
                for lead, car, found in rows
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "views": [
                (self.env.ref(view).id, "list"),
                (
                    self.env.ref(view.replace("_list_", "_kanban_")).id,
                    "kanban",
                ),
            ],
            "domain": [("id", "in", matches.ids)],
            "context": {"create": False},
        }

    def action_offer_car(self):
        """The car of the row becomes the car of the lead.

        :return: window action of the lead
        :raise UserError: the car is no longer to be had
        """
        self.ensure_one()
        if self.vehicle_id.state not in OFFERED:
            raise UserError(self.env._("This car is no longer to be had."))
        self.lead_id.dealer_vehicle_id = self.vehicle_id
        return self.lead_id._get_records_action()

    def action_test_drive(self):
        """Plan a test drive with the car of the row.

        :return: window action
        """
        self.ensure_one()
        action = self.lead_id.action_dealer_plan_test_drive()
        action["context"] = {
            **action["context"],
            "default_vehicle_id": self.vehicle_id.id,
        }
        return action

    def action_open_lead(self):
        """Open the lead of the row.

        :return: window action
        """
        return self.lead_id._get_records_action()

    def action_open_car(self):
        """Open the car of the row.

        :return: window action
        """
        return self.vehicle_id._get_records_action()
