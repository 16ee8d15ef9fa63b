from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import keys, plate, vin


class DealerVehicle(models.Model):
    _name = "dealer.vehicle"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Vehicle"
    _order = "id desc"

    active = fields.Boolean(default=True)
    vin = fields.Char(string="VIN", tracking=True, copy=False)
    vin_key = fields.Char(compute="_compute_vin_key", store=True, precompute=True)
    vin_status = fields.Selection(
        selection=[
            ("ok", "Valid"),
            ("bad_check_digit", "Check digit is wrong"),
            ("short", "Short chassis number"),
            ("missing", "Missing"),
        ],
        string="VIN Check",
        compute="_compute_vin_key",
        store=True,
        precompute=True,
    )
    vin_info = fields.Char(string="From the VIN", compute="_compute_vin_info")
    license_plate = fields.Char(tracking=True, copy=False)
    plate_key = fields.Char(compute="_compute_plate_key", store=True, precompute=True)
    model_id = fields.Many2one(
        comodel_name="fleet.vehicle.model", index="btree_not_null", tracking=True
    )
    image_128 = fields.Image(related="brand_id.image_128", string="Logo")
    image_1920 = fields.Image(string="Photo", max_width=1920, max_height=1920)
    model_year = fields.Integer(string="Year", aggregator=None)
    color = fields.Char(string="Colour")
    state = fields.Selection(
        selection=[
            ("customer", "Customer's"),
            ("stock", "In stock"),
            ("demo", "Demo car"),
            ("gone", "Gone"),
        ],
        required=True,
        default="customer",
        tracking=True,
        help="Gone: scrapped, exported or sold to where we do not follow it.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Stock of Showroom",
        help="The showroom in whose stock the car stands. All showrooms see all cars.",
    )
    ownership_ids = fields.One2many(
        comodel_name="dealer.vehicle.ownership",
        inverse_name="vehicle_id",
        string="Owners and Drivers",
    )
    owner_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_owner_id",
        store=True,
        index="btree_not_null",
    )
    odometer_ids = fields.One2many(
        comodel_name="dealer.vehicle.odometer",
        inverse_name="vehicle_id",
        string="Odometer Readings",
    )
    odometer = fields.Integer(
        string="Odometer (km)",
        compute="_compute_odometer",
        store=True,
        aggregator=None,
    )
    odometer_date = fields.Date(compute="_compute_odometer", store=True)

    _vin_uniq = models.UniqueIndex(
        "(vin_key)", "A vehicle with this VIN exists already. Search for it by its VIN."
    )
    # The last characters of a VIN are what people know: searched from the end.
    _vin_tail_idx = models.Index("(reverse(vin_key) text_pattern_ops)")
    _vin_prefix_idx = models.Index("(vin_key text_pattern_ops)")
    _plate_idx = models.Index("(plate_key text_pattern_ops)")
    # What filters ask for and few cars are.
    _state_idx = models.Index("(state) WHERE state <> 'customer'")
    _no_owner_idx = models.Index("(id) WHERE owner_id IS NULL")
    _archived_idx = models.Index("(id) WHERE active IS NOT TRUE")

    # === COMPUTE METHODS === #

    @api.depends("vin")
    def _compute_vin_key(self):
        for vehicle in self:
            try:
                vehicle.vin_status = vin.status(vehicle.vin)
            except vin.VinError:
                # _check_vin refuses the record with a message
                vehicle.vin_status = "missing"
            vehicle.vin_key = vin.normalise(vehicle.vin) or False

    @api.depends("license_plate")
    def _compute_plate_key(self):
        for vehicle in self:
            try:
                vehicle.plate_key = plate.normalise(vehicle.license_plate or "")
            except plate.PlateError:
                vehicle.plate_key = False

    @api.depends("vin_key", "vin_status")
    def _compute_vin_info(self):
        for vehicle in self:
            decoded = vin.decode(vehicle.vin_key or "")
            parts = [decoded.get("maker"), decoded.get("country")]
            parts.append(" / ".join(str(year) for year in decoded.get("years") or []))
            vehicle.vin_info = ", ".join(part for part in parts if part)

    @api.depends(
        "ownership_ids.partner_id",
        "ownership_ids.role",
        "ownership_ids.date_from",
        "ownership_ids.date_to",
    )
    def _compute_owner_id(self):
        stored = self.filtered(lambda vehicle: isinstance(vehicle.id, int))
        # Not through the field of the vehicle: what is read here without rights would
        # stay in the cache, and former owners are not for everybody.
        today = fields.Date.context_today(self)
        periods = self.env["dealer.vehicle.ownership"].search(
            [
                ("vehicle_id", "in", stored.ids),
                ("role", "=", "owner"),
                ("date_from", "<=", today),
                "|",
                ("date_to", "=", False),
                ("date_to", ">", today),
            ]
        )
        owners = {period.vehicle_id.id: period.partner_id for period in periods}
        for vehicle in stored:
            vehicle.owner_id = owners.get(vehicle.id, False)
        for vehicle in self - stored:
            vehicle.owner_id = vehicle.ownership_ids.filtered(
                lambda period: period.role == "owner" and period.is_current
            ).partner_id[:1]

    @api.depends("odometer_ids.value", "odometer_ids.date", "odometer_ids.reason")
    def _compute_odometer(self):
        for vehicle in self:
            readings = vehicle.odometer_ids.filtered(
                lambda reading: reading.reason != "typing_error"
            )
            last = readings.sorted(
                lambda reading: (
                    reading.date or fields.Date.today(),
                    reading.id or 0,
                ),
                reverse=True,
            )[:1]
            vehicle.odometer = last.value
            vehicle.odometer_date = last.date

    @api.depends("model_id", "model_year", "license_plate", "vin")
    def _compute_display_name(self):
        for vehicle in self:
            model = vehicle.model_id
            car = " ".join(filter(None, [model.brand_id.name, model.name]))
            label = vehicle.license_plate or (vehicle.vin or "")[-6:]
            vehicle.display_name = ", ".join(
                filter(None, [car, label])
            ) or vehicle.env._("Vehicle")

    @api.model
    def _search_display_name(self, operator, value):
        if operator not in ("ilike", "like") or not value:
            return super()._search_display_name(operator, value)
        query = keys.classify(value, self.env.company.country_id.code or None)
        return Domain("id", "in", self._get_find_sql(query))

    # === CONSTRAINTS === #

    @api.constrains("vin")
    def _check_vin(self):
        for vehicle in self:
            try:
                vin.status(vehicle.vin)
            except vin.VinError as error:
                raise ValidationError(self._get_vin_message(vehicle, error)) from error

    @api.constrains("license_plate")
    def _check_license_plate(self):
        for vehicle in self.filtered("license_plate"):
            try:
                plate.normalise(vehicle.license_plate)
            except plate.PlateError as error:
                raise ValidationError(
                    self.env._(
                        "%(plate)s cannot be a registration plate. Enter its letters "
                        "and digits, for example A123BC77, or leave it empty.",
                        plate=vehicle.license_plate[:40],
                    )
                ) from error

    def _get_vin_message(self, vehicle, error):
        """Words for what is wrong with a VIN.

        :param vehicle: the record which holds the text
        :param error: tools.vin.VinError
        :return: translated text which says what to do
        """
        text = vehicle.vin[:40]
        if error.reason == "bad_character":
            message = self.env._(
                "%(vin)s cannot be a VIN: it contains a character which no VIN has "
                "(letters A-Z without I, O, Q and digits only).",
                vin=text,
            )
        elif error.reason == "too_long":
            message = self.env._(
                "%(vin)s cannot be a VIN: it is longer than 17 characters.", vin=text
            )
        else:
            message = self.env._(
                "%(vin)s is too short for a VIN or a chassis number.", vin=text
            )
        if suggestion := vin.suggest(vehicle.vin):
            message += " " + self.env._("Did you mean %(vin)s?", vin=suggestion)
        return message

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_vin_is_new(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("vin"):
            self._check_vin_is_new([vals])
        return super().write(vals)

    def _check_vin_is_new(self, vals_list):
        """Lead to the existing vehicle instead of making a second one.

        :param vals_list: values about to be written on ``self`` or new records
        :raise RedirectWarning: a VIN belongs to another vehicle
        """
        vin_keys = [vin.normalise(vals["vin"]) for vals in vals_list if vals.get("vin")]
        if not vin_keys:
            return
        other = self.with_context(active_test=False).search(
            [("vin_key", "in", vin_keys), ("id", "not in", self.ids)], limit=1
        )
        if not other:
            self._refuse_hidden_vehicle(vin_keys)
        else:
            action = self.env.ref("dealer_crm.dealer_vehicle_action")._get_action_dict()
            action.update(res_id=other.id, views=[(False, "form")], view_mode="form")
            raise RedirectWarning(
                self.env._(
                    "The VIN %(vin)s belongs to a vehicle which is there already: "
                    "%(name)s. Open it instead of creating a second one.",
                    vin=other.vin,
                    name=other.display_name,
                ),
                action,
                self.env._("Open the vehicle"),
            )

    # === ACTIONS === #

    def action_open_partner(self):
        """Open the owner's form.

        :return: window action
        """
        self.ensure_one()
        return self.owner_id._get_records_action()

    # === BUSINESS === #

    def _set_owner(self, partner, date=None):
        """Make a person the owner from a day on, ending the owner before.

        Nothing happens for vehicles which the person owns already.

        :param partner: res.partner
        :param date: first day of the new period, default today
        :return: dealer.vehicle.ownership records created
        """
        date = date or fields.Date.context_today(self)
        changed = self.filtered(lambda vehicle: vehicle.owner_id != partner)
        periods = self.env["dealer.vehicle.ownership"]
        ended = periods.search(
            [
                ("vehicle_id", "in", changed.ids),
                ("role", "=", "owner"),
                ("date_from", "<=", date),
                "|",
                ("date_to", "=", False),
                ("date_to", ">", date),
            ]
        )
        ended.write({"date_to": date})
        # The database refuses overlapping owners: the old ones end first.
        ended.flush_recordset(["date_to"])
        changed.write({"state": "customer", "company_id": False})
        return periods.create(
            [
                {"vehicle_id": vehicle.id, "partner_id": partner.id, "date_from": date}
                for vehicle in changed
            ]
        )

    @api.model
    def _find_or_prepare(self, vin_text):
        """Look a VIN up.

        :param str vin_text: VIN as written by anybody
        :return: tuple (vehicle or empty recordset, normalised VIN or None when the
            text cannot be a VIN)
        """
        try:
            if vin.status(vin_text) == "missing":
                return self.browse(), None
        except vin.VinError:
            return self.browse(), None
        vin_key = vin.normalise(vin_text)
        found = self.with_context(active_test=False).search(
            [("vin_key", "=", vin_key)], limit=1
        )
        return found, vin_key

    @api.model
    def _get_find_sql(self, query):
        """Ids of the vehicles whose VIN or plate fits, without any limit.

        :param query: tools.keys.Query
        :return: SQL of a sub-query with one column ``id``
        """
        self.flush_model(["vin_key", "plate_key"])
        parts = []
        if query.vin:
            parts += [
                SQL("SELECT id FROM dealer_vehicle WHERE vin_key = %s", query.vin),
                SQL(
                    "SELECT id FROM dealer_vehicle WHERE reverse(vin_key) LIKE %s",
                    query.vin[::-1] + "%",
                ),
                SQL(
                    "SELECT id FROM dealer_vehicle WHERE vin_key LIKE %s",
                    query.vin + "%",
                ),
            ]
        if query.plate:
            parts.append(
                SQL(
                    "SELECT id FROM dealer_vehicle WHERE plate_key LIKE %s",
                    query.plate + "%",
                )
            )
        models_ = self.env["fleet.vehicle.model"]._search(
            [("display_name", "ilike", query.text)]
        )
        parts.append(
            SQL(
                "SELECT id FROM dealer_vehicle WHERE model_id IN %s",
                models_.subselect(),
            )
        )
        return SQL("(%s)", SQL(" UNION ALL ").join(parts))

    # === CRON === #

    @api.model
    def _cron_refresh_owner(self):
        """Recompute the owner of vehicles whose period ended yesterday.

        The stored owner depends on the calendar, which triggers nothing.
        """
        self.flush_model(["owner_id"])
        self.env["dealer.vehicle.ownership"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT vehicle.id
                  FROM dealer_vehicle vehicle
                 WHERE vehicle.owner_id IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM dealer_vehicle_ownership period
                        WHERE period.vehicle_id = vehicle.id
                          AND period.partner_id = vehicle.owner_id
                          AND period.role = 'owner'
                          AND period.date_from <= %(today)s
                          AND (period.date_to IS NULL OR period.date_to > %(today)s)
                   )
                """,
                today=fields.Date.today(),
            )
        )
        vehicles = self.browse(row[0] for row in rows)
        vehicles.ownership_ids.invalidate_recordset(["is_current"])
        self.env.add_to_compute(self._fields["owner_id"], vehicles)
        vehicles.flush_recordset(["owner_id"])
