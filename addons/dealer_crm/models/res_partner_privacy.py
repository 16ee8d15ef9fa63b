"""Contacts of people who asked to be forgotten, and of those who came back."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_erased_at = fields.Datetime(
        string="Erased on", readonly=True, copy=False, index="btree_not_null"
    )
    dealer_erased_before = fields.Date(
        string="Asked to Be Erased",
        readonly=True,
        copy=False,
        help="This person has asked to be forgotten and has come back. No advertising "
        "without a new consent.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._flag_dealer_erased()
        return partners

    def write(self, vals):
        """Refuse to bring an erased person back.

        :raise UserError: an erased contact is unarchived or gets a name, a phone or
            an e-mail again
        """
        guarded = ("active", "name", "phone", "email")
        named = any(vals.get(name) for name in guarded) and not self.env.su
        if named and any(partner.dealer_erased_at for partner in self):
            raise UserError(
                self.env._(
                    "This person has asked to be forgotten. If the person comes "
                    "back, create a new contact."
                )
            )
        res = super().write(vals)
        if vals.get("phone") or vals.get("email") or vals.get("dealer_birthdate"):
            self._flag_dealer_erased()
        return res

    def _flag_dealer_erased(self):
        """Mark those who have asked to be erased once."""
        suppressed = self.env["dealer.privacy.suppression"]
        # An import has refused such rows already, all at once.
        if self.env.context.get("dealer_no_flag") or not suppressed._has_any():
            return
        # sudo: whoever writes a contact may not read the birthdate.
        partners = self.sudo()
        days = suppressed._match(
            [
                {
                    "name": partner.name,
                    "phone": partner.dealer_phone_key or partner.phone,
                    "email": partner.email,
                    "birthdate": partner.dealer_birthdate,
                }
                for partner in partners
            ]
        )
        for partner, day in zip(partners, days, strict=True):
            if day and not partner.dealer_erased_before:
                partner.dealer_erased_before = day
