from odoo import fields, models


class DealerConsentProfile(models.Model):
    _name = "dealer.consent.profile"
    _description = "Country Profile of Consent"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    law = fields.Char(
        string="Acts", help="Acts the wording follows, as they are quoted."
    )
    country_ids = fields.Many2many(
        comodel_name="res.country",
        string="Countries",
        help="Showrooms in these countries use the profile unless they chose another.",
    )
    country_group_id = fields.Many2one(comodel_name="res.country.group")
    text_ids = fields.One2many(
        comodel_name="dealer.consent.text",
        inverse_name="profile_id",
        string="Wordings",
    )

    def _has_country(self, country):
        """Whether the profile is meant for a country."""
        self.ensure_one()
        return country in self.country_ids | self.country_group_id.country_ids

    def _get_text(self, kind, lang):
        """The wording which is shown to a customer now.

        :param str kind: advertising or processing
        :param str lang: code of the customer's language, may be empty
        :return: dealer.consent.text, the latest version in this language, else in any;
            empty when there is none
        """
        self.ensure_one()
        texts = self.text_ids.filtered(lambda text: text.kind == kind)
        exact = texts.filtered(lambda text: text.lang == lang)
        return (exact or texts).sorted("version")[-1:]
