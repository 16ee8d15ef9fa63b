"""The service book of a vehicle, and what it has cost: for staff and for the owner."""

from odoo import models
from odoo.fields import Domain

from ..tools import states

# Visits which were worked on; others say nothing about the car.
DONE_STATES = ("history", "ready", "delivered")
# How many visits a printed book holds.
MAX_VISITS = 400


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    def action_vehicle_costs(self):
        """Show what the vehicle has cost each year, by kind.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_vehicle_cost_action"
        )
        action["domain"] = [("vehicle_id", "=", self.id)]
        action["display_name"] = self.env._("Costs of %(name)s", name=self.display_name)
        return action

    def action_print_service_book(self):
        """Print the service book, in the language of the owner.

        :return: report action
        """
        return self.env.ref(
            "dealer_service.dealer_vehicle_report_service_book"
        ).report_action(self)

    def _get_book_reader(self, reader_id=None):
        """For whom the book is printed: who asks in the portal, else the owner.

        :param int reader_id: id of a res.partner
        :return: res.partner, may be empty
        """
        self.ensure_one()
        if reader_id:
            return self.env["res.partner"].browse(reader_id)
        return self.owner_id

    def _get_book_visits_domain(self):
        """Visits which belong into the service book.

        :return: Domain of dealer.vehicle.visit
        """
        return Domain("vehicle_id", "in", self.ids) & Domain("state", "in", DONE_STATES)

    def _get_service_book(self, reader, limit=MAX_VISITS, offset=0):
        """Rows of the service book, newest first.

        No row names a person. A row has an amount only when the reader paid it: what
        former owners paid concerns nobody.

        :param reader: res.partner for whom the book is made, may be empty
        :param int limit: most rows
        :param int offset: rows to leave out
        :return: list of dicts ``visit`` (dealer.vehicle.visit), ``dealer`` (str),
            ``work`` and ``parts`` (lists of str), ``amount`` (float in the currency of
            the visit, None where it is not shown)
        """
        self.ensure_one()
        visits = self.env["dealer.vehicle.visit"].search(
            self._get_book_visits_domain(), limit=limit, offset=offset
        )
        # sudo: what was done is for everybody who has the car before him; neither
        # customer nor price is taken from here.
        orders = visits.sudo().order_id
        amounts = self._get_book_amounts(visits, reader)
        return [
            {
                "visit": visit,
                "dealer": order.history_source or order.company_id.name,
                **order._get_book_work(),
                "amount": amounts.get(visit.id),
            }
            for visit, order in zip(visits, orders, strict=True)
        ]

    def _get_book_amounts(self, visits, reader):
        """What the reader paid for visits.

        :param visits: dealer.vehicle.visit
        :param reader: res.partner
        :return: dict id of a visit -> amount in the currency of its showroom
        """
        costs = self.env["dealer.vehicle.cost"]
        if not reader or not costs.has_access("read"):
            return {}
        groups = costs._read_group(
            self._get_costs_domain(reader) & Domain("order_id", "in", visits.ids),
            ["order_id"],
            ["amount:sum"],
        )
        return {order.id: amount for order, amount in groups}

    def _get_costs_domain(self, reader):
        """Costs which somebody paid for the vehicle: the person or the company.

        :param reader: res.partner
        :return: Domain of dealer.vehicle.cost
        """
        house = reader.commercial_partner_id
        return (
            Domain("vehicle_id", "in", self.ids)
            & Domain("is_by_customer", "=", True)
            & Domain("partner_id", "child_of", house.ids)
        )

    def _get_costs_by_year(self, reader):
        """What the reader paid for the vehicle, by year and kind, newest first.

        :param reader: res.partner
        :return: list of dicts ``year``, ``currency`` (res.currency), ``total``,
            ``parts`` (list of dicts ``kind``, ``label``, ``amount``, ``percent`` of the
            dearest year)
        """
        self.ensure_one()
        costs = self.env["dealer.vehicle.cost"]
        labels = dict(costs._fields["kind"]._description_selection(self.env))
        years = {}
        for date, currency, kind, amount in costs._read_group(
            self._get_costs_domain(reader),
            ["date:year", "currency_id", "kind"],
            ["amount:sum"],
        ):
            years.setdefault((date.year, currency), {})[kind] = amount
        # Discounts make no bar longer.
        sums = [sum(max(part, 0) for part in row.values()) for row in years.values()]
        top = max(sums, default=0)
        return [
            {
                "year": year,
                "currency": currency,
                "total": sum(row.values()),
                "parts": [
                    {
                        "kind": kind,
                        "label": label,
                        "amount": row[kind],
                        "percent": max(row[kind], 0) / top * 100 if top else 0,
                    }
                    for kind, label in labels.items()
                    if row.get(kind)
                ],
            }
            for (year, currency), row in sorted(
                years.items(), key=lambda item: item[0][0], reverse=True
            )
        ]

    def _get_book_documents(self, rows, reader):
        """What the reader may open of the visits of a page: the own ones only.

        :param list rows: of ``_get_service_book``
        :param reader: res.partner
        :return: dict id of a visit -> list of dicts ``label``, ``url``
        """
        own = self._filter_own_orders(
            self.env["dealer.service.order"].browse(row["visit"].id for row in rows),
            reader,
        )
        return {order.id: order._get_portal_links(reader) for order in own}

    def _get_portal_open_orders(self, reader):
        """Orders at work or to come which the reader has given.

        :param reader: res.partner
        :return: dealer.service.order
        """
        orders = self.env["dealer.service.order"].search(
            [("vehicle_id", "in", self.ids), ("state", "in", states.OPEN)]
        )
        return self._filter_own_orders(orders, reader)

    def _filter_own_orders(self, orders, reader):
        house = reader.commercial_partner_id
        return orders.filtered(
            lambda order: order.partner_id.commercial_partner_id == house
        )


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    def _get_portal_documents(self):
        """Documents of the order which its customer may open.

        :return: dict name in the address -> label
        """
        self.ensure_one()
        if self.state in ("history", "appointment", "no_show", "cancelled"):
            return {}
        found = {"work-order": self.env._("Work Order")}
        if self.signature:
            found["acceptance"] = self.env._("Acceptance Report")
        if self.state in ("ready", "delivered"):
            found["work-done"] = self.env._("Certificate of Work Done")
        return found

    def _get_portal_links(self, reader):
        """Documents and invoices of an own order, for the portal.

        :param reader: res.partner who is shown only what he pays
        :return: list of dicts ``label``, ``url``
        """
        self.ensure_one()
        house = reader.commercial_partner_id
        links = [
            {"label": label, "url": self.get_portal_url(suffix=f"/document/{name}")}
            for name, label in self._get_portal_documents().items()
        ]
        invoices = self.invoice_ids.filtered(
            lambda move: (
                move.state == "posted"
                and move.partner_id.commercial_partner_id == house
            )
        )
        return links + [
            {
                "label": move.name,
                "url": move.get_portal_url(report_type="pdf", download=True),
            }
            for move in invoices
        ]

    def _get_book_work(self):
        """What was done, as it stands in the service book.

        :return: dict ``work`` and ``parts``: lists of names
        """
        self.ensure_one()
        done = self.line_ids.filtered(lambda line: line.decision == "approved")
        parts = done.filtered(lambda line: line.kind == "part")
        work = done.filtered(lambda line: line.kind in ("labour", "sublet"))
        return {"work": work.mapped("name"), "parts": parts.mapped("name")}
