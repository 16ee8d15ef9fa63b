from collections import defaultdict
from datetime import datetime, time

from odoo import Command, api, fields, models

from odoo.addons.dealer_crm.tools import keys
from odoo.addons.dealer_import.tools import rows

KINDS = {
    "labour": "labour labor work работа работы услуга услуги 工时 维修 项目",
    "part": "part parts запчасть запчасти материал материалы деталь 配件 材料 零件",
    "sublet": "sublet субподряд 外委 外包",
    "fee": "fee сбор прочее 费用 其他",
}
MAX_NAME = 500


class DealerImportKindService(models.AbstractModel):
    _name = "dealer.import.kind.service"
    _inherit = "dealer.import.kind"
    _description = "Import of Service History"

    @api.model
    def _get_help(self):
        return self.env._(
            "One line of a service order in each row, or one row for a whole order; "
            "rows of one order follow each other. Needed: VIN or plate of a vehicle "
            "that was imported before, and the day. Orders become history: they are "
            "neither planned nor invoiced."
        )

    @api.model
    def _get_required(self):
        return [("vin", "plate"), ("date",)]

    @api.model
    def _get_models(self):
        return ["dealer.service.order", "dealer.service.line"]

    @api.model
    def _get_group(self, row):
        if row.get("order"):
            return f"order:{keys.name_key(row.get('order'))}"
        # Without number it is one visit of the car.
        car = row.get("vin") or row.get("plate")
        return f"visit:{car}:{row.get('date')}" if car and row.get("date") else ""

    @api.model
    def _import(self, job, todo):
        results = [None] * len(todo)
        vehicles = self._find_vehicles(self._get_vehicle_pairs(todo, results))
        partners = self._find_customers(job, todo)
        for place, row in enumerate(todo):
            if not results[place]:
                fault = self._get_fault(row, vehicles[place])
                if fault:
                    results[place] = rows.Result("rejected", text=fault)
        groups = self._get_groups(todo, results)
        known = self._find_orders(job, groups)
        self._refuse_changed(job, groups, known, todo, results)
        new = [key for key in groups if key not in known]
        orders = self._create_orders(
            [
                self._prepare_order_vals(
                    job,
                    [todo[place] for place in groups[key]],
                    vehicles[groups[key][0]],
                    next(
                        filter(None, (partners[place] for place in groups[key])), None
                    ),
                )
                for key in new
            ]
        )
        made = dict(zip(new, orders, strict=True))
        for key, places in groups.items():
            order = made.get(key) or known[key]
            if key in known:
                self._add_lines(order, [todo[place] for place in places])
            action = "created" if key in made else "updated"
            for place in places:
                results[place] = rows.Result(
                    action, order.id, order.name, (f"id:{key}",)
                )
        return results

    # === ROWS === #

    def _get_fault(self, row, vehicle):
        """Why a row cannot be used; '' when it can."""
        if not vehicle:
            return self.env._(
                "There is no vehicle %(vehicle)s. Import the vehicles first.",
                vehicle=row.get("vin") or row.get("plate"),
            )
        if not row.get("date"):
            return self.env._("The row has no day.")
        if row.get("date") > fields.Date.context_today(self):
            return self.env._("The day is in the future.")
        for code in ("quantity", "price", "amount", "total"):
            value = row.get(code)
            if value is not None and (value < 0 or (code == "quantity" and not value)):
                return self.env._(
                    "Quantity, price and amount cannot be below zero. Import credit "
                    "notes with the order they belong to, as its total."
                )
        if row.get("line_kind") and not self._get_line_kind(row.get("line_kind")):
            return self.env._(
                "%(text)s is no kind of line: write labour, part, sublet or fee.",
                text=row.get("line_kind")[:40],
            )
        return ""

    def _get_groups(self, todo, results):
        """Places of usable rows by order; one bad row rejects its whole order."""
        groups = defaultdict(list)
        for place, row in enumerate(todo):
            groups[row.group or f"row:{row.key}"].append(place)
        usable = {}
        for key, places in groups.items():
            bad = [place for place in places if results[place]]
            if not bad:
                usable[key] = places
                continue
            text = self.env._(
                "Line %(line)s of the same order is rejected, so the whole order is.",
                line=todo[bad[0]].line,
            )
            for place in places:
                results[place] = results[place] or rows.Result("rejected", text=text)
        return usable

    def _find_orders(self, job, groups):
        """Orders which an earlier part of the same file or system has made."""
        ids = self.env["dealer.import.key"]._find(
            job, "service", [f"id:{key}" for key in groups]
        )
        orders = self.env["dealer.service.order"].browse(filter(None, ids.values()))
        alive = orders.exists()
        return {
            key.removeprefix("id:"): alive.browse(id_)
            for key, id_ in ids.items()
            if id_ in alive._ids
        }

    def _refuse_changed(self, job, groups, known, todo, results):
        """Rows of an order which an earlier import has finished are not added to it:
        they may be its old rows in another form."""
        own = self.env["dealer.import.key"]._filter_own(
            job, [f"id:{key}" for key in known]
        )
        for key in [key for key in known if f"id:{key}" not in own]:
            text = self.env._(
                "The order %(order)s was imported before with other rows. Change it "
                "by hand.",
                order=known[key].name,
            )
            for place in groups.pop(key):
                results[place] = rows.Result("rejected", text=text)

    # === ORDERS === #

    def _create_orders(self, vals_list):
        return self.env["dealer.service.order"].create(vals_list)

    @api.model
    def _prepare_order_vals(self, job, order_rows, vehicle, partner):
        """Values of an order.

        :param job: dealer.import
        :param order_rows: list of tools.rows.Row of this order
        :param vehicle: dealer.vehicle
        :param partner: res.partner or None
        :return: dict for ``dealer.service.order.create``
        """
        first = order_rows[0]
        concerns = dict.fromkeys(row.get("concern") for row in order_rows)
        return {
            "name": self._get_name(first),
            "state": "history",
            "company_id": job.company_id.id,
            "vehicle_id": vehicle.id,
            "partner_id": partner.id if partner else False,
            # The same day in every time zone from UTC-9 to UTC+14.
            "date": datetime.combine(first.get("date"), time(9)),
            "odometer": max(row.get("odometer") or 0 for row in order_rows),
            "concern": "\n".join(filter(None, concerns)) or False,
            "advisor_id": False,
            "history_source": job.source,
            "history_amount": self._get_total(order_rows),
            "line_ids": [
                Command.create(vals) for vals in self._prepare_lines(order_rows)
            ],
        }

    def _get_name(self, row):
        return (row.get("order") or f"{row.get('date'):%Y-%m-%d}")[:100]

    def _get_total(self, order_rows):
        """What the file says the order costs, else the sum of its lines."""
        totals = [float(row.get("total")) for row in order_rows if row.get("total")]
        return max(totals) if totals else sum(map(self._get_amount, order_rows))

    def _get_amount(self, row):
        if row.get("amount") is not None:
            return float(row.get("amount"))
        return float(row.get("quantity") or 1) * float(row.get("price") or 0)

    def _prepare_lines(self, order_rows):
        """Lines of an order; a row without work is only a visit.

        :param order_rows: list of tools.rows.Row of one order
        :return: list of dicts for ``dealer.service.line.create``
        """
        return [
            self._prepare_line_vals(row) for row in order_rows if row.get("line_name")
        ]

    @api.model
    def _prepare_line_vals(self, row):
        """Values of a line.

        :param row: tools.rows.Row
        :return: dict for ``dealer.service.line.create``
        """
        quantity = float(row.get("quantity") or 1)
        price = row.get("price")
        if price is None:
            price = self._get_amount(row) / quantity
        return {
            "kind": self._get_line_kind(row.get("line_kind")) or "labour",
            "name": row.get("line_name")[:MAX_NAME],
            "quantity": quantity,
            "price_unit": float(price),
        }

    def _get_line_kind(self, text):
        words = keys.words(text)
        for kind, names in KINDS.items():
            known = {tuple(keys.words(name)) for name in names.split()}
            if tuple(words) in known or (words and (words[0],) in known):
                return kind
        return None

    def _add_lines(self, order, order_rows):
        """Lines which the file brings later than the others of their order."""
        lines = self._prepare_lines(order_rows)
        if not any(row.get("total") for row in order_rows):
            order.history_amount += sum(map(self._get_amount, order_rows))
        if lines:
            order.write({"line_ids": [Command.create(vals) for vals in lines]})
