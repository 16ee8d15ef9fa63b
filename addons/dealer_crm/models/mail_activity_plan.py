"""Plans of activities in several languages, with the people of a dealership."""

from odoo import api, fields, models

from ..tools import follow_up

# On whose record the tasks are, seen from the record of the plan.
MINE = ("dealer_manager", "dealer_advisor", "dealer_bdc", "dealer_leader")


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    name = fields.Char(translate=True)

    def _dealer_get_steps(self, record, base_date, on_demand):
        """The tasks which the plan makes of one record.

        Nothing is written, and nothing is sent.

        :param record: record of the model of the plan
        :param date base_date: day of the event
        :param on_demand: res.users who do what nobody else can do, in turn
        :return: list of tools.follow_up.Step; user is None where nobody can
        """
        steps = []
        for template in self.template_ids:
            found = template._determine_responsible(on_demand, record)["responsible"]
            deadline = template._get_date_deadline(base_date)
            steps.append(follow_up.Step(template, deadline, found[:1] or None))
        return steps

    @api.model
    def _dealer_create(self, vals_list):
        """Create the tasks of many records at once, without a message for each.

        :param list vals_list: values of mail.activity
        :return: mail.activity
        """
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        return quiet.create(vals_list)


class MailActivityPlanTemplate(models.Model):
    _inherit = "mail.activity.plan.template"

    summary = fields.Char(translate=True)
    responsible_type = fields.Selection(
        selection_add=[
            ("dealer_manager", "Personal manager"),
            ("dealer_advisor", "Salesperson or advisor"),
            ("dealer_bdc", "Call centre (BDC)"),
            ("dealer_leader", "Team leader"),
        ],
        ondelete={kind: "set on_demand" for kind in MINE},
    )

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        if self.responsible_type not in MINE:
            return super()._determine_responsible(
                on_demand_responsible, applied_on_record
            )
        find = getattr(self, f"_find_{self.responsible_type}")
        user = find(applied_on_record, on_demand_responsible)
        user = user if user.active and not user.share else user.browse()
        manager = self._get_dealer_partner(applied_on_record).user_id
        manager = manager.filtered("active")
        stand_in = follow_up.turn(applied_on_record.id, on_demand_responsible)
        user = user or stand_in or manager
        if manager and user != manager:
            # sudo: the switch of a colleague.
            own = user.sudo().has_group("dealer_crm.group_own_customers")
            # Whoever sees own customers only could not even open this one.
            user = manager if own else user
        error = not user and self.env._(
            "Nobody can do “%(step)s”: %(name)s has no personal manager.",
            step=self.summary or self.activity_type_id.name,
            name=applied_on_record.display_name,
        )
        return {"responsible": user, "error": error, "warning": False}

    @api.model
    def _get_dealer_partner(self, record):
        """The customer of a record.

        :return: res.partner
        """
        if record._name == "res.partner":
            return record
        link = self.env["res.partner"]._get_dealer_activity_models()
        return record[link.get(record._name, "partner_id")]

    def _find_dealer_manager(self, record, people):
        return self._get_dealer_partner(record).user_id

    def _find_dealer_advisor(self, record, people):
        """The salesperson of a lead, the advisor of a service order.

        The context knows whose the event was where the task is on the customer.
        """
        users = self.env["res.users"]
        known = users.browse(self.env.context.get("dealer_advisor_id") or [])
        name = self._get_dealer_advisor_field(record)
        return known or record[name] or self._get_dealer_partner(record).user_id

    @api.model
    def _get_dealer_advisor_field(self, record):
        """Name of the many2one to who looks after a record. Override for yours."""
        return "user_id"

    def _find_dealer_bdc(self, record, people):
        return follow_up.turn(record.id, people) or self._find_dealer_advisor(
            record, people
        )

    def _find_dealer_leader(self, record, people):
        user = self._find_dealer_advisor(record, people)
        team = record.team_id if record._name == "crm.lead" else user.sale_team_id
        return (team or user.sale_team_id).user_id
