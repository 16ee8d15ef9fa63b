"""The form which a customer signs by hand: made here, and read back by its code."""

import base64
import hashlib

from odoo import api, models
from odoo.tools.misc import hash_sign, verify_hash_signed

SCOPE = "dealer_marketing.paper"
KINDS = ("processing", "advertising")
PATH = "/dealer/consent/paper/"
QR_PIXELS = 300


class DealerConsent(models.Model):
    _inherit = "dealer.consent"

    @api.model
    def _get_paper_texts(self, partner, company):
        """The wordings which a form shows: a document of its own for each kind.

        :param partner: res.partner who signs
        :param company: res.company which asks
        :return: dealer.consent.text, in the order of the pages
        """
        profile = company._get_dealer_consent_profile()
        texts = [profile._get_text(kind, partner.lang) for kind in KINDS]
        return self.env["dealer.consent.text"].union(*texts)

    @api.model
    def _get_paper_token(self, partner, texts):
        """What the code of a form says: whose it is, and which wordings were read.

        It has no end: the paper is found years later, too.

        :param partner: res.partner
        :param texts: dealer.consent.text
        :return: text
        """
        # sudo: the secret of the database.
        return hash_sign(self.sudo().env, SCOPE, [partner.id, texts.ids])

    @api.model
    def _read_paper_token(self, token):
        """Whose form it is, for whoever scans it.

        :param str token: of ``_get_paper_token``
        :return: tuple (res.partner, dealer.consent.text in sudo), or None when it is
            not a form of ours
        """
        try:
            # sudo: the secret of the database.
            values = verify_hash_signed(self.sudo().env, SCOPE, token or "")
        except ValueError:
            values = None
        if not values:
            return None
        partner_id, text_ids = values
        partner = self.env["res.partner"].browse(partner_id).exists()
        # sudo: who was merged is hidden; who has stayed is checked by the caller.
        partner = partner.sudo().dealer_merged_into_id or partner
        # sudo: the wordings of another showroom's profile were signed, too.
        texts = self.env["dealer.consent.text"].sudo().browse(text_ids).exists()
        return (partner.with_env(self.env), texts) if partner and texts else None

    @api.model
    def _get_paper_number(self, token):
        """The number which stands on a form, short enough to be read out."""
        digest = hashlib.sha256(token.encode()).hexdigest()
        return f"{digest[:4]}-{digest[4:8]}".upper()

    @api.model
    def _get_paper_qr(self, token):
        """The code of a form as a picture.

        :return: data URI
        """
        url = f"{self.get_base_url()}{PATH}{token}"
        code = self.env["ir.actions.report"].barcode(
            "QR", url, width=QR_PIXELS, height=QR_PIXELS
        )
        return f"data:image/png;base64,{base64.b64encode(code).decode()}"


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_dealer_paper_pages(self):
        """What the form of a customer shows, a page for each document.

        :return: list of dicts: text (dealer.consent.text), purposes, channels, token,
            number, qr
        """
        self.ensure_one()
        consents = self.env["dealer.consent"]
        texts = consents._get_paper_texts(self, self.env.company)
        token = consents._get_paper_token(self, texts)
        # sudo: whoever prints the form need not see the settings of consents.
        purposes = self.env["dealer.consent.purpose"].sudo()
        asked = purposes.search([("basis", "=", "consent")])
        common = {
            "channels": self._get_dealer_channels(),
            "token": token,
            "number": consents._get_paper_number(token),
            "qr": consents._get_paper_qr(token),
        }
        return [
            {
                **common,
                "text": text,
                "purposes": asked.filtered(
                    lambda row, kind=text.kind: row.kind == kind
                ),
            }
            for text in texts
        ]
