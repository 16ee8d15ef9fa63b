"""Recalls and service campaigns: which cars, what is done, how far we are."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import recall as rules


class DealerRecall(models.Model):
    _name = "dealer.recall"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Recall"
    _order = "date desc, id desc"
    _rec_names_search = ["name", "title"]

    name = fields.Char(string="Number", required=True, tracking=True)
    title = fields.Char(required=True, help="What is wrong, in a few words.")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=[("recall", "Safety recall"), ("campaign", "Service campaign")],
        required=True,
        default="recall",
    )
    date = fields.Date(string="Since", required=True, default=fields.Date.context_today)
    brand_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.brand",
        index="btree_not_null",
        help="Only cars of this brand. Needed when the list has last digits only.",
    )
    defect = fields.Text()
    remedy = fields.Text()
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Operation",
        domain="[('type', '=', 'service')]",
        ondelete="restrict",
        index="btree_not_null",
        help="An order with this operation closes the recall of its car.",
    )
    hours = fields.Float(string="Norm Hours", aggregator=None)
    send_letters = fields.Boolean(
        tracking=True,
        help="Owners of open cars get a letter by e-mail, each once, also those found "
        "later. A recall needs no consent.",
    )
    pattern_ids = fields.One2many(
        comodel_name="dealer.recall.pattern",
        inverse_name="recall_id",
        string="VINs",
    )
    vehicle_ids = fields.One2many(
        comodel_name="dealer.recall.vehicle",
        inverse_name="recall_id",
        string="Cars",
    )
    vehicle_count = fields.Integer(string="Cars Found", compute="_compute_counts")
    open_count = fields.Integer(string="Open", compute="_compute_counts")
    progress = fields.Float(
        string="Done", compute="_compute_counts", help="In per cent of our cars."
    )

    _name_uniq = models.UniqueIndex(
        "(name)", "A recall with this number exists already."
    )

    def _compute_counts(self):
        rows = self.env["dealer.recall.vehicle"]._read_group(
            [("recall_id", "in", self.ids)], ["recall_id", "state"], ["__count"]
        )
        counts = {(recall.id, state): count for recall, state, count in rows}
        for recall in self:
            number = {
                state: counts.get((recall.id, state), 0)
                for state in ("open", "done", "not_affected")
            }
            recall.open_count = number["open"]
            recall.vehicle_count = sum(number.values())
            concerned = number["open"] + number["done"]
            recall.progress = 100 * number["done"] / concerned if concerned else 0

    @api.depends("name", "title")
    def _compute_display_name(self):
        for recall in self:
            recall.display_name = f"{recall.name}: {recall.title}"

    def write(self, vals):
        result = super().write(vals)
        if {"brand_id", "active"} & set(vals):
            self._match()
        return result

    def action_vehicles(self):
        """Open the cars of the recall.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_recall_vehicle_action"
        )
        return {**action, "domain": [("recall_id", "=", self.id)], "context": {}}

    def action_match(self):
        """Look for cars of the list once more.

        :return: True
        """
        self.check_access("write")
        self._match()
        return True

    def _match(self, vehicles=None):
        """Find cars whose VIN is on the list; what is there already stays.

        :param vehicles: dealer.vehicle, default all
        :return: number of cars found
        """
        if not self:
            return 0
        for name in ("dealer.recall", "dealer.recall.pattern", "dealer.vehicle"):
            self.env[name].flush_model()
        only = SQL("TRUE")
        if vehicles is not None:
            only = SQL("vehicle.id = ANY(%s)", vehicles.ids)
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_recall_vehicle (recall_id, vehicle_id, state,
                       is_certain, create_uid, create_date, write_uid, write_date)
                SELECT recall.id, vehicle.id, 'open', bool_or(pattern.is_certain),
                       %(user)s, %(now)s, %(user)s, %(now)s
                  FROM dealer_recall recall
                  JOIN dealer_recall_pattern pattern ON pattern.recall_id = recall.id
                  JOIN dealer_vehicle vehicle
                    ON vehicle.vin_key ~>=~ pattern.prefix
                   AND vehicle.vin_key ~<~ (pattern.prefix || chr(127))
                   AND vehicle.vin_key LIKE pattern.mask
                   AND (pattern.low IS NULL
                        OR (right(vehicle.vin_key, length(pattern.low)) ~ '^[0-9]+$'
                            AND right(vehicle.vin_key, length(pattern.low))
                                BETWEEN pattern.low AND pattern.high))
             LEFT JOIN fleet_vehicle_model model ON model.id = vehicle.model_id
                 WHERE recall.id = ANY(%(ids)s) AND recall.active
                   AND vehicle.active AND vehicle.state <> 'gone'
                   AND (recall.brand_id IS NULL OR model.brand_id IS NULL
                        OR model.brand_id = recall.brand_id)
                   AND (recall.brand_id IS NOT NULL OR pattern.prefix <> '')
                   AND %(only)s
              GROUP BY recall.id, vehicle.id
                ON CONFLICT (recall_id, vehicle_id) DO NOTHING
             RETURNING id
                """,
                user=self.env.uid,
                now=fields.Datetime.now(),
                ids=self.ids,
                only=only,
            )
        )
        self.env["dealer.recall.vehicle"].invalidate_model(flush=False)
        self.invalidate_recordset(["vehicle_ids"], flush=False)
        self.env["dealer.vehicle"].invalidate_model(
            ["recall_ids", "open_recalls"], flush=False
        )
        return len(rows)

    def _add_patterns(self, patterns):
        """Keep patterns which the recall has not got yet, and look for cars.

        :param list patterns: tools.recall.Pattern
        :return: number of cars found
        """
        self.ensure_one()
        known = {(row.mask, row.low, row.high) for row in self.pattern_ids}
        self.env["dealer.recall.pattern"].create(
            [
                {
                    "recall_id": self.id,
                    "mask": pattern.mask,
                    "prefix": pattern.prefix,
                    "low": pattern.low or False,
                    "high": pattern.high or False,
                    "is_certain": pattern.is_certain,
                }
                for pattern in patterns
                if (pattern.mask, pattern.low or False, pattern.high or False)
                not in known
            ]
        )
        return self._match()


class DealerRecallPattern(models.Model):
    _name = "dealer.recall.pattern"
    _description = "VINs of a Recall"
    _order = "recall_id, mask, low"
    _rec_name = "mask"

    recall_id = fields.Many2one(
        comodel_name="dealer.recall", required=True, ondelete="cascade", index=True
    )
    mask = fields.Char(
        string="VIN", required=True, readonly=True, help="_ is any character."
    )
    # Not stored as NULL: '' is the beginning of every VIN.
    prefix = fields.Char(required=True, readonly=True)
    low = fields.Char(string="From", readonly=True)
    high = fields.Char(string="To", readonly=True)
    is_certain = fields.Boolean(
        string="Certain",
        readonly=True,
        help="No: a VIN that fits may still not be affected. Ask the maker.",
    )

    _length = models.Constraint(
        f"CHECK(length(mask) = {rules.VIN_LENGTH})",
        "A VIN of a recall has 17 characters, masked ones with it.",
    )
