"""Rules which plan tasks by themselves after an event, tried on the past first."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.safe_eval import safe_eval

from ..tools import follow_up
from ..tools.follow_up import Event

# A rule which was tried with other values than these was not tried.
SUBSTANCE = (
    *("event", "number", "domain", "plan_id", "company_id", "user_ids"),
    *("stop_bought", "stop_sold", "stop_opt_out", "purpose", "channel"),
    "working_days",
)
STATES = ("draft", "replayed", "active", "off")
# Written by the buttons only.
RECORDED = {
    *("state", "active_from", "activated_at", "activated_by_id", "replayed_at"),
    *("replayed_by_id", "replay_task_count", "replay_people_count"),
    *("replay_stopped_count", "replay_bought_count", "replay_graph"),
}


class DealerFollowUpRule(models.Model):
    """An event, the customers it is about, and the plan which follows.

    Another event: ``selection_add``, an entry in ``_get_events`` and a method
    ``_get_event_<event>``, see ``dealer_follow_up_events.py``.
    """

    _name = "dealer.follow.up.rule"
    _inherit = ["mail.thread"]
    _description = "Follow-up Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(
        selection=[
            ("draft", "New"),
            ("replayed", "Tried"),
            ("active", "Switched On"),
            ("off", "Switched Off"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        group_expand=True,
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        index="btree_not_null",
        tracking=True,
        help="Only events of this showroom, and of customers whose personal manager "
        "works there. Empty: all showrooms.",
    )
    event = fields.Selection(
        selection=[
            ("delivery", "Car delivered"),
            ("test_drive", "Test drive without a purchase"),
            ("lost_return", "Lost, to be asked again"),
            ("ownership", "Years with a car"),
            ("birthday", "Birthday"),
            ("warranty_end", "End of warranty"),
            ("no_contact", "No contact"),
        ],
        required=True,
        default="delivery",
        tracking=True,
    )
    number = fields.Integer(
        string="After",
        compute="_compute_proposals",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        tracking=True,
        help="How many days, months or years after it began the event takes place.",
    )
    unit = fields.Selection(
        selection=[("days", "days"), ("months", "months"), ("years", "years")],
        compute="_compute_event_facts",
    )
    model_name = fields.Char(compute="_compute_event_facts")
    domain = fields.Char(
        string="Only for",
        default="[]",
        required=True,
        tracking=True,
        help="Which records of the event count. As they are today, also in a replay.",
    )
    plan_id = fields.Many2one(
        comodel_name="mail.activity.plan",
        required=True,
        check_company=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        help="Steps with their distance from the day of the event, and who does them.",
    )
    plan_model_names = fields.Json(compute="_compute_event_facts")
    user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Call Centre (BDC)",
        domain="[('share', '=', False)]",
        help="They do the steps of the call centre, in turn, and those of customers "
        "for whom nobody is there any more.",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language of the Tasks",
        help="Empty: the language of who does them.",
    )
    working_days = fields.Boolean(
        string="Working Days Only",
        default=True,
        help="A task which would be due on a day on which the showroom is closed, by "
        "its working hours and holidays, is due on the next working day.",
    )
    stop_bought = fields.Boolean(
        string="Stop when Bought",
        compute="_compute_proposals",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Nothing is planned for who has bought a car in the meantime, and open "
        "tasks are removed.",
    )
    stop_sold = fields.Boolean(
        string="Stop when the Car Is Sold",
        compute="_compute_proposals",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Nothing is planned for who does not have the car any more, and open "
        "tasks are removed.",
    )
    stop_opt_out = fields.Boolean(
        string="Stop when Not Wanted",
        default=True,
        tracking=True,
        help="Nothing is planned for who does not want to be contacted about this, and "
        "open tasks are removed.",
    )
    purpose = fields.Char(
        compute="_compute_proposals",
        store=True,
        readonly=False,
        precompute=True,
        help="Code of what the contact is about, by which it is looked up whether the "
        "customer wants it.",
    )
    channel = fields.Selection(
        selection=[
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("sms", "SMS"),
            ("messenger", "Messenger"),
            ("post", "Post"),
        ],
        required=True,
        default="phone",
    )

    days_before = fields.Integer(
        compute="_compute_days_before",
        compute_sudo=True,
        help="The rule acts so many days before the event.",
    )
    active_from = fields.Date(readonly=True, copy=False)
    activated_at = fields.Datetime(readonly=True, copy=False)
    activated_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    problem = fields.Char(
        readonly=True, copy=False, help="Why the last night did not end well."
    )
    run_ids = fields.One2many(
        comodel_name="dealer.follow.up.run", inverse_name="rule_id"
    )
    run_count = fields.Integer(compute="_compute_run_counts", string="Occasions")
    open_count = fields.Integer(compute="_compute_run_counts", string="Open Tasks")

    _number = models.Constraint(
        "CHECK(number >= 0 AND number <= 1200)",
        "Days, months or years after the event are between 0 and 1200.",
    )

    # === EVENTS === #

    @api.model
    def _get_events(self):
        """What each event is; addons add theirs.

        :return: dict value of ``event`` -> tools.follow_up.Event
        """
        return {
            "delivery": Event(
                "crm.lead",
                targets=("res.partner", "crm.lead"),
                stops=("sold",),
                purpose="contract",
            ),
            "test_drive": Event(
                "dealer.test.drive", "days", 5, stops=("bought",), purpose="contract"
            ),
            "lost_return": Event("crm.lead", stops=("bought",), purpose="contract"),
            "ownership": Event(
                "dealer.vehicle.ownership", "years", 3, stops=("bought", "sold")
            ),
            "birthday": Event("res.partner", purpose="greetings"),
            "warranty_end": Event(
                "dealer.vehicle", stops=("sold",), purpose="service_due"
            ),
            "no_contact": Event("res.partner", "months", 12, stops=("bought",)),
        }

    def _get_event(self):
        self.ensure_one()
        return self._get_events()[self.event]

    # === COMPUTE METHODS === #

    @api.depends("event")
    def _compute_proposals(self):
        events = self._get_events()
        for rule in self:
            event = events.get(rule.event) or Event("res.partner")
            rule.number = event.number
            rule.purpose = event.purpose
            rule.stop_bought = "bought" in event.stops
            rule.stop_sold = "sold" in event.stops

    @api.depends("event")
    def _compute_event_facts(self):
        events = self._get_events()
        for rule in self:
            event = events.get(rule.event) or Event("res.partner")
            rule.model_name = event.model
            rule.unit = event.unit or False
            rule.plan_model_names = list(event.targets)

    @api.depends(
        "plan_id.template_ids.delay_count",
        "plan_id.template_ids.delay_unit",
        "plan_id.template_ids.delay_from",
    )
    def _compute_days_before(self):
        for rule in self:
            rule.days_before = follow_up.days_before(
                (step.delay_count, step.delay_unit, step.delay_from)
                for step in rule.plan_id.template_ids
            )

    def _compute_run_counts(self):
        runs = self.env["dealer.follow.up.run"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
        )
        # sudo: how many, whoever has to do them.
        tasks = (
            self.env["mail.activity"]
            .sudo()
            ._read_group(
                [
                    ("dealer_follow_up_rule_id", "in", self.ids),
                    (
                        "dealer_follow_up_run_id.company_id",
                        "in",
                        [*self.env.companies.ids, False],
                    ),
                ],
                ["dealer_follow_up_rule_id"],
                ["__count"],
            )
        )
        run_counts = {rule.id: count for rule, count in runs}
        open_counts = {rule.id: count for rule, count in tasks}
        for rule in self:
            rule.run_count = run_counts.get(rule.id, 0)
            rule.open_count = open_counts.get(rule.id, 0)

    @api.onchange("event")
    def _onchange_event(self):
        # Another model has other fields.
        self.domain = "[]"

    # === CONSTRAINTS === #

    @api.constrains("event", "plan_id")
    def _check_plan_id(self):
        for rule in self:
            targets = rule._get_event().targets
            if rule.plan_id.res_model not in targets:
                raise ValidationError(
                    self.env._(
                        "The plan “%(plan)s” makes tasks on %(model)s. Choose a plan "
                        "for contacts.",
                        plan=rule.plan_id.name,
                        # sudo: the name of a model.
                        model=rule.plan_id.sudo().res_model_id.name,
                    )
                )

    @api.constrains("event", "number")
    def _check_number(self):
        for rule in self:
            if rule.unit and not rule.number:
                raise ValidationError(
                    self.env._(
                        "Enter after how many days, months or years the rule "
                        "“%(rule)s” acts.",
                        rule=rule.name,
                    )
                )

    @api.constrains("event", "domain")
    def _check_domain(self):
        for rule in self:
            try:
                rule._find_domain_records()
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "“Only for” of the rule “%(rule)s” cannot be read: "
                        "%(reason)s. Build it again with the filter.",
                        rule=rule.name,
                        reason=error,
                    )
                ) from error

    def _find_domain_records(self):
        """The records of the event's model which count.

        :return: odoo.tools.query.Query
        """
        self.ensure_one()
        # sudo: the rule counts for all customers, whoever tries it.
        records = self.env[self._get_event().model].sudo()
        domain = safe_eval(self.domain or "[]", {"uid": self.env.uid})
        return records.with_context(active_test=False)._search(domain)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_recorded(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_recorded(vals)
        changed = set(SUBSTANCE).intersection(vals)
        if changed and any(rule.state == "active" for rule in self):
            raise UserError(
                self.env._(
                    "A rule which is switched on cannot be changed. Switch it off, "
                    "change it and try it again."
                )
            )
        result = super().write(vals)
        if changed:
            tried = self.filtered(lambda rule: rule.state in ("replayed", "off"))
            # sudo: the state is nobody's to write, see ``_check_recorded``.
            tried.sudo().write({"state": "draft"})
        return result

    def _check_recorded(self, vals):
        if not self.env.su and RECORDED.intersection(vals):
            raise AccessError(
                self.env._("A rule is tried and switched on by its buttons.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["dealer.follow.up.run"].search_count(
            [("rule_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._(
                    "The rule has planned tasks. Switch it off and archive it: what "
                    "it did stays in the figures."
                )
            )
