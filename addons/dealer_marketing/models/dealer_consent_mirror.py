"""Stock's blacklists and our consents say the same."""

from odoo import api, models

from .dealer_consent_purpose import ADDRESS


class DealerConsent(models.Model):
    _inherit = "dealer.consent"

    @api.model
    def _mirror_to_blacklists(self, partners):
        """Write people's addresses on stock's blacklists, or take them off.

        On it: who has withdrawn and agrees to nothing more by this channel. Off it:
        who agrees to something. Who has never said anything stays as it is.

        :param partners: res.partner whose consents have changed
        """
        rows = self.env["dealer.consent.state"]._get_rows(partners)
        said = {}
        for (partner, _purpose, channel, _car), row in rows.items():
            said.setdefault((partner, channel), set()).add(row.state)
        for partner in partners:
            self._mirror(
                "mail.blacklist",
                "email",
                partner.email_normalized,
                said.get((partner.id, "email"), ()),
            )
            self._mirror(
                "phone.blacklist",
                "number",
                partner.phone_sanitized,
                said.get((partner.id, "sms"), ()),
            )

    @api.model
    def _mirror(self, model, field, address, states):
        if not address or not {"granted", "withdrawn"}.intersection(states):
            return
        # sudo: who records a consent need not manage blacklists
        blacklist = self.env[model].sudo()
        listed = bool(blacklist.search_count([(field, "=", address)], limit=1))
        if listed == ("granted" not in states):
            return
        addresses = address if model == "mail.blacklist" else [address]
        if listed:
            blacklist._remove(addresses)
        else:
            blacklist._add(addresses)

    @api.model
    def _withdraw_addresses(
        self, channel, field, addresses, source="blacklist", evidence=None
    ):
        """Withdraw what was granted by people with one of these addresses.

        :param str channel: email or sms
        :param str field: normalised address of a contact
        :param addresses: list of str
        :param str source: how we know
        :param str evidence: where it can be proved
        """
        # sudo: an unsubscribe link is followed by nobody who may see contacts
        states = (
            self.env["dealer.consent.state"]
            .sudo()
            .search(
                [
                    ("channel", "=", channel),
                    ("state", "=", "granted"),
                    (f"partner_id.{field}", "in", addresses),
                ]
            )
        )
        for partner, rows in states.grouped("partner_id").items():
            purposes = rows.purpose_id
            decisions = [(purpose, channel, "withdrawn") for purpose in purposes]
            self._record(partner, decisions, source, evidence)

    @api.model
    def _stop(self, channel, addresses, evidence, purpose=None):
        """Somebody has answered STOP: it holds for what waits in the queue, too.

        :param str channel: email or sms
        :param addresses: list of normalised addresses or numbers
        :param str evidence: which answer it was
        :param purpose: dealer.consent.purpose which was answered to; None or without
            consent: everything by this channel
        """
        if purpose and purpose.basis == "consent":
            people = purpose._get_people(addresses, channel)
            # sudo: the answer came in by a job.
            everybody = self.env["res.partner"].sudo().union(*people.values())
            decision = [(purpose, channel, "withdrawn")]
            self._record(everybody, decision, "reply", evidence)
            return
        field = ADDRESS[channel]
        self._withdraw_addresses(channel, field, addresses, "reply", evidence)
        model = "mail.blacklist" if channel == "email" else "phone.blacklist"
        # sudo: as above.
        blacklist = self.env[model].sudo()
        for address in addresses:
            blacklist._add(address if channel == "email" else [address])
