"""Whose turn it is: reminders, calls and questionnaires ask the arbitration."""

from odoo import api, models

# One employee with one customer.
PERSONAL = "phone"


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_contact_turn(
        self, purpose, channel, *, company=None, day=None, origin=None
    ):
        people = super()._get_contact_turn(
            purpose, channel, company=company, day=day, origin=origin
        )
        record = self.env["dealer.consent.purpose"]._get_by_code(purpose)
        if not record:
            return people
        claims = self.env["dealer.contact.claim"]
        refused = {}
        for showroom, part in people._group_by_showroom(company).items():
            found = (claims._preview if origin is None else claims._claim)(
                part,
                record,
                channel,
                origin or "",
                company=showroom,
                is_personal=channel == PERSONAL,
                day=day,
            )
            if origin is not None:
                log = self.env["dealer.contact.refusal"]
                log._log_new_people(found, record, channel, showroom)
            refused |= found
        return people.filtered(lambda person: person.id not in refused)

    def _group_by_showroom(self, company):
        """Who asks for whom: the given showroom, else that of the manager.

        :param company: res.company or None
        :return: dict res.company -> res.partner
        """
        if company:
            return {company: self}
        here = self.env.company
        # sudo: in which showroom somebody works is no secret.
        return self.grouped(lambda person: person.sudo().user_id.company_id or here)

    @api.model
    def _give_back_contact(self, origins):
        result = super()._give_back_contact(origins)
        self.env["dealer.contact.claim"]._give_back(origins)
        return result
