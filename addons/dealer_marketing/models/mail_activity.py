"""Tasks which contact somebody carry their purpose, and end with the consent."""

from odoo import api, fields, models

SLICE = 500


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

    @api.model
    def _cron_stop_ended(self):
        """Take away planned calls whose consent has ended since, in slices.

        A consent with a last day ends by itself: nobody withdraws it.
        """
        cron = self.env["ir.cron"]
        after = 0
        while tasks := self._find_dealer_calls(after):
            after = tasks[-1].id
            ended = tasks._stop_dealer_ended()
            if not cron._commit_progress(ended, remaining=1):
                return
        cron._commit_progress(remaining=0)

    @api.model
    def _find_dealer_calls(self, after):
        """The next slice of planned calls which need a consent.

        :param int after: id of the last one of the slice before
        :return: mail.activity
        """
        return self.search(
            [
                ("id", ">", after),
                ("res_model", "=", "res.partner"),
                ("dealer_purpose_id.basis", "=", "consent"),
            ],
            order="id",
            limit=SLICE,
        )

    def _stop_dealer_ended(self):
        """Take away those which may not be made any more; the reason goes to the log.

        :return: number of tasks taken away
        """
        ended, rows = self.browse(), []
        for purpose, tasks in self.grouped("dealer_purpose_id").items():
            people = self.env["res.partner"].browse(tasks.mapped("res_id"))
            pairs = {(task.res_id, task.dealer_vehicle_id.id) for task in tasks}
            reasons = purpose._get_car_reasons(pairs, people, "phone")
            for task in tasks:
                if reason := reasons[task.res_id, task.dealer_vehicle_id.id]:
                    ended |= task
                    rows.append(
                        {
                            "partner_id": task.res_id,
                            "purpose_id": purpose.id,
                            "channel": "phone",
                            "company_id": task.user_id.company_id.id,
                            "reason": reason,
                        }
                    )
        self.env["dealer.contact.refusal"]._log(rows)
        ended.unlink()
        return len(rows)
