"""The duplicate guard while people type, and when they have saved."""

from odoo import api, fields, models

from .res_partner_duplicates import IDENTITY_FIELDS

# Who changes more at once works on the base, not on a customer: see the nightly search.
MAX_GUARDED = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_likely_duplicates = fields.Json(
        string="Possible Duplicates",
        compute="_compute_dealer_likely_duplicates",
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_not_same = fields.Json(
        string="Not the Same",
        compute="_compute_dealer_not_same",
        inverse="_inverse_dealer_not_same",
        groups="dealer_crm.group_dealer_staff",
        help="Contacts which somebody said are not this one, until they are saved.",
    )

    @api.depends(*IDENTITY_FIELDS, "dealer_not_same", "type")
    def _compute_dealer_likely_duplicates(self):
        asked = self.filtered(lambda partner: partner._needs_dealer_guard())
        found = asked._dealer_duplicates_batch(
            [partner._prepare_dealer_guard_vals() for partner in asked]
        )
        hits = dict(zip(asked, found, strict=True))
        for partner in self:
            refused = set(partner.dealer_not_same or ())
            partner.dealer_likely_duplicates = self._prepare_dealer_duplicates(
                [hit for hit in hits.get(partner, ()) if hit[0].id not in refused][:5]
            )

    def _compute_dealer_not_same(self):
        self.dealer_not_same = []

    def _inverse_dealer_not_same(self):
        pairs = self.env["dealer.duplicate"]
        for partner in self:
            others = self.browse(
                id_ for id_ in partner.dealer_not_same or () if isinstance(id_, int)
            ).exists()
            for other in others - partner:
                pairs._dismiss_pair(partner, other)

    def _needs_dealer_guard(self):
        """Addresses of a company are no people, a name alone is enough."""
        return self.type in (False, "contact") and bool(
            self.name or self.phone or self.email
        )

    def _prepare_dealer_guard_vals(self):
        """What the form says of the contact, for ``dealer_duplicates``."""
        return {
            "partner_id": self._origin.id,
            "name": self.name,
            "phone": self.phone,
            "email": self.email,
            "street": self.street,
            "city": self.city,
            "zip": self.zip,
            "birthdate": self.dealer_birthdate,
        }

    # === AFTER SAVING === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._alert_dealer_managers()
        return partners

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & set(IDENTITY_FIELDS):
            self._alert_dealer_managers()
        return res

    def _alert_dealer_managers(self):
        """Tell whose customer somebody's contact has come to look like.

        Only for what a person types; each pair is told once.
        """
        keys = ("dealer_no_alert", "import_file")
        in_bulk = any(self.env.context.get(key) for key in keys)
        if self.env.su or in_bulk or len(self) > MAX_GUARDED:
            return
        if not self.env.user.has_group("dealer_crm.group_dealer_user"):
            return
        sure, _shown = self._get_dealer_thresholds()
        alarming = [
            (partner, other, likeness)
            for partner, hits in self._dealer_duplicates_of_records().items()
            for other, likeness in hits
            if likeness.score >= sure
            and other.user_id
            and other.user_id not in (partner.user_id, self.env.user)
        ]
        # sudo: whoever causes the alert may not read the colleague's customer.
        pairs = self.env["dealer.duplicate"].sudo()
        told = pairs._get_known([(one, other) for one, other, _match in alarming])
        new = [row for row in alarming if frozenset((row[0].id, row[1].id)) not in told]
        pairs._store(new)._alert_managers(self.env.user)
