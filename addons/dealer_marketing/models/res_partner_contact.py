"""Messages of other addons carry their purpose; who says stop withdraws."""

from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _prepare_contact_vals(self, purpose, vehicle=None):
        record = self.env["dealer.consent.purpose"]._get_by_code(purpose)
        return {
            **super()._prepare_contact_vals(purpose, vehicle),
            "dealer_purpose_id": record.id,
            **({"dealer_vehicle_id": vehicle.id} if vehicle else {}),
        }

    @api.model
    def _log_not_contacted(self, purpose, channel, occasions):
        res = super()._log_not_contacted(purpose, channel, occasions)
        record = self.env["dealer.consent.purpose"]._get_by_code(purpose)
        if not (record and occasions):
            return res
        partners = self.union(*(partner for _origin, partner, _car in occasions))
        reasons = record._get_car_reasons(
            {(partner.id, car.id) for _origin, partner, car in occasions},
            partners,
            channel,
        )
        companies = {
            partner: company
            for company, people in partners._group_by_showroom(None).items()
            for partner in people
        }
        self.env["dealer.contact.refusal"]._log_occasions(
            [
                {
                    "origin": origin,
                    "partner_id": partner.id,
                    "purpose_id": record.id,
                    "channel": channel,
                    "company_id": companies[partner].id,
                    "reason": reason,
                }
                for origin, partner, car in occasions
                if (reason := reasons[partner.id, car.id])
            ]
        )
        return res

    def _stop_contact(self, purpose, channel, evidence):
        res = super()._stop_contact(purpose, channel, evidence)
        record = self.env["dealer.consent.purpose"]._get_by_code(purpose)
        if record:
            self.env["dealer.consent"]._record(
                self, [(record, channel, "withdrawn")], "letter", evidence
            )
        return res
