"""The duplicate guard on a lead whose customer is not known yet."""

from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_likely_duplicates = fields.Json(
        string="Known Customers",
        compute="_compute_dealer_likely_duplicates",
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_not_same = fields.Json(
        string="Not the Same",
        copy=False,
        groups="dealer_crm.group_dealer_staff",
        help="Contacts which somebody said are not the customer of this lead.",
    )

    @api.depends(
        *("partner_id", "contact_name", "partner_name", "phone", "email_from"),
        *("street", "city", "zip", "dealer_not_same"),
    )
    def _compute_dealer_likely_duplicates(self):
        partners = self.env["res.partner"]
        asked = self.filtered(
            lambda lead: (
                not lead.partner_id
                and (lead.contact_name or lead.phone or lead.email_from)
            )
        )
        found = partners._dealer_duplicates_batch(
            [lead._prepare_dealer_guard_vals() for lead in asked]
        )
        hits = dict(zip(asked, found, strict=True))
        for lead in self:
            refused = set(lead.dealer_not_same or ())
            lead.dealer_likely_duplicates = partners._prepare_dealer_duplicates(
                [hit for hit in hits.get(lead, ()) if hit[0].id not in refused][:5]
            )

    def _prepare_dealer_guard_vals(self):
        """What the lead says of the customer, for ``res.partner.dealer_duplicates``."""
        return {
            "name": self.contact_name or self.partner_name,
            "phone": self.phone,
            "email": self.email_from,
            "street": self.street,
            "city": self.city,
            "zip": self.zip,
        }

    # === AFTER SAVING === #

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._remember_dealer_not_same()
        return leads

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"partner_id", "dealer_not_same"}:
            self._remember_dealer_not_same()
        return res

    def _remember_dealer_not_same(self):
        """What was said of the lead holds for the customer whom it gets."""
        refused = {
            lead: {id_ for id_ in lead.dealer_not_same if isinstance(id_, int)}
            for lead in self.sudo()  # sudo: the field is for staff, a lead for all.
            if lead.partner_id and isinstance(lead.dealer_not_same, list)
        }
        others = self.env["res.partner"].browse(set().union(*refused.values()))
        others = others.sudo().exists()  # sudo: only whether they are there.
        self.env["dealer.duplicate"]._store(
            [
                (lead.partner_id, other, None)
                for lead, ids in refused.items()
                for other in others
                if other.id in ids
            ],
            state="dismissed",
        )
