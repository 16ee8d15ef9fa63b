"""How many greetings the next days bring."""

from odoo import api, fields, models

DAYS = 30


class DealerGreetingForecast(models.TransientModel):
    _name = "dealer.greeting.forecast"
    _description = "Greetings of the Next Days"
    _order = "date, id"

    date = fields.Date(readonly=True)
    greeting_id = fields.Many2one(
        comodel_name="dealer.greeting", readonly=True, ondelete="cascade"
    )
    channel = fields.Selection(related="greeting_id.channel")
    people = fields.Integer(string="Customers", readonly=True)

    @api.model
    def _forecast(self):
        """Count the greetings from tomorrow on.

        :return: dealer.greeting.forecast
        """
        first = fields.Date.add(fields.Date.context_today(self), days=1)
        last = fields.Date.add(first, days=DAYS - 1)
        return self.create(
            [
                {"date": day, "greeting_id": greeting.id, "people": people}
                for greeting in self.env["dealer.greeting"].search([])
                for day, people in greeting._count_days(first, last).items()
                if people
            ]
        )

    @api.model
    def action_forecast(self):
        """Count, and open the result.

        :return: window action
        :raise AccessError: the user is not in marketing
        """
        self.check_access("create")
        rows = self._forecast()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_marketing.dealer_greeting_forecast_action"
        )
        return {**action, "domain": [("id", "in", rows.ids)]}
