from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import consent

FIXED = {"profile_id", "kind", "lang", "version", "body", "sha256"}


class DealerConsentText(models.Model):
    _name = "dealer.consent.text"
    _description = "Wording of a Consent"
    _order = "profile_id, kind, lang, version desc"

    profile_id = fields.Many2one(
        comodel_name="dealer.consent.profile",
        required=True,
        ondelete="restrict",
        index=True,
    )
    kind = fields.Selection(
        selection=[
            ("advertising", "Advertising"),
            ("processing", "Personal data"),
        ],
        required=True,
        default="advertising",
    )
    lang = fields.Selection(
        selection=[("en_US", "English"), ("ru_RU", "Russian"), ("zh_CN", "Chinese")],
        string="Language",
        required=True,
        default="en_US",
    )
    version = fields.Integer(required=True, default=1)
    body = fields.Text(string="Wording", required=True)
    sha256 = fields.Char(
        string="SHA-256", compute="_compute_sha256", store=True, readonly=True
    )
    active = fields.Boolean(default=True)

    _version_uniq = models.UniqueIndex(
        "(profile_id, kind, lang, version)",
        "This version exists already: give the new wording the next number.",
    )

    @api.depends("body")
    def _compute_sha256(self):
        for text in self:
            text.sha256 = consent.fingerprint(text.body or "")

    @api.depends("kind", "lang", "version")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for text in self:
            text.display_name = f"{kinds.get(text.kind)}, {text.lang}, {text.version}"

    def write(self, vals):
        if FIXED & vals.keys():
            # sudo: whether it was used does not depend on who may see the customers
            used = self.env["dealer.consent"].sudo()
            if used.search_count([("text_id", "in", self.ids)], limit=1):
                raise UserError(
                    self.env._(
                        "Customers have agreed to this wording. Archive it and write "
                        "a new version."
                    )
                )
        return super().write(vals)
