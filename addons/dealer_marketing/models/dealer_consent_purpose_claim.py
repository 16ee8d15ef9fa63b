from odoo import api, fields, models

from ..tools import claims


class DealerConsentPurpose(models.Model):
    _inherit = "dealer.consent.purpose"

    claim_group = fields.Selection(
        selection=[("invitation", "Invitations"), ("service", "Service")],
        string="Reserves For",
        help="Whoever invites a customer first has the customer for some days: other "
        "showrooms cannot send an invitation of the same kind. Empty: reserves nobody.",
    )
    claim_days = fields.Integer(
        string="Days Reserved",
        default=14,
        help="From the first contact on, for one showroom.",
    )
    is_capped = fields.Boolean(
        string="Counts in the Week",
        default=True,
        help="Is counted in the contacts of a week, and held back when there were "
        "enough. Off for what customers must learn.",
    )

    _check_claim_days = models.Constraint(
        "CHECK (claim_group IS NULL OR claim_days BETWEEN 1 AND 365)",
        "A customer is reserved for 1 to 365 days.",
    )

    def _get_claim_level(self, is_personal, company, partner):
        """How early a wish to contact somebody comes.

        :param bool is_personal: task of one employee for one customer
        :param company: res.company which asks, empty for the whole group
        :param partner: res.partner
        :return: int as in ``tools.claims``
        """
        return claims.level(
            is_service=self.claim_group == "service",
            is_personal=is_personal,
            is_central=not company,
            is_home=self._is_home_first() and company._is_dealer_home(partner),
        )

    @api.model
    def _get_persons(self, addresses, channel):
        """The person behind each address: the oldest contact that has it.

        :param addresses: list of normalised e-mail addresses or phone numbers
        :param str channel: email or sms
        :return: dict address -> res.partner, of those which somebody has
        """
        people = self._get_people(addresses, channel)
        return {
            address: owners.sorted("id")[:1]
            for address, owners in people.items()
            if owners
        }

    def _is_home_first(self):
        # sudo: a setting that holds for everybody.
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("dealer_marketing.first") == "home"
