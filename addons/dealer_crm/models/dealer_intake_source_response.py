from odoo import api, fields, models

from .dealer_response_settings import MANAGER_MINUTES, MINUTES, read_number


class DealerIntakeSource(models.Model):
    _inherit = "dealer.intake.source"

    response_minutes = fields.Integer(
        string="Answer Within",
        help="Working minutes until the salesperson is told that the customer still "
        "waits. 0: as in the settings.",
    )
    response_manager_minutes = fields.Integer(
        string="Manager Told After",
        help="Working minutes until the manager is told. 0: as in the settings.",
    )

    _response_minutes = models.Constraint(
        "CHECK(response_minutes >= 0 AND response_manager_minutes >= 0)",
        "The minutes until an answer cannot be negative.",
    )

    @api.model
    def _get_response_norms(self, sources):
        """After how many minutes whom to tell.

        :param sources: dealer.intake.source
        :return: dict source (also the empty one) -> tuple of minutes (salesperson,
            manager); 0 is never
        """
        own = read_number(self.env, MINUTES)
        manager = read_number(self.env, MANAGER_MINUTES)
        norms = {self.browse(): (own, manager)}
        # sudo: whoever works with a lead may not read the settings of its source.
        for source, secret in zip(sources, sources.sudo(), strict=True):
            norms[source] = (
                secret.response_minutes or own,
                secret.response_manager_minutes or manager,
            )
        return norms
