"""Whom we may contact: the question everybody asks before writing or calling."""

from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _may_contact(self, purpose, channel):
        """The people who may be contacted; without rules of consent, everybody.

        :param str purpose: technical code of what it is about, as "service_due"
        :param str channel: email, sms, phone, messenger or post
        :return: res.partner, the part of self which may be contacted
        """
        return self

    def _get_contact_turn(
        self, purpose, channel, *, company=None, day=None, origin=None
    ):
        """The people whose turn it is: nothing more important is about to reach them.

        Asked after ``_may_contact`` by what contacts people on its own. Without rules
        of arbitration, everybody.

        :param str purpose: technical code of what it is about, as "service_due"
        :param str channel: email, sms, phone, messenger or post
        :param company: res.company which asks, default that of the personal manager
        :param date day: of the contact, default today
        :param origin: name of a task which is planned now, e.g. "reminder:7", or a dict
            partner id -> name: reserves who may be contacted. None: only asks, as for
            messages, which reserve when they are sent.
        :return: res.partner, a part of self; the others are asked for again later
        """
        return self

    @api.model
    def _give_back_contact(self, origins):
        """Planned contacts do not take place: free the people for others.

        :param origins: list of names as given to ``_get_contact_turn``
        """

    @api.model
    def _log_not_contacted(self, purpose, channel, occasions):
        """A job leaves people out who have not agreed: for the log of refusals.

        Jobs ask again each night; whoever keeps the log keeps an occasion once.

        :param str purpose: technical code of what it is about
        :param str channel: email, sms, phone, messenger or post
        :param occasions: list of tuples (name of the occasion, e.g. "reminder:3:12",
            res.partner, dealer.vehicle which it is about, or empty)
        """

    def _prepare_contact_vals(self, purpose, vehicle=None):
        """Values by which a message says what it is about, for the check at sending.

        :param str purpose: technical code of what it is about
        :param vehicle: dealer.vehicle which a task or text message is about; a letter
            has the car of its document
        :return: dict of values of mail.mail, sms.sms or mail.activity
        """
        return {}

    def _stop_contact(self, purpose, channel, evidence):
        """Somebody wants no messages of a kind any more.

        :param str purpose: technical code of what it is about
        :param str channel: email, sms, phone, messenger or post
        :param str evidence: how we know
        """
