"""Customers who stay away: who, since when, why, and the way back."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools import retention

SELECTION = [("active", "Active"), ("at_risk", "At risk"), ("lost", "Lost")]


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Written by dealer.maintenance.engine in sets; both can be searched.
    dealer_retention_state = fields.Selection(
        selection=SELECTION,
        string="Service Customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="As well kept as the best of the customer's cars. Empty: no visit yet.",
    )
    dealer_last_visit_date = fields.Date(
        string="Last Service Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Last visit of one of the customer's cars for which somebody paid.",
    )


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    # Written by dealer.maintenance.engine in sets.
    service_interval = fields.Integer(
        string="Service Interval (days)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Days between two services, by the maintenance plan and the kilometres "
        "driven.",
    )
    last_visit_date = fields.Date(
        string="Last Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Last visit of the present owner for which somebody paid.",
    )
    expected_visit_date = fields.Date(
        string="Expected again",
        readonly=True,
        copy=False,
        help="Last visit and one interval of this car.",
    )
    maintenance_count = fields.Integer(
        string="Services Done here",
        readonly=True,
        copy=False,
        help="Visits of the present owner with an operation of a maintenance plan.",
    )
    retention_state = fields.Selection(
        selection=SELECTION,
        string="Retention",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="By how long the car has been expected, see the settings. Empty: the "
        "present owner has not been here yet.",
    )
    months_away = fields.Integer(
        string="Months Overdue",
        compute="_compute_months_away",
        help="Since the car was expected again.",
    )
    retention_reasons = fields.Char(
        string="Known Reasons", compute="_compute_retention_reasons", compute_sudo=True
    )

    @api.depends("expected_visit_date")
    def _compute_months_away(self):
        today = fields.Date.context_today(self)
        for vehicle in self:
            late = (today - (vehicle.expected_visit_date or today)).days
            vehicle.months_away = max(0, int(late / retention.DAYS_PER_MONTH))

    @api.depends("retention_state", "last_visit_date")
    def _compute_retention_reasons(self):
        away = self.filtered(lambda car: car.retention_state in ("at_risk", "lost"))
        facts = away._get_retention_facts() if away else {}
        labels = self._get_retention_reasons()
        for vehicle in self:
            known = retention.reasons(facts.get(vehicle.id, ()))
            vehicle.retention_reasons = ", ".join(labels[name] for name in known)

    @api.model
    def _get_retention_reasons(self):
        """What may keep a customer away.

        :return: dict value of ``tools.retention.REASONS`` -> text
        """
        return {
            "comeback": self.env._("came back for the same fault"),
            "rating": self.env._("bad rating"),
            "late": self.env._("car was late"),
            "declined": self.env._("declined work open"),
            "warranty": self.env._("warranty ended"),
            "stopped": self.env._("wants no reminders"),
            "no_address": self.env._("no phone and no e-mail"),
        }

    def _get_retention_facts(self):
        """Reasons which can be told from the last visit, the car and the owner.

        :return: dict id -> set of values of ``tools.retention.REASONS``
        """
        self.env["dealer.service.line"].flush_model(["recapture_state"])
        self.env["dealer.service.order"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT car.id, visit.comeback_of_id IS NOT NULL,
                       visit.rating_last_value BETWEEN 0.1 AND %(bad)s,
                       visit.delivered_date > visit.promised_date,
                       EXISTS (SELECT FROM dealer_service_line job
                                 JOIN dealer_service_order past
                                   ON past.id = job.order_id
                                WHERE past.vehicle_id = car.id
                                  AND job.recapture_state = 'open')
                  FROM unnest(%(ids)s) AS car (id)
             LEFT JOIN LATERAL (SELECT * FROM dealer_service_order job
                                 WHERE job.vehicle_id = car.id
                                   AND job.state IN ('delivered', 'history')
                              ORDER BY job.date DESC, job.id DESC LIMIT 1) visit
                    ON TRUE
                """,
                bad=retention.BAD_RATING,
                ids=self.ids,
            )
        )
        names = ("comeback", "rating", "late", "declined")
        facts = {
            id_: {name for name, holds in zip(names, found, strict=True) if holds}
            for id_, *found in rows
        }
        today = fields.Date.context_today(self)
        for vehicle in self:
            owner, known = vehicle.owner_id, facts.setdefault(vehicle.id, set())
            seen, ended = vehicle.last_visit_date, vehicle.warranty_end
            if seen and ended and seen <= ended < today:
                known.add("warranty")
            if owner.dealer_no_service_reminders:
                known.add("stopped")
            if not (owner.phone or owner.email):
                known.add("no_address")
        return facts

    def action_plan_return(self):
        """Plan the tasks which win customers back, by the rule for lost customers.

        Who does not want to be called, sold the car or has such tasks already gets
        none; pressed twice, nothing is planned twice.

        :return: notification
        :raise AccessError: neither service advisor nor manager
        """
        if not self._may_plan_return():
            raise AccessError(
                self.env._("Service advisors and managers plan return tasks.")
            )
        self.check_access("read")
        # sudo: the rule plans for all customers, whoever presses; the cars are checked.
        rule = self.env.ref("dealer_service.dealer_follow_up_rule_return").sudo()
        planned, others = rule._plan_return(self)
        text = self.env._(
            "Tasks planned for %(planned)s cars. Not planned: %(others)s (not away, "
            "planned already, sold, or the customer does not want to be contacted).",
            planned=planned,
            others=others,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if planned else "warning",
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _may_plan_return(self):
        """Whether the user may plan tasks for customers who stay away.

        :return: bool
        """
        return any(
            self.env.user.has_group(group)
            for group in (
                "dealer_service.group_service_advisor",
                "dealer_crm.group_dealer_manager",
            )
        )
