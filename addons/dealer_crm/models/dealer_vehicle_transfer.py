"""From one owner to the next; who is masked for whom."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    former_owners = fields.Char(
        compute="_compute_former_owners",
        compute_sudo=True,
        help="When the vehicle had other owners. Their names are for managers only.",
    )

    @api.depends("ownership_ids.date_from", "ownership_ids.date_to")
    def _compute_former_owners(self):
        # Not through the field of the vehicle, see ``_compute_owner_id``.
        groups = (
            self.env["dealer.vehicle.ownership"]
            .search_fetch(
                [
                    ("vehicle_id", "in", self.ids),
                    ("role", "=", "owner"),
                    ("date_to", "<=", fields.Date.context_today(self)),
                ],
                ["vehicle_id", "date_from", "date_to"],
                order="date_from, id",
            )
            .grouped("vehicle_id")
        )
        for vehicle in self:
            periods = groups.get(vehicle._origin, [])
            vehicle.former_owners = ", ".join(
                f"{period.date_from} – {period.date_to}" for period in periods
            )

    def action_transfer(self):
        """Open the window which asks for the new owner.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_vehicle_transfer_action"
        )
        action["context"] = {"default_vehicle_id": self.id}
        return action

    def _transfer(self, partner, date, odometer=None, reason=None, end_others=True):
        """Hand the vehicle over to a new owner.

        The history stays with the vehicle; the former owner is masked for everybody
        but managers from the day on.

        :param partner: res.partner
        :param date: first day of the new owner
        :param int odometer: reading at the hand-over in km, if known
        :param str reason: why the reading is lower than one before
        :param bool end_others: drivers and payers end, too
        :raise UserError: the date is not possible, or it is the owner already
        """
        self.ensure_one()
        self.check_access("write")
        self._check_transfer(partner, date)
        if end_others:
            # sudo: former periods are masked for those who end them.
            others = self.env["dealer.vehicle.ownership"].sudo()
            others = others.search(
                [
                    ("vehicle_id", "=", self.id),
                    ("role", "!=", "owner"),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">", date),
                ]
            )
            others.filtered(lambda period: period.date_from > date).unlink()
            others.exists().write({"date_to": date})
        # sudo: see above.
        self.sudo()._set_owner(partner.sudo(), date)
        if odometer:
            self.env["dealer.vehicle.odometer"].create(
                {
                    "vehicle_id": self.id,
                    "date": date,
                    "value": odometer,
                    "reason": reason,
                }
            )
        self.message_post(body=self.env._("New owner from %(date)s on.", date=date))
        self.invalidate_recordset(["ownership_ids"])

    def _take_in_stock(self, company, date=None):
        """The showroom buys vehicles: nobody owns or drives them from the day on.

        :param company: res.company
        :param date: the day, default today
        """
        date = date or fields.Date.context_today(self)
        periods = self.env["dealer.vehicle.ownership"].search(
            [
                ("vehicle_id", "in", self.ids),
                "|",
                ("date_to", "=", False),
                ("date_to", ">", date),
            ]
        )
        periods.filtered(lambda period: period.date_from > date).unlink()
        periods.exists().write({"date_to": date})
        self.write({"state": "stock", "company_id": company.id})

    def _check_transfer(self, partner, date):
        if date > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "Enter the transfer on the day of the hand-over, not before."
                )
            )
        if self.owner_id == partner:
            raise UserError(
                self.env._(
                    "%(name)s is the owner of the vehicle already.",
                    name=partner.display_name,
                )
            )
        # sudo: only dates are looked at.
        begins = self.env["dealer.vehicle.ownership"].sudo()
        begins = begins.search(
            [
                ("vehicle_id", "=", self.id),
                ("role", "=", "owner"),
                ("date_from", ">", date),
            ]
        )
        if begins:
            raise UserError(
                self.env._(
                    "The present owner has the vehicle since %(date)s: the transfer "
                    "cannot be before that day.",
                    date=max(begins.mapped("date_from")),
                )
            )
