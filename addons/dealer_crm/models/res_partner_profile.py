from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_is_vip = fields.Boolean(
        string="VIP",
        tracking=True,
        index="btree_not_null",
        help="Looked after by one person: a VIP has a personal manager.",
    )
    dealer_interest_ids = fields.Many2many(
        comodel_name="dealer.interest",
        relation="dealer_interest_res_partner_rel",
        column1="partner_id",
        column2="interest_id",
        string="Interests",
    )
    dealer_motive_ids = fields.Many2many(
        comodel_name="dealer.motive",
        relation="dealer_motive_res_partner_rel",
        column1="partner_id",
        column2="motive_id",
        string="Purchase Motives",
        help="What decides for this person: price, safety, comfort...",
    )
    dealer_marital_status = fields.Selection(
        selection=[
            ("single", "Single"),
            ("couple", "Married or Living Together"),
            ("divorced", "Divorced"),
            ("widowed", "Widowed"),
        ],
        string="Family",
    )
    dealer_children = fields.Integer(string="Children")
    dealer_children_years = fields.Char(
        string="Born In",
        help="Years of birth of the children: a child seat, a first car.",
    )

    _dealer_children_positive = models.Constraint(
        "CHECK(dealer_children >= 0)", "The number of children is 0 or more."
    )

    @api.constrains("dealer_is_vip", "user_id", "active")
    def _check_dealer_is_vip(self):
        lost = self.filtered(
            lambda partner: (
                partner.dealer_is_vip and partner.active and not partner.user_id
            )
        )
        if lost:
            raise ValidationError(
                self.env._(
                    "A VIP has a personal manager. Choose one for %(names)s, or take "
                    "the VIP mark away.",
                    names=", ".join(lost.mapped("display_name")),
                )
            )
