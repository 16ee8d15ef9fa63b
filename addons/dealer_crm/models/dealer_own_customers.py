from odoo import api, fields, models
from odoo.fields import Domain


class DealerOwnCustomers(models.AbstractModel):
    """For models with data of a customer: is the customer one of the user's own?

    A model which inherits from this one gets the field ``dealer_visible`` and needs one
    global rule on it (see ``security/dealer_own_customers_rules.xml``): a rule of a
    group would only widen what other groups allow.
    """

    _name = "dealer.own.customers"
    _description = "Own Customers Only"

    # Paths of stored many2one fields to the customer; all of them count.
    _dealer_customer_paths = ("partner_id",)
    # Field with the employee of a document: the document of a colleague is hidden as
    # long as the customer is not one's own.
    _dealer_user_field = None

    dealer_visible = fields.Boolean(
        string="Of Own Customers",
        compute="_compute_dealer_visible",
        search="_search_dealer_visible",
        help="The customer is yours, of somebody you stand in for, of your team, or of "
        "nobody in particular.",
    )

    @api.depends_context("uid")
    def _compute_dealer_visible(self):
        # sudo: it is asked by the rule which protects the record.
        records = self.sudo()
        covered = self.env.user._get_dealer_covered_users()
        for record, plain in zip(records, self, strict=True):
            customers = [record.mapped(path) for path in self._dealer_customer_paths]
            plain.dealer_visible = all(
                customer._is_dealer_visible_to(covered)
                for found in customers
                for customer in found
            ) and record._is_dealer_user_visible(covered, customers)

    def _is_dealer_user_visible(self, covered, customers):
        """Whether the document's employee is nobody, covered or looks after theirs."""
        name = self._dealer_user_field
        return (
            not name
            or not self[name]
            or self[name] in covered
            or any(
                customer.user_id in covered for found in customers for customer in found
            )
        )

    def _search_dealer_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        covered = self.env.user._get_dealer_covered_users().ids
        own = self.env["res.partner"]._get_dealer_visible_domain(covered)
        domain = Domain.AND(
            Domain(path.split(".")[0], "=", False) | self._follow(path, own)
            for path in self._dealer_customer_paths
        )
        if name := self._dealer_user_field:
            theirs = Domain("user_id", "in", covered)
            domain &= Domain.OR(
                [
                    Domain(name, "in", [False, *covered]),
                    *(
                        self._follow(path, theirs)
                        for path in self._dealer_customer_paths
                    ),
                ]
            )
        return domain if True in value else ~domain

    @api.model
    def _follow(self, path, domain):
        """A condition at the end of a path, joined and not searched: flat in size.

        :param str path: many2one fields
        :param Domain domain: of the last model
        :return: Domain of this model; true, too, where a link in the middle is empty
        """
        first, *rest = path.split(".")
        inner = domain
        if rest:
            comodel = self.env[self._fields[first].comodel_name]
            inner = DealerOwnCustomers._follow(comodel, ".".join(rest), domain)
            inner |= Domain(rest[0], "=", False)
        return Domain(first, "any!", inner)
