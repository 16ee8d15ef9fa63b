from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    dealer_extension = fields.Char(
        string="Telephone Extension",
        copy=False,
        index="btree_not_null",
        help="Number of this employee inside the telephone system: calls are credited "
        "by it.",
    )

    @api.model
    def _dealer_find_extension(self, extension, company):
        """Whose telephone it is.

        Two showrooms may use the same number: their own people come first.

        :param str extension: as the telephone system tells it
        :param company: res.company of the telephone system
        :return: res.users; empty when there is nobody, or more than one
        """
        if not extension:
            return self.browse()
        # sudo: only who has this telephone, for a user who sees few of the others.
        found = self.sudo().search(
            [
                ("dealer_extension", "=", extension.strip()),
                ("company_ids", "in", company.ids),
                ("share", "=", False),
            ]
        )
        own = found.filtered(lambda user: user.company_id == company)
        users = own or found
        return (users if len(users) == 1 else users.browse()).with_env(self.env)
