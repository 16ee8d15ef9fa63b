from odoo import api, fields, models

from ..tools import consent

ADDRESS = {
    "email": "email_normalized",
    "sms": "phone_sanitized",
}


class DealerConsentPurpose(models.Model):
    _name = "dealer.consent.purpose"
    _description = "Purpose of Contact"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        string="Technical Code",
        required=True,
        help="By this name other functions ask whether somebody may be contacted.",
    )
    description = fields.Text(
        translate=True, help="In plain words: what the customer will receive."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    basis = fields.Selection(
        selection=[
            ("consent", "Consent"),
            ("contract", "Running contract"),
            ("duty", "Legal duty"),
        ],
        string="Legal Basis",
        required=True,
        default="consent",
        help="Consent: nobody is contacted who has not agreed. Running contract: "
        "letters about an order or invoice of the person. Legal duty: recalls and "
        "safety.",
    )
    kind = fields.Selection(
        selection=[
            ("advertising", "Advertising"),
            ("processing", "Personal data"),
        ],
        string="Document",
        required=True,
        default="advertising",
        help="Which document the customer signs: agreement to advertising, or to the "
        "processing of personal data.",
    )

    _code_uniq = models.UniqueIndex("(code)", "This technical code is used already.")

    @api.model
    def _get_by_code(self, code):
        """The purpose with a technical code, an archived one, too; or none."""
        return self.with_context(active_test=False).search([("code", "=", code)])

    def _get_reasons(self, partners, channel):
        """Why people may not be contacted about this.

        :param partners: res.partner
        :param str channel: email, sms, phone, messenger or post
        :return: dict partner id -> none, withdrawn or ended, "" when it may be
        """
        self.ensure_one()
        states = {}
        if self.basis == "consent":
            current = self.env["dealer.consent.state"]
            states = current._get_states(partners, self, channel)
        return {
            id_: consent.refusal(self.basis, states.get((id_, self.id, channel)))
            for id_ in partners.ids
        }

    def _get_car_reasons(self, pairs, partners, channel):
        """As ``_get_reasons``, about one car each.

        :param pairs: tuples (partner id, vehicle id or False)
        :param partners: res.partner of the pairs
        :param str channel: email, sms, phone, messenger or post
        :return: dict pair -> none, withdrawn or ended, "" when it may be
        """
        self.ensure_one()
        current = self.env["dealer.consent.state"]
        states = current._get_states(partners, self, channel)
        cars = current._get_car_states(partners, self, channel)
        return {
            (id_, car): consent.refusal(
                self.basis,
                consent.about_car(
                    states.get((id_, self.id, channel)),
                    cars.get((id_, self.id, channel, car)),
                ),
            )
            for id_, car in pairs
        }

    @api.model
    def _get_people(self, addresses, channel):
        """Whose addresses these are.

        :param addresses: list of normalised e-mail addresses or phone numbers
        :param str channel: email or sms
        :return: dict address -> res.partner; who was merged stands for who has stayed
        """
        field = ADDRESS[channel]
        partners = self.env["res.partner"]
        result = dict.fromkeys(addresses, partners)
        # sudo: the gate asks for everybody, whoever may see the customer
        found = partners.sudo().with_context(active_test=False)
        for partner in found.search([(field, "in", addresses)]):
            owner = partner.dealer_merged_into_id or partner
            result[partner[field]] |= partners.browse(owner.id)
        return result

    def _get_refused_addresses(self, addresses, channel):
        """Addresses which may not be written to about this.

        :param addresses: list of normalised e-mail addresses or phone numbers
        :param str channel: email or sms
        :return: dict address -> reason, as of ``_get_refused_pairs``
        """
        reasons = self._get_refused_pairs([(one, None) for one in addresses], channel)
        return {address: reason for (address, _car), reason in reasons.items()}

    def _get_refused_pairs(self, pairs, channel):
        """Which addresses may not be written to about which car.

        When several people share an address, one withdrawal is enough; otherwise one
        consent is. A consent for one car is none for other messages.

        :param pairs: tuples (normalised address, id of dealer.vehicle which the message
            is about, or None)
        :param str channel: email or sms
        :return: dict pair -> reason, "" when it may be; without a purpose all are
            refused for "purpose"
        """
        if not self:
            return dict.fromkeys(pairs, "purpose")
        self.ensure_one()
        if self.basis != "consent":
            return dict.fromkeys(pairs, "")
        people = self._get_people(sorted({address for address, _car in pairs}), channel)
        partners = self.env["res.partner"].union(*people.values())
        current = self.env["dealer.consent.state"]
        states = current._get_states(partners, self, channel)
        cars = {}
        if any(car for _address, car in pairs):
            cars = current._get_car_states(partners, self, channel)
        result = {}
        for address, car in pairs:
            owners = people[address]
            said = [
                consent.about_car(
                    states.get((id_, self.id, channel)),
                    cars.get((id_, self.id, channel, car)),
                )
                for id_ in owners.ids
            ]
            reason = consent.refusal(self.basis, consent.strictest(said))
            result[address, car] = reason if owners else "unknown"
        return result
