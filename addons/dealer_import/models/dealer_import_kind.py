"""What every kind of import needs: finding customers and vehicles, by the slice."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.dealer_crm.tools import keys, plate, vin

from ..tools import rows


class DealerImportKind(models.AbstractModel):
    """A kind of import is a model ``dealer.import.kind.<kind>`` which inherits this
    one, a value of ``dealer.import.kind`` (the field) and lines of
    ``dealer.import.target``."""

    _name = "dealer.import.kind"
    _description = "Kind of Import"

    # === TO BE DEFINED BY A KIND === #

    @api.model
    def _get_help(self):
        """What a file needs.

        :return: translated text
        """
        return ""

    @api.model
    def _get_required(self):
        """Columns without which nothing can be imported.

        :return: list of tuples of codes; one of each tuple has to be there
        """
        return []

    @api.model
    def _get_models(self):
        """Models which the user has to be allowed to create.

        :return: list of model names
        """
        return []

    @api.model
    def _get_group(self, row):
        """What rows belong together: all are imported or none.

        :param row: tools.rows.Row
        :return: str, '' when the row stands alone
        """
        return ""

    @api.model
    def _import(self, job, todo):
        """Write rows; the number of queries does not depend on their number.

        :param job: dealer.import, with the rights of the person who has started it
        :param todo: list of tools.rows.Row
        :return: list of tools.rows.Result, one for each row
        :raise Exception: nothing is written; the caller tries smaller parts
        """
        raise NotImplementedError

    # === START === #

    @api.model
    def _check_start(self, job):
        """Refuse an import that cannot work.

        :raise UserError: a needed column or a right is missing
        """
        used = job.column_ids.target_id
        doubled = [target for target in used if self._count_columns(job, target) > 1]
        if doubled:
            raise UserError(
                self.env._(
                    "Two columns are said to be %(meaning)s. Leave one of them empty.",
                    meaning=doubled[0].name,
                )
            )
        names = self._get_target_names(job.kind)
        for codes in self._get_required():
            if not set(codes) & set(used.mapped("code")):
                raise UserError(
                    self.env._(
                        "No column is said to be %(meanings)s. Choose it in the list "
                        "of columns.",
                        meanings=" / ".join(names.get(code, code) for code in codes),
                    )
                )
        for model in self._get_models():
            self.env[model].check_access("create")

    def _count_columns(self, job, target):
        return len(job.column_ids.filtered(lambda column: column.target_id == target))

    def _get_target_names(self, kind):
        targets = self.env["dealer.import.target"].search([("kind", "=", kind)])
        return {target.code: target.name for target in targets}

    # === CUSTOMERS === #

    @api.model
    def _get_identity(self, row):
        """Who a row is about, as ``_recognise`` needs it.

        :param row: tools.rows.Row
        :return: dict ``name``, ``phone``, ``email`` (texts, possibly empty),
            ``birthdate`` (date or None)
        """
        parts = [row.get(part) for part in ("last_name", "first_name", "middle_name")]
        parts = [part for part in parts if part]
        chinese = all("\u3400" <= part[0] <= "\u9fff" for part in parts)
        name = row.get("name") or ("" if chinese else " ").join(parts)
        phones = [row.get("phone"), row.get("phone2")]
        return {
            "name": name,
            "phone": next(filter(None, phones), ""),
            "email": row.get("email") or "",
            "birthdate": row.get("birthdate"),
        }

    @api.model
    def _recognise(self, identities):
        """Known customers, by the duplicate guard's rules, as at the intake of leads.

        Who only may be the same is found again by the scheduled search, which looks
        at names, too. Override to recognise by other rules.

        :param identities: list of dicts ``name``, ``phone``, ``email``
        :return: list of tuples (res.partner or empty, res.partner which may be the
            same but need not be)
        """
        partners = self.env["res.partner"]
        sure, _shown = partners._get_dealer_thresholds()
        found = partners._dealer_duplicates_batch(identities, by_name=False)
        # Read together, whatever is asked of one of them later.
        everyone = {hit[0].id for hits in found for hit in hits}

        def first(hits):
            ids = [partner.id for partner, _likeness in hits[:1]]
            return partners.browse(ids).with_prefetch(everyone)

        return [
            (
                first([hit for hit in hits if hit[1].score >= sure]),
                first([hit for hit in hits if hit[1].score < sure]),
            )
            for hits in found
        ]

    def _get_keys(self, identity):
        country = self.env.company.country_id.code or None
        return (
            keys.phone_key(identity["phone"], country),
            keys.email_key(identity["email"]),
            keys.name_key(identity["name"]),
        )

    @api.model
    def _find_customers(self, job, todo):
        """Customers whom rows name by number, phone, e-mail.

        :param job: dealer.import
        :param todo: list of tools.rows.Row
        :return: list of res.partner, each one or empty
        """
        partners = self.env["res.partner"]
        numbers = [row.get("number") or "" for row in todo]
        by_number = self._find_numbers(job, numbers)
        by_keys = self._recognise([self._get_identity(row) for row in todo])
        return [
            by_number.get(number) or sure or partners
            for number, (sure, _doubtful) in zip(numbers, by_keys, strict=True)
        ]

    def _find_numbers(self, job, numbers):
        """Customers by their number in the former system, else by their reference."""
        numbers = {number for number in numbers if number}
        if not numbers:
            return {}
        partners = self.env["res.partner"]
        ids = self.env["dealer.import.key"]._find(
            job, "customer", [f"id:{number}" for number in numbers]
        )
        known = partners.browse(filter(None, ids.values())).exists()
        found = {
            key.removeprefix("id:"): known.browse(id_)
            for key, id_ in ids.items()
            if id_ in known._ids
        }
        rest = list(numbers - found.keys())
        for partner in partners.search_fetch(
            [("ref", "in", rest)] if rest else [(0, "=", 1)], ["ref"], order="id desc"
        ):
            found[partner.ref] = partner
        return found

    # === VEHICLES === #

    @api.model
    def _get_vin(self, row):
        """The normalised VIN of a row.

        :param row: tools.rows.Row
        :return: str, '' when the row has none
        :raise tools.rows.RejectedError: the text cannot be a VIN
        """
        text = row.get("vin") or ""
        try:
            vin.status(text)
        except vin.VinError as error:
            vehicles = self.env["dealer.vehicle"]
            message = vehicles._get_vin_message(vehicles.new({"vin": text}), error)
            raise rows.RejectedError(message) from error
        return vin.normalise(text)

    @api.model
    def _get_plate(self, row):
        """The key of a row's plate.

        :param row: tools.rows.Row
        :return: str, '' when the row has none
        :raise tools.rows.RejectedError: the text cannot be a plate
        """
        text = row.get("plate") or ""
        if not text:
            return ""
        try:
            return plate.normalise(text)
        except plate.PlateError as error:
            message = self.env._(
                "%(plate)s cannot be a registration plate.", plate=text[:40]
            )
            raise rows.RejectedError(message) from error

    @api.model
    def _find_vehicles(self, pairs):
        """Vehicles by VIN; by plate those whose VIN is not asked for.

        :param pairs: list of tuples (normalised VIN or '', key of a plate or '')
        :return: list of dealer.vehicle, each one or empty
        """
        vehicles = self.env["dealer.vehicle"].with_context(active_test=False)
        vins = {vin_key for vin_key, _plate in pairs if vin_key}
        plates = {plate_key for _vin, plate_key in pairs if plate_key}
        domain = Domain("vin_key", "in", list(vins)) | Domain(
            "plate_key", "in", list(plates)
        )
        found = vehicles.search_fetch(domain, ["vin_key", "plate_key"], order="id")
        by_vin = {vehicle.vin_key: vehicle for vehicle in found if vehicle.vin_key}
        by_plate = {vehicle.plate_key: vehicle for vehicle in found}
        result = []
        for vin_key, plate_key in pairs:
            vehicle = by_vin.get(vin_key)
            if not vehicle and plate_key and plate_key in by_plate:
                vehicle = by_plate[plate_key]
                # A plate moves to another car, a VIN never does.
                if vin_key and vehicle.vin_key:
                    vehicle = None
            result.append(vehicle or vehicles.browse())
        return result

    @api.model
    def _get_vehicle_pairs(self, todo, results):
        """VIN and plate of rows; notes results of those which have neither.

        :param todo: list of tools.rows.Row
        :param list results: of tools.rows.Result or None; changed
        :return: list of tuples (VIN, plate)
        """
        pairs = []
        for place, row in enumerate(todo):
            try:
                pair = self._get_vin(row), self._get_plate(row)
                if not any(pair):
                    raise rows.RejectedError(
                        self.env._("The row has neither VIN nor plate.")
                    )
            except rows.RejectedError as error:
                pair = "", ""
                results[place] = rows.Result("rejected", text=str(error))
            pairs.append(pair)
        return pairs

    # === RECORDS === #

    @api.model
    def _get_missing(self, record, vals):
        """What a record does not have yet: people's entries are never replaced.

        :param record: any record
        :param dict vals: values of the row
        :return: dict
        """
        return {
            name: value for name, value in vals.items() if value and not record[name]
        }
