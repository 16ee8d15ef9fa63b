from odoo import api, fields, models


class DealerVehicleTransfer(models.TransientModel):
    _name = "dealer.vehicle.transfer"
    _description = "Sell or Transfer a Vehicle"

    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    owner_id = fields.Many2one(related="vehicle_id.owner_id", string="Present Owner")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="New Owner",
        required=True,
        ondelete="cascade",
    )
    date = fields.Date(
        string="Handed over on", required=True, default=fields.Date.context_today
    )
    odometer = fields.Integer(string="Odometer (km)")
    last_odometer = fields.Integer(related="vehicle_id.odometer", string="Last Reading")
    reason = fields.Selection(
        selection=lambda self: (
            self.env["dealer.vehicle.odometer"]
            ._fields["reason"]
            ._description_selection(self.env)
        ),
        string="Why Lower",
    )
    has_others = fields.Boolean(compute="_compute_has_others")
    end_others = fields.Boolean(
        string="Driver and payer end, too",
        default=True,
        help="Without it they stay as they are with the new owner.",
    )

    dealer_likely_duplicates = fields.Json(
        string="Known Customers", compute="_compute_dealer_likely_duplicates"
    )
    dealer_not_same = fields.Json(
        string="Not the Same",
        help="Contacts which somebody said are not the new owner.",
    )

    @api.depends("partner_id", "dealer_not_same")
    def _compute_dealer_likely_duplicates(self):
        # Whom somebody has just made by typing a name may be there already.
        found = self.partner_id._dealer_duplicates_of_records()
        for wizard in self:
            refused = set(wizard.dealer_not_same or ())
            wizard.dealer_likely_duplicates = (
                self.partner_id._prepare_dealer_duplicates(
                    [
                        hit
                        for hit in found.get(wizard.partner_id, ())
                        if hit[0].id not in refused
                    ][:3]
                )
            )

    @api.depends("vehicle_id")
    def _compute_has_others(self):
        for wizard in self:
            wizard.has_others = any(
                period.role != "owner" and period.is_current
                for period in wizard.vehicle_id.ownership_ids
            )

    def action_transfer(self):
        """Hand the vehicle over.

        :return: window action which closes the window
        :raise UserError: the date is not possible, or it is the owner already
        """
        self.ensure_one()
        self._remember_not_same()
        self.vehicle_id._transfer(
            self.partner_id, self.date, self.odometer, self.reason, self.end_others
        )
        return {"type": "ir.actions.act_window_close"}

    def _remember_not_same(self):
        ids = [id_ for id_ in self.dealer_not_same or () if isinstance(id_, int)]
        # sudo: only whether they are there.
        others = self.env["res.partner"].sudo().browse(ids).exists()
        self.env["dealer.duplicate"]._store(
            [(self.partner_id, other, None) for other in others], state="dismissed"
        )
