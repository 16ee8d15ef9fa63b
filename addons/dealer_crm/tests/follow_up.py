"""What the tests of follow-up rules stand on."""

from datetime import date

from odoo.fields import Command

from .common import DealerCommon

# A Wednesday.
TODAY = date(2026, 5, 13)


class FollowUpCommon(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Those which are switched on by somebody do not belong to the test.
        cls.env["dealer.follow.up.rule"].search([("state", "=", "active")]).write(
            {"state": "off"}
        )
        calendar = cls.env.company.resource_calendar_id
        calendar.tz = "Europe/Berlin"
        (cls.anna | cls.wang).user_id = cls.salesperson
        cls.call_type = cls.env.ref("mail.mail_activity_data_call")

    @classmethod
    def new_plan(cls, *steps):
        """Steps: (number, unit, before or after, responsible type)."""
        return cls.env["mail.activity.plan"].create(
            {
                "name": "Test plan",
                "res_model": "res.partner",
                "company_id": False,
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": cls.call_type.id,
                            "summary": f"{number} {unit}",
                            "delay_count": number,
                            "delay_unit": unit,
                            "delay_from": f"{origin}_plan_date",
                            "responsible_type": who,
                        }
                    )
                    for number, unit, origin, who in steps
                ],
            }
        )

    @classmethod
    def new_rule(cls, event, *steps, **values):
        steps = steps or [(0, "days", "after", "dealer_manager")]
        return cls.env["dealer.follow.up.rule"].create(
            {
                "name": f"Test {event}",
                "event": event,
                "plan_id": cls.new_plan(*steps).id,
                "working_days": False,
                # Without consents nobody would be left where consents are kept.
                "stop_opt_out": False,
                **values,
            }
        )

    @classmethod
    def switch_on(cls, rule, since=date(2025, 1, 1)):
        rule.write({"state": "active", "active_from": since})
        return rule

    @classmethod
    def find(cls, rule, first, last=None, partners=None):
        """Occasions of the test's customers: list of (customer, day)."""
        partners = partners or cls.anna | cls.wang
        return [
            (partners.browse(row.partner_id), row.occurrence)
            for row in rule._select(first, last or first)
            if row.partner_id in partners.ids
        ]

    @classmethod
    def tasks_of(cls, rule):
        return cls.env["mail.activity"].search(
            [("dealer_follow_up_rule_id", "=", rule.id)], order="date_deadline, id"
        )

    @classmethod
    def own(cls, vehicle, partner, since, until=False):
        return cls.env["dealer.vehicle.ownership"].create(
            {
                "vehicle_id": vehicle.id,
                "partner_id": partner.id,
                "date_from": since,
                "date_to": until,
            }
        )

    @classmethod
    def win(cls, partner, moment, **values):
        lead = cls.env["crm.lead"].create(
            {
                "name": "Sale",
                "type": "opportunity",
                "team_id": cls.team.id,
                "stage_id": cls.stage_new.id,
                "partner_id": partner.id,
                "dealer_vehicle_id": cls.accord.id,
                "user_id": cls.salesperson.id,
                **values,
            }
        )
        lead.stage_id = cls.stage_delivered
        lead.date_closed = moment
        return lead
