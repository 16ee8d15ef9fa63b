from odoo import fields, models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    dealer_vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="About This Car",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="A consent for this car alone is enough, a withdrawal for it counts.",
    )

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Cancel what its recipients have not agreed to, at the last moment."""
        waiting = self.filtered(lambda sms: sms.dealer_purpose_id or sms.mailing_id)
        refused = waiting._get_dealer_refused()
        if refused:
            refused._update_sms_state_and_trackers(
                "canceled", failure_type="sms_optout"
            )
        allowed = self - refused
        # Stock takes the first message for the address of its reports.
        return allowed and super(SmsSms, allowed)._send(
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )

    def _get_dealer_number(self):
        self.ensure_one()
        return self.partner_id.phone_sanitized or self.number or ""

    def _get_dealer_refused(self):
        """Messages which may not be sent; the reasons go to the log."""
        result, rows = self.browse(), []
        log = self.env["dealer.contact.refusal"]
        for purpose, messages in self.grouped("dealer_purpose_id").items():
            numbers = sorted({sms._get_dealer_number() for sms in messages} - {""})
            people = purpose._get_people(numbers, "sms")
            for sms, why in messages._get_dealer_reasons(purpose, numbers).items():
                result |= sms
                owner = people.get(sms._get_dealer_number(), self.env["res.partner"])
                rows.append(
                    {
                        "partner_id": (sms.partner_id or owner[:1]).id,
                        "purpose_id": purpose.id,
                        "channel": "sms",
                        "mailing_id": sms.mailing_id.id,
                        "company_id": sms._get_dealer_claim_company().id,
                        **log._prepare_reason(why),
                    }
                )
        log._log(rows)
        return result

    def _get_dealer_reasons(self, purpose, numbers):
        """Why messages of one purpose may not be sent.

        :param purpose: dealer.consent.purpose, may be empty
        :param numbers: list of their numbers
        :return: dict sms.sms -> reason, or tools.claims.Refusal; of the refused ones
        """
        cars = self._get_dealer_cars()
        pairs = {sms: (sms._get_dealer_number(), cars.get(sms.id)) for sms in self}
        reasons = purpose._get_refused_pairs(
            {(number, car) for number, car in pairs.values() if number}, "sms"
        )
        return {sms: reasons[pair] for sms, pair in pairs.items() if reasons.get(pair)}

    def _get_dealer_cars(self):
        """The car which each message is about: the one noted, else its document's.

        :return: dict sms id -> vehicle id, of messages about a car
        """
        noted = self.filtered("dealer_vehicle_id")
        # sudo: the queue asks, whoever may read the message.
        others = (self - noted).sudo()
        cars = self.env["dealer.vehicle"]._get_dealer_cars_about(
            {
                sms.id: (sms.mail_message_id.model, sms.mail_message_id.res_id)
                for sms in others
            }
        )
        return cars | {sms.id: sms.dealer_vehicle_id.id for sms in noted}
