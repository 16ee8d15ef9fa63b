from odoo import api, models

from ..tools import consent


class DealerMerge(models.Model):
    _inherit = "dealer.merge"

    @api.model
    def _merge(self, target, sources, values=None):
        """The strictest of what the people said holds for who stays."""
        people = target | sources
        rows = self.env["dealer.consent.state"]._get_rows(people)
        said = {}
        for (_partner, *about), row in rows.items():
            said.setdefault(tuple(about), []).append(row.state)
        merge = super()._merge(target, sources, values)
        purposes = self.env["dealer.consent.purpose"]
        by_car = {}
        for (purpose, channel, car), answers in said.items():
            if consent.strictest(answers) == "withdrawn":
                decision = (purposes.browse(purpose), channel, "withdrawn")
                by_car.setdefault(car, []).append(decision)
        vehicles = self.env["dealer.vehicle"]
        for car, decisions in by_car.items():
            self.env["dealer.consent"]._record(
                target, decisions, "merge", vehicle=car and vehicles.browse(car)
            )
        return merge
