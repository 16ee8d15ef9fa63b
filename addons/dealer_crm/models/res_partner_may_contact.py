"""Whom we may contact: the question everybody asks before writing or calling."""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _may_contact(self, purpose, channel):
        """The people who may be contacted; without rules of consent, everybody.

        :param str purpose: technical code of what it is about, as "service_due"
        :param str channel: email, sms, phone, messenger or post
        :return: res.partner, the part of self which may be contacted
        """
        return self
