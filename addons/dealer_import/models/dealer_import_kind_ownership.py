from datetime import date

from odoo import api, fields, models

from ..tools import rows

ROLES = {
    "owner": "owner собственник владелец хозяин покупатель 车主 所有人",
    "driver": "driver водитель 驾驶员 司机 使用人",
    "payer": "payer плательщик 付款人 付款方",
}


class DealerImportKindOwnership(models.AbstractModel):
    _name = "dealer.import.kind.ownership"
    _inherit = "dealer.import.kind"
    _description = "Import of Owners and Drivers"

    @api.model
    def _get_help(self):
        return self.env._(
            "One period in each row: VIN or plate of the vehicle; number, phone or "
            "e-mail of the customer; from which day. Import customers and vehicles "
            "first."
        )

    @api.model
    def _get_required(self):
        return [("vin", "plate"), ("number", "phone", "email")]

    @api.model
    def _get_models(self):
        return ["dealer.vehicle.ownership"]

    @api.model
    def _import(self, job, todo):
        results = [None] * len(todo)
        vehicles = self._find_vehicles(self._get_vehicle_pairs(todo, results))
        partners = self._find_customers(job, todo)
        periods = self._get_periods(vehicles)
        new = {}
        for place, row in enumerate(todo):
            if results[place]:
                continue
            try:
                vals = self._prepare_ownership_vals(
                    job, row, vehicles[place], partners[place]
                )
                results[place] = self._take_period(vals, periods, new, place)
            except rows.RejectedError as error:
                results[place] = rows.Result("rejected", text=str(error))
        created = self.env["dealer.vehicle.ownership"].create(list(new.values()))
        for place, period in zip(new, created, strict=True):
            results[place] = rows.Result("created", period.id)
        return results

    @api.model
    def _prepare_ownership_vals(self, job, row, vehicle, partner):
        """Values of a period.

        :param job: dealer.import
        :param row: tools.rows.Row
        :param vehicle: dealer.vehicle or empty
        :param partner: res.partner or empty
        :return: dict for ``dealer.vehicle.ownership.create``
        :raise tools.rows.RejectedError: something is missing or impossible
        """
        if not vehicle:
            raise rows.RejectedError(
                self.env._(
                    "There is no vehicle %(vehicle)s. Import the vehicles first.",
                    vehicle=row.get("vin") or row.get("plate"),
                )
            )
        if not partner:
            named = (row.get(code) for code in ("number", "phone", "email", "name"))
            raise rows.RejectedError(
                self.env._(
                    "There is no customer %(customer)s. Import the customers first.",
                    customer=next(filter(None, named), ""),
                )
            )
        vals = {
            "vehicle_id": vehicle.id,
            "partner_id": partner.id,
            "role": self._get_role(row.get("role")),
            "date_from": row.get("date_from") or job.default_date,
            "date_to": row.get("date_to") or False,
        }
        self._check_dates(vals)
        return vals

    def _check_dates(self, vals):
        if not vals["date_from"]:
            raise rows.RejectedError(
                self.env._(
                    "The row does not say from which day. Enter a day for rows "
                    "without date in the import."
                )
            )
        if vals["date_to"] and vals["date_to"] < vals["date_from"]:
            raise rows.RejectedError(
                self.env._("The period ends before it begins: correct the dates.")
            )
        if vals["date_from"] > fields.Date.context_today(self):
            raise rows.RejectedError(self.env._("The period begins in the future."))

    def _get_role(self, text):
        if not text:
            return "owner"
        key = text.strip().casefold()
        for role, words in ROLES.items():
            if key in words.split():
                return role
        raise rows.RejectedError(
            self.env._(
                "%(text)s is no role: write owner, driver or payer.", text=text[:40]
            )
        )

    # === PERIODS === #

    def _get_periods(self, vehicles):
        """Known periods, by vehicle and role.

        :return: dict (vehicle id, role) -> list of tuples (from, until or None,
            partner id, record or None)
        """
        found = self.env["dealer.vehicle.ownership"].search_fetch(
            [("vehicle_id", "in", [vehicle.id for vehicle in vehicles if vehicle])],
            ["vehicle_id", "partner_id", "role", "date_from", "date_to"],
        )
        periods = {}
        for period in found:
            key = (period.vehicle_id.id, period.role)
            periods.setdefault(key, []).append(
                (
                    period.date_from,
                    period.date_to or None,
                    period.partner_id.id,
                    period,
                )
            )
        return periods

    def _take_period(self, vals, periods, new, place):
        """Say what becomes of a period; one to be created is put into ``new``.

        :return: tools.rows.Result or None when it is to be created
        :raise tools.rows.RejectedError: somebody else owns the vehicle then
        """
        start, end = vals["date_from"], vals["date_to"] or None
        known = periods.setdefault((vals["vehicle_id"], vals["role"]), [])
        for place_, (from_, to, partner_id, record) in enumerate(known):
            if partner_id == vals["partner_id"] and from_ == start:
                if not record or to or not end or to == end:
                    return rows.Result("unchanged", record.id if record else None)
                self._check_free(vals, known[:place_] + known[place_ + 1 :])
                record.date_to = end
                known[place_] = (start, end, partner_id, record)
                return rows.Result("updated", record.id)
        self._check_free(vals, known)
        known.append((start, end, vals["partner_id"], None))
        new[place] = vals
        return None

    def _check_free(self, vals, known):
        start, end = vals["date_from"], vals["date_to"] or date.max
        if vals["role"] != "owner" or start == end:
            return
        for from_, to, partner_id, _record in known:
            # The day until which somebody owns it is the first one of the next owner.
            if from_ != to and from_ < end and start < (to or date.max):
                partner = self.env["res.partner"].browse(partner_id)
                raise rows.RejectedError(
                    self.env._(
                        "From %(start)s until %(end)s the vehicle belongs to %(name)s: "
                        "the periods overlap.",
                        start=from_,
                        end=to or "…",
                        name=partner.name,
                    )
                )
