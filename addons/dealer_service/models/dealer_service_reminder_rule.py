"""When people are reminded of what, and how."""

from odoo import api, fields, models
from odoo.tools import SQL

# Date of the vehicle which a kind watches.
DATE_FIELDS = {
    "maintenance": "next_service_date",
    "inspection": "inspection_date",
    "insurance": "insurance_end",
    "warranty": "warranty_end",
}
# Code of the purpose of contacting, see dealer_marketing.
PURPOSES = {"insurance": "partners"}
# A server that stood still catches up with this many days, not with more.
CATCH_UP_DAYS = 10
# A due date that moves by less is still the same one; of a car which comes more often
# one that moves by less than half of its interval.
SAME_DUE_DAYS = 90


class DealerServiceReminderRule(models.Model):
    _name = "dealer.service.reminder.rule"
    _description = "Service Reminder Rule"
    _order = "kind, days, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=[
            ("maintenance", "Maintenance"),
            ("inspection", "Statutory inspection"),
            ("insurance", "Insurance"),
            ("warranty", "End of warranty"),
        ],
        required=True,
        default="maintenance",
    )
    days = fields.Integer(
        required=True,
        aggregator=None,
        help="Days from the due date: -30 is a month before, 14 two weeks after.",
    )
    action = fields.Selection(
        selection=[("email", "E-mail"), ("call", "Call task")],
        required=True,
        default="email",
    )
    template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Letter",
        domain="[('model', '=', 'dealer.service.reminder')]",
        ondelete="restrict",
    )

    _template = models.Constraint(
        "CHECK(action <> 'email' OR template_id IS NOT NULL)",
        "Choose the letter which is sent by e-mail.",
    )
    _days = models.Constraint(
        "CHECK(days BETWEEN -180 AND 180)",
        "A reminder goes out at most 180 days before or after the due date.",
    )

    def _get_purpose(self):
        """Code of the purpose for which people must have agreed to be contacted.

        :return: str
        """
        self.ensure_one()
        return PURPOSES.get(self.kind, "service_due")

    def _find_due(self, today, after, limit):
        """Vehicles whose owner is to be reminded now by this rule.

        Not of those which are in the workshop or booked, whose owner has answered or
        wants no reminders, and which have had this or a later step.

        :param today: date
        :param int after: only vehicles with a higher id
        :param int limit: most vehicles
        :return: list of tuples (vehicle id, owner id, due date)
        """
        self.ensure_one()
        self.env["dealer.service.reminder"].flush_model()
        self.env["dealer.vehicle"].flush_model()
        self.env["res.partner"].flush_model(["active", "dealer_no_service_reminders"])
        return self.env.execute_query(
            SQL(
                """
                SELECT vehicle.id, owner.id, vehicle.%(field)s
                  FROM dealer_vehicle vehicle
                  JOIN res_partner owner ON owner.id = vehicle.owner_id
                 WHERE vehicle.id > %(after)s
                   AND vehicle.%(field)s <= %(today)s - %(days)s
                   AND vehicle.%(field)s > %(today)s - %(days)s - %(catch_up)s
                   AND vehicle.active AND vehicle.state = 'customer'
                   AND owner.active AND owner.dealer_erased_at IS NULL
                   AND owner.dealer_no_service_reminders IS NOT TRUE
                   AND %(condition)s
                   AND NOT EXISTS (
                       SELECT FROM dealer_service_reminder sent
                         JOIN dealer_service_reminder_rule rule
                           ON rule.id = sent.rule_id
                        WHERE sent.vehicle_id = vehicle.id
                          AND rule.kind = %(kind)s
                          AND abs(sent.due_date - vehicle.%(field)s) < %(same)s
                          AND (rule.days >= %(days)s OR sent.answer IS NOT NULL))
              ORDER BY vehicle.id LIMIT %(limit)s
                """,
                field=SQL.identifier(DATE_FIELDS[self.kind]),
                kind=self.kind,
                days=self.days,
                today=today,
                after=after,
                catch_up=CATCH_UP_DAYS,
                same=self._get_same_due_sql(),
                condition=self._get_open_condition(),
                limit=limit,
            )
        )

    def _get_same_due_sql(self):
        """By how many days a due date may move and still be the same one.

        :return: SQL of a number, on ``vehicle`` (dealer_vehicle)
        """
        if self.kind != "maintenance":
            return SQL("%s", SAME_DUE_DAYS)
        return SQL(
            "LEAST(%s, COALESCE(NULLIF(vehicle.service_interval, 0) / 2, %s))",
            SAME_DUE_DAYS,
            SAME_DUE_DAYS,
        )

    @api.model
    def _get_open_condition(self):
        """Who needs no reminder because something is under way.

        :return: SQL condition on ``vehicle`` (dealer_vehicle)
        """
        self.env["dealer.service.order"].flush_model(["state", "vehicle_id"])
        return SQL(
            """
            NOT EXISTS (SELECT FROM dealer_service_order job
                         WHERE job.vehicle_id = vehicle.id
                           AND job.state NOT IN ('history', 'delivered', 'cancelled'))
            """
        )
