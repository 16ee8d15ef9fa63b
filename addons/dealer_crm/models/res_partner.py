from odoo import api, fields, models

from ..tools import keys


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_vehicle_ids = fields.One2many(
        comodel_name="dealer.vehicle", inverse_name="owner_id", string="Vehicles"
    )
    dealer_vehicle_count = fields.Integer(
        string="Vehicle Count", compute="_compute_dealer_vehicle_count"
    )
    dealer_search_key = fields.Char(
        compute="_compute_dealer_search_key",
        store=True,
        help="Name in Latin letters, reference, tax number and e-mail: "
        "what the search box looks in.",
    )
    dealer_email_key = fields.Char(
        compute="_compute_dealer_email_key", store=True, index="btree_not_null"
    )
    dealer_phone_key = fields.Char(compute="_compute_dealer_phone_key", store=True)

    # Odoo's own trigram index may be on unaccent(column), which our search is not.
    _dealer_search_idx = models.Index("USING gin (dealer_search_key gin_trgm_ops)")
    _dealer_phone_idx = models.Index("(dealer_phone_key text_pattern_ops)")
    _dealer_phone_tail_idx = models.Index(
        "(reverse(dealer_phone_key) text_pattern_ops)"
    )

    @api.depends("complete_name", "ref", "vat", "company_registry", "email")
    def _compute_dealer_search_key(self):
        for partner in self:
            words = keys.name_key(partner.complete_name or partner.name).split()
            for text in (partner.ref, partner.vat, partner.company_registry):
                words += keys.name_key(text).split()
            words.append(keys.email_key(partner.email or ""))
            # The leading space lets "% word%" mean: a word begins so.
            partner.dealer_search_key = " " + " ".join(filter(None, words))

    @api.depends("email")
    def _compute_dealer_email_key(self):
        for partner in self:
            partner.dealer_email_key = keys.email_key(partner.email or "") or False

    @api.depends("phone", "country_id", "company_id")
    def _compute_dealer_phone_key(self):
        default = self.env.company._get_dealer_country_code()
        for partner in self:
            country = partner.country_id or partner.company_id.country_id
            partner.dealer_phone_key = (
                keys.phone_key(partner.phone or "", country.code or default) or False
            )

    @api.depends("dealer_vehicle_ids")
    def _compute_dealer_vehicle_count(self):
        groups = self.env["dealer.vehicle"]._read_group(
            [("owner_id", "in", self.ids)], ["owner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.dealer_vehicle_count = counts.get(partner.id, 0)

    def action_dealer_vehicles(self):
        """Open the vehicles which the person owns.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_vehicle_action"
        )
        action["domain"] = [("owner_id", "=", self.id)]
        action["context"] = {}
        return action
