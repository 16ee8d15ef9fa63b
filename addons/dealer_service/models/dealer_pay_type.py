"""Who pays for a piece of work, and how it is billed."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import shares


class DealerPayType(models.Model):
    _name = "dealer.pay.type"
    _inherit = ["analytic.mixin"]
    _description = "Pay Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("customer", "Customer"),
            ("warranty", "Warranty"),
            ("internal", "Internal"),
            ("insurance", "Insurance"),
            ("contract", "Service Contract"),
            ("goodwill", "Goodwill"),
            ("recall", "Recall"),
        ],
        required=True,
        default="customer",
        index=True,
    )
    color = fields.Integer()
    payer_mode = fields.Selection(
        selection=[
            ("customer", "Customer of the order"),
            ("fixed", "Always the same"),
            ("order", "Entered on the order"),
            ("shared", "Several, in per cent"),
            ("none", "Nobody: own cost"),
        ],
        string="Payer",
        required=True,
        default="customer",
    )
    payer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Fixed Payer",
        company_dependent=True,
        help="Who gets the invoice, as the importer for warranty work.",
    )
    split_ids = fields.One2many(
        comodel_name="dealer.pay.type.split",
        inverse_name="pay_type_id",
        string="Shares",
        copy=True,
    )
    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        company_dependent=True,
        help="Prices of parts and work for this payer. Empty: the customer's own.",
    )
    journal_id = fields.Many2one(
        comodel_name="account.journal",
        company_dependent=True,
        domain="[('type', '=', 'sale')]",
    )
    fiscal_position_id = fields.Many2one(
        comodel_name="account.fiscal.position",
        company_dependent=True,
        help="Taxes and accounts for this payer. Empty: those of the payer.",
    )
    writeoff_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Short Payments to",
        company_dependent=True,
        domain="[('account_type', 'in', ('expense', 'expense_other', 'income', "
        "'income_other'))]",
        help="Account for what the payer of a claim does not pay.",
    )
    is_loyalty = fields.Boolean(string="Earns Points")
    is_claim = fields.Boolean(
        string="Claimed",
        help="The work is claimed from the payer and invoiced when he accepts; the "
        "customer need not wait for it.",
    )
    needs_decision = fields.Boolean(
        string="Customer Decides",
        help="The customer is asked line by line before the work begins.",
    )
    document_title = fields.Char(
        translate=True, help="Printed above the invoice. Empty: Invoice."
    )

    _payer = models.Constraint(
        "CHECK(kind != 'internal' OR payer_mode = 'none')",
        "Internal work is paid by nobody: choose Nobody as payer.",
    )

    @api.constrains("payer_mode", "split_ids")
    def _check_split(self):
        for pay_type in self.filtered(lambda item: item.payer_mode == "shared"):
            if not shares.is_whole(pay_type.split_ids.mapped("percent")):
                raise ValidationError(
                    self.env._(
                        "The shares of %(pay_type)s must be above zero and make "
                        "100 %%.",
                        pay_type=pay_type.name,
                    )
                )

    @api.model
    def _get_default(self):
        """The pay type of a line when nobody says anything: the customer pays.

        :return: dealer.pay.type, empty while there is none
        """
        # Not env.ref: that asks the database for each line of an import.
        known = self.browse(
            self.env["ir.model.data"]._xmlid_to_res_id(
                "dealer_service.pay_type_customer", raise_if_not_found=False
            )
            or ()
        )
        if known.active:
            return known
        return self.search([("kind", "=", "customer")], limit=1)

    def _get_payer(self, order):
        """Who gets the invoice of an order for this pay type.

        :param order: dealer.service.order
        :return: res.partner, empty when it has to be entered first
        """
        self.ensure_one()
        if self.payer_mode == "fixed":
            return self.with_company(order.company_id).payer_id
        if self.payer_mode == "order":
            return order.payer_id
        return order.partner_id

    def _get_pricelist(self, order):
        """The price list for an order; only one in the currency of the showroom.

        :param order: dealer.service.order
        :return: product.pricelist, may be empty
        """
        own = self.with_company(order.company_id)
        pricelist = (
            own.pricelist_id
            or own._get_payer(order)
            .with_company(order.company_id)
            .property_product_pricelist
        )
        return pricelist.filtered(
            lambda item: item.currency_id == order.company_id.currency_id
        )


class DealerPayTypeSplit(models.Model):
    _name = "dealer.pay.type.split"
    _description = "Share of a Pay Type"
    _order = "pay_type_id, id"

    pay_type_id = fields.Many2one(
        comodel_name="dealer.pay.type", required=True, ondelete="cascade", index=True
    )
    payer_type_id = fields.Many2one(
        comodel_name="dealer.pay.type",
        string="Paid as",
        required=True,
        ondelete="restrict",
        domain="[('payer_mode', '!=', 'shared')]",
    )
    percent = fields.Float(string="%", required=True, digits=(5, 2))

    _percent = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)", "A share lies between 0 and 100 %."
    )
    _once = models.UniqueIndex(
        "(pay_type_id, payer_type_id)", "Name each payer of a split once."
    )

    @api.constrains("payer_type_id")
    def _check_payer_type(self):
        if any(split.payer_type_id.payer_mode == "shared" for split in self):
            raise ValidationError(
                self.env._("A share is paid by one payer: choose another pay type.")
            )
