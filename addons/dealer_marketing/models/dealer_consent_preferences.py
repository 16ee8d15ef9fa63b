"""What customers decide by themselves: in the portal, or by a link in a letter."""

from odoo import api, models
from odoo.tools.misc import hash_sign, verify_hash_signed

SCOPE = "dealer_marketing.withdraw"


class DealerConsent(models.Model):
    _inherit = "dealer.consent"

    # === PORTAL === #

    @api.model
    def _get_preferences(self, partner):
        """What a customer can decide, and has decided.

        :param partner: res.partner
        :return: list of tuples (dealer.consent.purpose, dealer.vehicle about which
            alone it is, else empty, list of dicts ``channel``, ``name``, ``granted``),
            in the order of the purposes
        """
        # sudo: customers read no purposes and no states, this one their own.
        purposes = self.env["dealer.consent.purpose"].sudo()
        rows = self.env["dealer.consent.state"]._get_rows(partner)
        channels = self.env["res.partner"]._get_dealer_channels()
        granted = {key[1:] for key, row in rows.items() if row.state == "granted"}
        about = {(purpose, car) for _id, purpose, _channel, car in rows if car}
        # sudo: as above; of cars which the customer has no more nothing is asked.
        cars = self.env["dealer.vehicle"].sudo()
        cars = cars.browse({car for _purpose, car in about})
        cars = cars.filtered(lambda car: car.owner_id == partner).sorted("id")
        nothing = cars.browse()
        return [
            (
                purpose,
                car,
                [
                    {
                        "channel": channel,
                        "name": name,
                        "granted": (purpose.id, channel, car.id) in granted,
                    }
                    for channel, name in channels
                ],
            )
            for purpose in purposes.search([("basis", "=", "consent")])
            for car in [nothing, *cars]
            if not car or (purpose.id, car.id) in about
        ]

    @api.model
    def _set_preferences(self, partner, wanted, company):
        """Record what a customer has ticked; the rest is withdrawn.

        :param partner: res.partner
        :param set wanted: tuples (id of the purpose, channel, id of the car or False)
            which were ticked; others than those shown count for nothing
        :param company: res.company whose wordings were shown
        :return: dealer.consent, what is new
        """
        new = self.browse()
        # Cars come last: who withdraws for everything withdraws for them, too, unless
        # they are ticked.
        for is_car in (False, True):
            by_car = {}
            for purpose, car, cells in self._get_preferences(partner):
                if bool(car) != is_car:
                    continue
                for cell in cells:
                    ticked = (purpose.id, cell["channel"], car.id) in wanted
                    if ticked != cell["granted"]:
                        state = "granted" if ticked else "withdrawn"
                        decision = (purpose, cell["channel"], state)
                        by_car.setdefault(car, []).append(decision)
            for car, decisions in by_car.items():
                new |= self._record(
                    partner, decisions, "portal", company=company, vehicle=car
                )
        return new

    # === LINKS === #

    @api.model
    def _get_withdraw_path(self, partner, purpose, channel):
        """Path of the page on which a consent is withdrawn without logging in.

        The link has no end: a customer may unsubscribe by an old letter, too.

        :return: path, "" for what needs no consent
        """
        if purpose.basis != "consent":
            return ""
        values = [partner.id, purpose.id, channel]
        # sudo: the secret of the database.
        return f"/dealer/consent/{hash_sign(self.sudo().env, SCOPE, values)}"

    @api.model
    def _read_withdraw_token(self, token):
        """Whom and what a link is about.

        :param str token: last part of the path
        :return: tuple (res.partner, dealer.consent.purpose, channel) in sudo, or None
            when it is not a link of ours
        """
        try:
            # sudo: the secret of the database.
            values = verify_hash_signed(self.sudo().env, SCOPE, token)
        except ValueError:
            values = None
        if not values:
            return None
        partner_id, purpose_id, channel = values
        # sudo: whoever has the link is not logged in; the signature says who it is.
        partner = self.env["res.partner"].sudo().browse(partner_id).exists()
        purpose = self.env["dealer.consent.purpose"].sudo().browse(purpose_id).exists()
        partner = partner.dealer_merged_into_id or partner
        return (partner, purpose, channel) if partner and purpose else None

    @api.model
    def _withdraw_by_link(self, partner, purpose, channel):
        """Withdraw by the link of a letter; nothing was agreed is a refusal, too."""
        return self._record(partner, [(purpose, channel, "withdrawn")], "link")
