"""Bays, technicians and loan cars: what an appointment takes, with working hours."""

from collections import defaultdict
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import slots

# A lunch break does not end a job.
BREAK = timedelta(minutes=90)
GROUPS = {"bay": "bay_id", "technician": "technician_id", "loan": "loan_id"}


class DealerServiceResource(models.Model):
    _name = "dealer.service.resource"
    _inherit = ["resource.mixin"]
    _description = "Workshop Resource"
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    kind = fields.Selection(
        selection=[
            ("bay", "Bay"),
            ("technician", "Technician"),
            ("loan", "Loan car"),
        ],
        required=True,
        default="bay",
    )
    company_id = fields.Many2one(string="Showroom", required=True)
    skill_ids = fields.Many2many(
        comodel_name="dealer.service.skill",
        string="Skills",
        help="Bay: what it is equipped for. Technician: what he can do. Empty: all.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Technician",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Car",
        index="btree_not_null",
        ondelete="restrict",
    )
    absence_ids = fields.Many2many(
        comodel_name="resource.calendar.leaves",
        string="Absences",
        compute="_compute_absence_ids",
        compute_sudo=True,
    )

    # A person is one technician: appointments and orders speak of the same one.
    _user_once = models.UniqueIndex(
        "(user_id, company_id) WHERE user_id IS NOT NULL AND active",
        "This person is a technician of the showroom already.",
    )

    def _compute_absence_ids(self):
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "in", self.resource_id.ids),
                ("date_to", ">=", fields.Datetime.now()),
            ]
        )
        by_resource = leaves.grouped("resource_id")
        for resource in self:
            resource.absence_ids = by_resource.get(resource.resource_id, False)

    def action_absences(self):
        """Open the absences of the resource.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Absences of %(name)s", name=self.name),
            "res_model": "resource.calendar.leaves",
            "view_mode": "list,form",
            "domain": [("resource_id", "=", self.resource_id.id)],
            "context": {
                "default_resource_id": self.resource_id.id,
                "default_calendar_id": self.resource_calendar_id.id,
                "default_company_id": self.company_id.id,
                "default_name": self.name,
            },
        }

    # === FREE TIME === #

    @api.model
    def _get_candidates(self, company, kind, skill):
        """The resources which can do a job.

        :param company: res.company
        :param str kind: bay, technician or loan
        :param skill: dealer.service.skill, maybe empty
        :return: dealer.service.resource
        """
        domain = Domain("company_id", "=", company.id) & Domain("kind", "=", kind)
        if skill:
            domain &= Domain("skill_ids", "=", False) | Domain(
                "skill_ids", "in", skill.ids
            )
        # sudo: customers ask, too; they are told times and nothing about people.
        return self.sudo().search(domain)

    def _get_free(self, start, stop, without=None):
        """When the resources work and are not booked.

        :param start: datetime, UTC
        :param stop: datetime, UTC
        :param without: dealer.service.appointment which is about to be moved
        :return: list of tools.slots.Resource, one for each record
        """
        working = self._get_working(start, stop)
        busy = self._get_busy(start, stop, without)
        return [
            slots.Resource(
                resource.id,
                slots.subtract(working[resource.id], slots.join(busy[resource.id])),
            )
            for resource in self
        ]

    def _get_working(self, start, stop):
        """Working hours without absences, breaks bridged.

        :return: dict id -> joined intervals, naive datetimes in UTC
        """
        working = {}
        # sudo: calendars and absences of people, of which only free time comes out.
        for calendar, group in self.sudo().grouped("resource_calendar_id").items():
            if not calendar:
                working.update(dict.fromkeys(group.ids, [(start, stop)]))
                continue
            found = calendar._work_intervals_batch(
                start.replace(tzinfo=UTC),
                stop.replace(tzinfo=UTC),
                group.resource_id,
            )
            for resource in group:
                working[resource.id] = slots.join(
                    [
                        (_plain(begin), _plain(end))
                        for begin, end, _meta in found[resource.resource_id.id]
                    ],
                    BREAK,
                )
        return self._cut_absences(working, start, stop)

    def _cut_absences(self, working, start, stop):
        """Bridging a break must not bridge an absence."""
        # sudo: as above
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search_fetch(
                [
                    ("resource_id", "in", self.resource_id.ids),
                    ("date_from", "<", stop),
                    ("date_to", ">", start),
                ],
                ["resource_id", "date_from", "date_to"],
            )
        )
        away = defaultdict(list)
        for leave in leaves:
            away[leave.resource_id.id].append((leave.date_from, leave.date_to))
        return {
            resource.id: slots.subtract(
                working[resource.id], slots.join(away[resource.resource_id.id])
            )
            for resource in self
        }

    def _get_busy(self, start, stop, without=None):
        """Booked times of the resources.

        :return: defaultdict id -> intervals
        """
        appointments = self.env["dealer.service.appointment"]
        busy = defaultdict(list)
        # sudo: appointments of hidden customers take time, too.
        rows = appointments.sudo().search_fetch(
            [
                ("start", "<", stop),
                ("busy_until", ">", start),
                ("state", "in", ("booked", "arrived")),
                ("company_id", "in", self.company_id.ids),
                ("id", "not in", (without or appointments).ids),
            ],
            [*GROUPS.values(), "start", "stop", "busy_until"],
        )
        for row in rows:
            busy[row.bay_id.id].append((row.start, row.stop))
            busy[row.technician_id.id].append((row.start, row.stop))
            busy[row.loan_id.id].append((row.start, row.busy_until))
        return busy


def _plain(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)
