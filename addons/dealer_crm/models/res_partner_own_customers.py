from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "dealer.own.customers"]

    dealer_restricted = fields.Boolean(
        string="Has a Personal Manager",
        compute="_compute_dealer_restricted",
        store=True,
        help="A customer with a manager: colleagues for whom “own customers only” is "
        "switched on do not see them. Employees, the companies themselves and "
        "suppliers stay visible.",
    )

    _dealer_restricted_idx = models.Index("(user_id) WHERE dealer_restricted")

    @api.depends(
        "user_id", "commercial_partner_id.user_id", "partner_share", "ref_company_ids"
    )
    def _compute_dealer_restricted(self):
        for partner in self:
            partner.dealer_restricted = bool(
                (partner.user_id or partner.commercial_partner_id.user_id)
                and partner._is_dealer_customer()
            )

    def _is_dealer_customer(self):
        """Whether it is a customer, and not somebody everybody has to see.

        :return: bool
        """
        self.ensure_one()
        return self.partner_share and not self.ref_company_ids

    @api.depends_context("uid")
    def _compute_dealer_visible(self):
        covered = self.env.user._get_dealer_covered_users()
        # sudo: it is asked by the rule which protects the record.
        for partner, plain in zip(self.sudo(), self, strict=True):
            plain.dealer_visible = partner._is_dealer_visible_to(covered)

    def _is_dealer_visible_to(self, covered):
        """Whether somebody who covers these users may see the customer.

        :param covered: res.users, see ``res.users._get_dealer_covered_users``
        :return: bool
        """
        return (
            not self.dealer_restricted
            or self.user_id in covered
            or self.commercial_partner_id.user_id in covered
        )

    def _search_dealer_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        covered = self.env.user._get_dealer_covered_users().ids
        domain = self._get_dealer_visible_domain(covered)
        return domain if True in value else ~domain

    @api.model
    def _get_dealer_visible_domain(self, user_ids):
        """Customers of some users and those of nobody; see ``_is_dealer_visible_to``.

        :param list user_ids: ids of res.users
        :return: Domain of res.partner
        """
        return (
            Domain("dealer_restricted", "!=", True)
            | Domain("user_id", "in", user_ids)
            | Domain("commercial_partner_id", "any!", [("user_id", "in", user_ids)])
        )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env["res.users"]._has_dealer_own_customers_only():
            for vals in vals_list:
                if not vals.get("parent_id"):
                    vals.setdefault("user_id", self.env.uid)
        return super().create(vals_list)

    def write(self, vals):
        if (
            "user_id" in vals
            and self.env["res.users"]._has_dealer_own_customers_only()
            and vals["user_id"] not in self.env.user._get_dealer_covered_users().ids
        ):
            raise UserError(
                self.env._(
                    "You would not see this customer any more. Press “Hand Over” "
                    "on the customer: leads and tasks go along, and your colleague is "
                    "told."
                )
            )
        return super().write(vals)

    def action_dealer_hand_over(self):
        """Open the form by which customers get another personal manager.

        :return: window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_hand_over_action"
        )
        action["context"] = {"default_partner_ids": self.ids}
        return action
