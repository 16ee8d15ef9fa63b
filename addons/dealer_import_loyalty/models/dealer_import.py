from odoo import api, fields, models


class DealerImport(models.Model):
    _inherit = "dealer.import"

    kind = fields.Selection(
        selection_add=[("points", "Points: opening balances")],
        ondelete={"points": "cascade"},
    )
    loyalty_program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Club",
        domain="""[
            ('dealer_club', '=', True), ('company_id', 'in', (False, company_id)),
        ]""",
        help="Empty: the first club of the showroom.",
    )

    @api.model
    def _get_user_fields(self):
        return super()._get_user_fields() | {"loyalty_program_id"}
