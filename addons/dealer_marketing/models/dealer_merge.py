from odoo import api, models

from ..tools import consent


class DealerMerge(models.Model):
    _inherit = "dealer.merge"

    @api.model
    def _merge(self, target, sources, values=None):
        """The strictest of what the people said holds for who stays."""
        people = target | sources
        states = self.env["dealer.consent.state"]._get_states(people)
        merge = super()._merge(target, sources, values)
        said = {}
        for (_partner, purpose, channel), state in states.items():
            said.setdefault((purpose, channel), []).append(state)
        purposes = self.env["dealer.consent.purpose"]
        self.env["dealer.consent"]._record(
            target,
            [
                (purposes.browse(purpose), channel, "withdrawn")
                for (purpose, channel), answers in said.items()
                if consent.strictest(answers) == "withdrawn"
            ],
            "merge",
        )
        return merge
