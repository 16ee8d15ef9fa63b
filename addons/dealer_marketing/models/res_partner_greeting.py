"""Which feasts a customer keeps, as far as somebody has said so."""

from babel.dates import get_month_names

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import babel_locale_parse

from ..tools import greetings


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_tradition = fields.Selection(
        selection=[
            ("secular", "No religious feasts"),
            ("orthodox", "Orthodox"),
            ("western", "Catholic or Protestant"),
            ("muslim", "Muslim"),
            ("chinese", "Chinese"),
        ],
        string="Tradition",
        groups="dealer_crm.group_dealer_staff",
        help="Which feasts we congratulate on. Only what the customer has told: it can "
        "say something about belief, which the law protects. Empty: no feast of a "
        "tradition.",
    )
    dealer_tradition_proposal = fields.Selection(
        selection=lambda self: self._fields["dealer_tradition"].selection,
        string="Usual for Language and Country",
        compute="_compute_dealer_tradition_proposal",
        groups="dealer_crm.group_dealer_staff",
    )

    dealer_name_day = fields.Integer(
        string="Day of the Name Day",
        aggregator=None,
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_name_day_month = fields.Selection(
        selection="_get_dealer_months",
        string="Month of the Name Day",
        groups="dealer_crm.group_dealer_staff",
        help="As the customer keeps it: a saint has several days, and which of them is "
        "chosen differs by church and family.",
    )

    _dealer_name_day = models.Constraint(
        "CHECK ((dealer_name_day_month IS NULL) = (COALESCE(dealer_name_day, 0) = 0))",
        "Enter day and month of the name day, or neither of them.",
    )
    _dealer_name_day_idx = models.Index(
        "(dealer_name_day_month, dealer_name_day)"
        " WHERE dealer_name_day_month IS NOT NULL"
    )

    dealer_sender_name = fields.Char(
        string="Showroom Which Writes",
        compute="_compute_dealer_sender_name",
        help="For the end of letters: whoever may write letters may use it.",
    )

    @api.depends_context("company")
    def _compute_dealer_sender_name(self):
        self.dealer_sender_name = self.env.company.name

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Whoever may write letters may sign them."""
        return (*super().mail_allowed_qweb_expressions(), "object.dealer_sender_name")

    @api.model
    def _get_dealer_months(self):
        names = get_month_names(locale=babel_locale_parse(self.env.lang))
        return [(str(month), name) for month, name in sorted(names.items())]

    @api.onchange("dealer_name_day_month")
    def _onchange_dealer_name_day_month(self):
        if not self.dealer_name_day_month:
            self.dealer_name_day = 0

    @api.constrains("dealer_name_day", "dealer_name_day_month")
    def _check_dealer_name_day(self):
        for partner in self.filtered("dealer_name_day_month"):
            month, day = int(partner.dealer_name_day_month), partner.dealer_name_day
            if not greetings.is_day(month, day):
                raise ValidationError(
                    self.env._(
                        "%(day)s.%(month)s is no day of the year: correct the name day "
                        "of %(customer)s.",
                        day=day,
                        month=month,
                        customer=partner.display_name,
                    )
                )

    @api.depends("lang", "country_id", "dealer_tradition")
    def _compute_dealer_tradition_proposal(self):
        for partner in self:
            partner.dealer_tradition_proposal = (
                not partner.dealer_tradition
                and greetings.propose_tradition(
                    partner.lang or "", partner.country_id.code or ""
                )
            )

    def action_dealer_use_tradition(self):
        """Take over the proposal: the user knows that it is true.

        :return: True
        :raise AccessError: the user may not change the customer
        """
        self.check_access("write")
        for tradition, partners in self.grouped("dealer_tradition_proposal").items():
            if tradition:
                partners.dealer_tradition = tradition
        return True
