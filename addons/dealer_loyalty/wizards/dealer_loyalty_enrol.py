from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerLoyaltyEnrol(models.TransientModel):
    _name = "dealer.loyalty.enrol"
    _description = "Enrol in the Club"

    phone = fields.Char()
    candidate_ids = fields.Many2many(
        comodel_name="res.partner", compute="_compute_candidate_ids"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Known Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', candidate_ids)]",
        help="Who has this phone number. Empty: the customer is new.",
    )
    taken_by = fields.Char(
        compute="_compute_candidate_ids",
        help="Personal manager of a customer with this number, whom you may not see.",
    )
    name = fields.Char(
        string="Customer Name",
        compute="_compute_identity",
        store=True,
        readonly=False,
        required=True,
    )
    birthdate = fields.Date(compute="_compute_identity", store=True, readonly=False)
    email = fields.Char(compute="_compute_identity", store=True, readonly=False)
    card_number = fields.Char(compute="_compute_card_number")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if partner_id := values.get("partner_id"):
            values["phone"] = self.env["res.partner"].browse(partner_id).phone
        return values

    @api.depends("phone")
    def _compute_candidate_ids(self):
        partners = self.env["res.partner"]
        for wizard in self:
            hits = partners
            taken_by = False
            if wizard.phone:
                found = partners.dealer_find(wizard.phone, 10)
                hits = partners.browse(
                    hit["partner_id"]
                    for hit in found
                    if hit["matched"] == "phone" and hit["partner_id"]
                )
                if not hits:
                    taken_by = wizard._get_hidden_manager()
            wizard.candidate_ids = hits
            wizard.taken_by = taken_by

    def _get_hidden_manager(self):
        """Whose customer has the number, if the user may not see the customer."""
        for hit in self.env["res.partner"].dealer_duplicates({"phone": self.phone}):
            if hit["sure"] and not hit["partner_id"]:
                return hit["manager"] or self.env._("a colleague")
        return False

    @api.depends("phone")
    def _compute_partner_id(self):
        for wizard in self:
            known = wizard.candidate_ids._origin
            if wizard.phone and wizard.partner_id not in known:
                wizard.partner_id = known[:1]

    @api.depends("partner_id")
    def _compute_identity(self):
        for wizard in self:
            if partner := wizard.partner_id:
                wizard.name = partner.name
                wizard.birthdate = partner.dealer_birthdate
                wizard.email = partner.email

    @api.depends("partner_id")
    def _compute_card_number(self):
        for wizard in self:
            wizard.card_number = wizard.partner_id.dealer_card_id.dealer_number

    def action_enrol(self):
        """Make the person a member, and a customer if they are new.

        :return: action which closes the dialogue; its ``infos`` name the person
        :raise AccessError: the user is not of the card desk
        :raise UserError: a name or a phone is missing, a colleague has this customer,
            or there is no club
        """
        self.ensure_one()
        self.env["dealer.loyalty.desk"]._check_desk()
        club = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)[:1]
        if not club:
            raise UserError(
                self.env._(
                    "There is no customer club for %(company)s. Ask the club manager "
                    "to set one up.",
                    company=self.env.company.name,
                )
            )
        partner = self._get_customer()
        partner._dealer_enrol(club)
        self._after_enrol(partner)
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"partner_id": partner.id},
        }

    def _get_customer(self):
        """The known customer with what was missing, or a new one.

        :return: res.partner
        """
        vals = self._prepare_partner_vals()
        if partner := self.partner_id:
            partner.check_access("read")
            missing = {name: value for name, value in vals.items() if not partner[name]}
            # sudo: the desk may not edit customers; it only adds what is missing.
            partner.sudo().write(missing)
            return partner
        if not self.phone:
            raise UserError(
                self.env._("Ask for the phone number: by it the card is found again.")
            )
        if self.taken_by:
            raise UserError(
                self.env._(
                    "This number belongs to a customer of %(manager)s. Ask there to "
                    "enrol the customer.",
                    manager=self.taken_by,
                )
            )
        # sudo: the desk may not make customers otherwise.
        partner = self.env["res.partner"].sudo().create(vals)
        return partner.with_env(self.env)

    def _prepare_partner_vals(self):
        """What the desk asked for.

        :return: dict of values of res.partner
        """
        vals = {
            "name": (self.name or "").strip(),
            "phone": self.phone,
            "email": self.email,
            "dealer_birthdate": self.birthdate,
        }
        return {name: value for name, value in vals.items() if value}

    def _after_enrol(self, partner):
        """Called when the person has the card; addons note consents.

        :param partner: res.partner
        """
