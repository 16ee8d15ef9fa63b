"""What goes with a person who has a vehicle no more."""

from odoo import api, fields, models
from odoo.fields import Domain


class DealerVehicleOwnership(models.Model):
    _inherit = "dealer.vehicle.ownership"

    @api.model_create_multi
    def create(self, vals_list):
        periods = super().create(vals_list)
        periods._leave_vehicles()
        return periods

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"date_to", "partner_id", "role"}:
            self._leave_vehicles()
        return res

    def _leave_vehicles(self):
        """Take people who left off the chatter of the vehicle.

        They hear no more of a car which is somebody else's, and what they wrote about
        it is theirs: it goes to their own chatter, where managers and who looks after
        them find it. The next owner's salesperson does not read their names.
        """
        today = fields.Date.context_today(self)
        # sudo: former periods and their people are masked for those who end them.
        ended = self.sudo().filtered(
            lambda period: period.date_to and period.date_to <= today
        )
        if not ended:
            return
        still = self.sudo().search(
            [
                ("vehicle_id", "in", ended.vehicle_id.ids),
                ("partner_id", "in", ended.partner_id.ids),
                "|",
                ("date_to", "=", False),
                ("date_to", ">", today),
            ]
        )
        present = {(period.vehicle_id, period.partner_id) for period in still}
        gone = {
            (period.vehicle_id, period.partner_id)
            for period in ended
            # Colleagues who sell their own car go on working on it.
            if period.partner_id.partner_share
        } - present
        if gone:
            self._move_correspondence(gone)

    @api.model
    def _move_correspondence(self, gone):
        """Take people off vehicles with what they wrote and were written.

        :param gone: set of tuples (dealer.vehicle, res.partner)
        """
        people = Domain.OR(
            Domain("res_id", "=", vehicle.id)
            & (
                Domain("author_id", "=", partner.id)
                | Domain("partner_ids", "in", partner.ids)
            )
            for vehicle, partner in gone
        )
        # sudo: whoever ends a period may not read or follow the former owner.
        followers = self.env["mail.followers"].sudo()
        followers.search(
            Domain("res_model", "=", "dealer.vehicle")
            & Domain.OR(
                Domain("res_id", "=", vehicle.id)
                & Domain("partner_id", "=", partner.id)
                for vehicle, partner in gone
            )
        ).unlink()
        messages = self.env["mail.message"].sudo()  # sudo: see above
        messages = messages.search(Domain("model", "=", "dealer.vehicle") & people)
        for vehicle, partner in gone:
            theirs = messages.filtered(
                lambda message, vehicle=vehicle, partner=partner: (
                    message.res_id == vehicle.id
                    and partner in message.author_id | message.partner_ids
                )
            )
            place = {"res_id": partner.id}
            theirs.attachment_ids.filtered(
                lambda file: file.res_model == "dealer.vehicle"
            ).write({**place, "res_model": "res.partner"})
            theirs.write({**place, "model": "res.partner"})
