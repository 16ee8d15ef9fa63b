"""Tasks which contact somebody carry their purpose, and end with the consent."""

from odoo import api, fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="What the customer is contacted about. The task goes when they withdraw.",
    )

    dealer_vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Only about This Car",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The task goes, too, when the consent is withdrawn for this car alone.",
    )

    @api.model
    def _stop_dealer_withdrawn(self, partner, purposes, vehicle=None):
        """Take away the open tasks to call somebody who wants no calls any more.

        :param partner: res.partner
        :param purposes: dealer.consent.purpose which were withdrawn for the phone
        :param vehicle: dealer.vehicle about which alone they were withdrawn
        """
        # sudo: the tasks of colleagues, too.
        tasks = self.sudo().search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", partner.id),
                ("dealer_purpose_id", "in", purposes.ids),
                *([("dealer_vehicle_id", "=", vehicle.id)] if vehicle else []),
            ]
        )
        log = self.env["dealer.contact.refusal"]
        for purpose, mine in tasks.grouped("dealer_purpose_id").items():
            log._log_people(
                dict.fromkeys(partner.ids, "withdrawn"),
                purpose,
                "phone",
                mine.user_id.company_id[:1],
            )
        tasks.unlink()
        # sudo: as above.
        runs = self.env["dealer.follow.up.run"].sudo()
        runs.search(
            [
                ("partner_id", "=", partner.id),
                ("rule_id.purpose", "in", purposes.mapped("code")),
                ("rule_id.channel", "=", "phone"),
                ("rule_id.stop_opt_out", "=", True),
                ("activity_ids", "!=", False),
                *([("vehicle_id", "=", vehicle.id)] if vehicle else []),
            ]
        )._stop("opted_out")

    @api.model
    def _stop_dealer_left(self, gone):
        """Take away planned calls about cars which are somebody else's now.

        :param gone: set of tuples (dealer.vehicle, res.partner who had it)
        """
        # sudo: the tasks of colleagues, too.
        tasks = self.sudo().search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", [partner.id for _vehicle, partner in gone]),
                ("dealer_vehicle_id", "in", [vehicle.id for vehicle, _partner in gone]),
            ]
        )
        pairs = {(vehicle.id, partner.id) for vehicle, partner in gone}
        tasks.filtered(
            lambda task: (task.dealer_vehicle_id.id, task.res_id) in pairs
        ).unlink()
