from odoo import api, fields, models

from odoo.addons.dealer_crm.tools import brand, keys, vin

from ..tools import rows


class DealerImportKindVehicle(models.AbstractModel):
    _name = "dealer.import.kind.vehicle"
    _inherit = "dealer.import.kind"
    _description = "Import of Vehicles"

    @api.model
    def _get_help(self):
        return self.env._(
            "One vehicle in each row, with VIN or plate. Known vehicles are found by "
            "their VIN; only what they lack is added to them."
        )

    @api.model
    def _get_required(self):
        return [("vin", "plate")]

    @api.model
    def _get_models(self):
        return ["dealer.vehicle", "dealer.vehicle.odometer"]

    @api.model
    def _import(self, job, todo):
        results = [None] * len(todo)
        pairs = self._get_vehicle_pairs(todo, results)
        models_ = self._find_models(job, todo)
        values = [
            self._prepare_vehicle_vals(row, model)
            for row, model in zip(todo, models_, strict=True)
        ]
        found = self._find_vehicles(pairs)
        firsts = self._get_firsts(pairs, found, results)
        new = [place for place, first in enumerate(firsts) if first == place]
        vehicles = self.env["dealer.vehicle"]
        created = vehicles.create([values[place] for place in new])
        by_place = dict(zip(new, created, strict=True))
        for place, row in enumerate(todo):
            if results[place]:
                continue
            if place in by_place:
                results[place] = rows.Result("created", by_place[place].id)
                self._note_check_digit(row, by_place[place])
                continue
            vehicle = found[place] or by_place[firsts[place]]
            results[place] = self._complete(vehicle, values[place])
        self._add_readings(job, todo, results)
        return results

    def _get_firsts(self, pairs, found, results):
        """For each row of a new vehicle the first row of that vehicle, else None."""
        firsts, places = [], {}
        for place, (vin_key, plate_key) in enumerate(pairs):
            if results[place] or found[place]:
                firsts.append(None)
                continue
            first = places.get(vin_key) if vin_key else places.get(("p", plate_key))
            if first is None:
                first = place
                places[vin_key or ("p", plate_key)] = place
            firsts.append(first)
        return firsts

    @api.model
    def _prepare_vehicle_vals(self, row, model):
        """Values of a new vehicle.

        :param row: tools.rows.Row
        :param model: fleet.vehicle.model or empty
        :return: dict for ``dealer.vehicle.create``
        """
        vals = {
            "vin": vin.normalise(row.get("vin")) or None,
            "license_plate": row.get("plate"),
            "model_id": model.id,
            "model_year": row.get("year"),
            "color": row.get("color"),
        }
        return {name: value for name, value in vals.items() if value}

    def _complete(self, vehicle, vals):
        missing = self._get_missing(vehicle, vals)
        text = self.env._("Known: %s", vehicle.display_name)
        if not missing:
            return rows.Result("unchanged", vehicle.id, text)
        vehicle.write(missing)
        return rows.Result("updated", vehicle.id, text)

    def _note_check_digit(self, row, vehicle):
        if vehicle.vin_status == "bad_check_digit":
            row.notes.append(
                self.env._(
                    "The check digit of the VIN %(vin)s is wrong: compare it with the "
                    "papers.",
                    vin=vehicle.vin_key,
                )
            )

    # === ODOMETER === #

    def _add_readings(self, job, todo, results):
        """Store readings which are not there yet; a known vehicle with a new reading
        is one that was completed."""
        today = fields.Date.context_today(self)
        wanted = {}
        for place, (row, result) in enumerate(zip(todo, results, strict=True)):
            if row.get("odometer") and result.record_id:
                date = row.get("odometer_date") or job.default_date or today
                key = (result.record_id, min(date, today), row.get("odometer"))
                wanted.setdefault(key, place)
        if not wanted:
            return
        readings = self.env["dealer.vehicle.odometer"]
        stored = readings.search_fetch(
            [("vehicle_id", "in", list({key[0] for key in wanted}))],
            ["vehicle_id", "date", "value"],
        )
        for reading in stored:
            wanted.pop((reading.vehicle_id.id, reading.date, reading.value), None)
        readings.create(
            [
                {
                    "vehicle_id": vehicle_id,
                    "date": date,
                    "value": value,
                    "source": "import",
                    "note": job.source,
                }
                for vehicle_id, date, value in wanted
            ]
        )
        for place in wanted.values():
            if results[place].action == "unchanged":
                results[place].action = "updated"

    # === CATALOGUE === #

    def _find_models(self, job, todo):
        """Catalogue entries of the rows; missing ones are made when the import may.

        :return: list of fleet.vehicle.model, each one or empty
        """
        brands = self._get_brands()
        names = [self._get_make_model(row, brands) for row in todo]
        if job.create_models:
            self._create_brands(names, brands)
        known = self._get_models_by_name(brands)
        if job.create_models:
            self._create_models(names, brands, known)
        models_ = []
        for row, (make, model) in zip(todo, names, strict=True):
            found = known.get((brand.key(make), self._key(model)))
            if make and not found:
                row.notes.append(
                    self.env._(
                        "%(make)s %(model)s is not in the catalogue: the vehicle has "
                        "no model.",
                        make=make,
                        model=model,
                    )
                )
            models_.append(found or self.env["fleet.vehicle.model"])
        return models_

    def _key(self, text):
        return " ".join(keys.words(text))

    def _get_brands(self):
        return self.env["fleet.vehicle.model.brand"]._dealer_get_by_key()

    def _get_make_model(self, row, brands):
        """Brand and model of a row, from two columns or from one.

        :return: tuple (make, model); texts, possibly empty
        """
        make, model = row.get("make") or "", row.get("model") or ""
        text = row.get("car") or ("" if make else model)
        if make or not text:
            return make[:60], model[:60]
        words = text.split()
        for count in (3, 2, 1):
            name = " ".join(words[:count])
            if brand.key(name) in brands:
                return name, " ".join(words[count:])[:60] or model[:60]
        # A model alone names no brand.
        return (words[0][:60], " ".join(words[1:])[:60]) if row.get("car") else ("", "")

    def _create_brands(self, names, brands):
        missing = {}
        for make, model in names:
            key = brand.key(make)
            if make and model and key and key not in brands:
                missing.setdefault(key, make)
        made = self.env["fleet.vehicle.model.brand"].create(
            [{"name": name} for name in missing.values()]
        )
        brands.update(zip(missing, made, strict=True))

    def _get_models_by_name(self, brands):
        by_brand = {brand.id: key for key, brand in brands.items()}
        found = self.env["fleet.vehicle.model"].search_fetch(
            [("brand_id", "in", list(by_brand))], ["name", "brand_id"], order="id desc"
        )
        return {
            (by_brand[model.brand_id.id], self._key(model.name)): model
            for model in found
        }

    def _create_models(self, names, brands, known):
        missing = {}
        for make, model in names:
            key = (brand.key(make), self._key(model))
            if all(key) and key[0] in brands and key not in known:
                missing.setdefault(key, model)
        made = self.env["fleet.vehicle.model"].create(
            [
                {"name": name, "brand_id": brands[key[0]].id}
                for key, name in missing.items()
            ]
        )
        known.update(zip(missing, made, strict=True))
