"""The service history of a vehicle for everybody, the people in it for some."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .dealer_service_line import PRICE_GROUPS

MAX_WORK = 4
NOT_DONE = ("declined", "deferred")


def sql_is_former(partner, vehicle):
    """Whether the customer of a visit has nothing to do with the car any more.

    :param SQL partner: column with the customer, may be NULL
    :param SQL vehicle: column with the car
    :return: SQL condition
    """
    return SQL(
        """
        %(partner)s IS NOT NULL AND NOT EXISTS (
            SELECT FROM dealer_vehicle_ownership period
             WHERE period.vehicle_id = %(vehicle)s
               AND period.partner_id = %(partner)s
               AND (period.date_to IS NULL OR period.date_to > CURRENT_DATE)
        )
        """,
        partner=partner,
        vehicle=vehicle,
    )


class DealerVehicleVisit(models.Model):
    _name = "dealer.vehicle.visit"
    _description = "Visit of a Vehicle"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"
    _depends = {
        "dealer.service.order": [
            "vehicle_id",
            "company_id",
            "name",
            "date",
            "odometer",
            "state",
            "partner_id",
        ],
        "dealer.vehicle.ownership": ["vehicle_id", "partner_id", "date_to"],
    }

    order_id = fields.Many2one(comodel_name="dealer.service.order", readonly=True)
    vehicle_id = fields.Many2one(comodel_name="dealer.vehicle", readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(string="Number", readonly=True)
    date = fields.Datetime(readonly=True)
    odometer = fields.Integer(string="Odometer (km)", readonly=True, aggregator=None)
    state = fields.Selection(
        selection=lambda self: (
            self.env["dealer.service.order"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    is_former = fields.Boolean(
        string="Of a Former Owner",
        readonly=True,
        help="The customer of the visit is neither owner, driver nor payer any more.",
    )
    work = fields.Char(compute="_compute_work", compute_sudo=True)
    # Not columns of the view: nobody can search, group or sort by what is masked.
    is_masked = fields.Boolean(compute="_compute_details")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", compute="_compute_details"
    )
    concern = fields.Text(compute="_compute_details")
    amount_total = fields.Monetary(
        string="Total",
        compute="_compute_details",
        groups=PRICE_GROUPS,
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT visit.id, visit.id AS order_id, visit.vehicle_id, visit.company_id,
                   visit.name, visit.date, visit.odometer, visit.state,
                   %s AS is_former
              FROM dealer_service_order visit
            """,
            sql_is_former(SQL("visit.partner_id"), SQL("visit.vehicle_id")),
        )

    @api.depends("order_id")
    def _compute_work(self):
        names = {}
        for line in self.order_id.line_ids:
            if line.decision in NOT_DONE:
                continue
            names.setdefault(line.order_id.id, []).append(line.name)
        for visit in self:
            work = names.get(visit.order_id.id, [])
            more = f" (+{len(work) - MAX_WORK})" if len(work) > MAX_WORK else ""
            visit.work = ", ".join(work[:MAX_WORK]) + more

    @api.depends("order_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_details(self):
        """Who came, why and what it cost: by the rights on the order itself, and for
        former owners to managers only."""
        readable = self.order_id._filtered_access("read")
        sees_former = self._sees_former()
        shows_price = self.env["dealer.service.order"]._shows_prices()
        for visit in self:
            order = visit.order_id
            visit.is_masked = order not in readable or (
                visit.is_former and not sees_former
            )
            shown = order.browse() if visit.is_masked else order
            visit.partner_id = shown.partner_id
            visit.concern = shown.concern
            visit.amount_total = shown.amount_total if shows_price else 0

    @api.model
    def _sees_former(self):
        """Whether the user may know former owners of vehicles; addons add groups.

        :return: bool
        """
        return self.env.su or any(
            self.env.user.has_group(group)
            for group in (
                "dealer_crm.group_dealer_manager",
                "dealer_service.group_service_manager",
            )
        )

    def action_open_order(self):
        """Open the service order.

        :return: window action
        :raise UserError: it belongs to another showroom or to a former owner
        """
        self.ensure_one()
        if self.is_masked:
            raise UserError(
                self.env._(
                    "This visit belongs to another showroom or to a former owner: "
                    "only the work done is shown. Ask a manager if you need more."
                )
            )
        return self.order_id._get_records_action()
