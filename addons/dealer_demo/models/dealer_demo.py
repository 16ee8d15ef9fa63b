"""Fill a database with a dealership: order of the work, markers, progress."""

import json
import logging
import time

from odoo import SUPERUSER_ID, api, fields, models

from ..tools import build, plan

_logger = logging.getLogger(__name__)

STATE_KEY = "dealer_demo.state"
DUPLICATES_KEY = "dealer_demo.duplicates"
# Not the name of an addon: the data stay when the generator is uninstalled.
MODULE = "__dealer_demo__"
QUIET = {
    "lang": "en_US",
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "tracking_disable": True,
}


class DealerDemo(models.AbstractModel):
    _name = "dealer.demo"
    _description = "Demonstration Data"

    @api.model
    def _populate(self, scale=1, seed=20240229, today=None, members=None):
        """Fill the database with a dealership group of three showrooms.

        Each stage ends with a commit and a marker: a call which was broken off is
        continued by the next one, a call when everything is there does nothing. A
        later call with a larger scale adds what is missing; seed and day of the first
        call stay in force.

        :param float scale: 1 is a group with about 400 customers, all made through the
            ORM and the public methods; what goes beyond comes as batched SQL: 500 is
            200 000 customers. Below 1 (for tests) everything shrinks.
        :param int seed: the same seed and day give the same dealership
        :param today: date on which the history ends, default the current one; not in
            the future
        :param members: per cent of the mass (what goes beyond scale 1) who have a club
            card, default as in the group itself
        :return: dict of the state reached: seed, today, scale, done (stages), mass
            (customers reached by SQL), finished
        """
        # Tasks of made-up customers are told to nobody.
        self = self.with_user(SUPERUSER_ID).with_context(
            mail_activity_quick_update=True
        )
        state = self._get_state()
        if not state:
            today = fields.Date.to_date(today) or fields.Date.context_today(self)
            state = {
                "seed": int(seed),
                "today": fields.Date.to_string(today),
                "scale": min(scale, 1),
                "done": [],
                "mass": 0,
                "finished": False,
            }
        self._populate_core(state)
        self.with_context(dealer_demo_members=members)._populate_mass(state, scale)
        if not state["finished"]:
            started = time.perf_counter()
            self._finish()
            state["finished"] = True
            self._save(state, "probabilities and statistics", started)
        return state

    def _populate_core(self, state):
        missing = [s for s in self._get_stages() if s[0] not in state["done"]]
        if not missing:
            return
        today = fields.Date.to_date(state["today"])
        house = build.core(state["seed"], today, plan.core(state["scale"]))
        for name, title, make in missing:
            started = time.perf_counter()
            make(house)
            state["done"].append(name)
            self._save(state, title, started)

    def _save(self, state, title, started):
        """End a part of the work: marker, commit, a line for who waits.

        :param float started: when the part was begun
        """
        self._set_state(state)
        self.env.flush_all()
        self._commit()
        seconds = time.perf_counter() - started
        _logger.info("demonstration data: %s, %.1f s", title, seconds)

    def _finish(self):
        """Called after everything: what depends on all the data at once."""

    @api.model
    def _get_stages(self):
        """The stages in their order; addons append theirs.

        :return: list of tuples (marker, title, method taking a
            tools.dealership.Dealership)
        """
        return []

    def _commit(self):
        """End of a stage: what is done stays done. Tests do not commit."""
        self.env.cr.commit()  # pylint: disable=invalid-commit

    # === STATE === #

    def _get_state(self):
        text = self.env["ir.config_parameter"].get_param(STATE_KEY)
        return json.loads(text) if text else None

    def _set_state(self, state):
        self.env["ir.config_parameter"].set_param(STATE_KEY, json.dumps(state))

    def _get_duplicate_truth(self):
        """Which customers were planted as duplicates of which.

        :return: list of dicts ``{partner_id, duplicate_id, kind}``: id of the customer
            entered first, id of the same one entered again, kind of the difference
            (typo, script, phone, email, short)
        """
        # sudo: parameters are closed for everybody but the administrator.
        text = self.env["ir.config_parameter"].sudo().get_param(DUPLICATES_KEY)
        keys = ("partner_id", "duplicate_id", "kind")
        return [dict(zip(keys, row, strict=True)) for row in json.loads(text or "[]")]

    def _add_duplicates(self, rows):
        """Keep the truth about planted duplicates.

        :param rows: list of (partner id, id of the duplicate, kind)
        """
        parameters = self.env["ir.config_parameter"]
        known = json.loads(parameters.get_param(DUPLICATES_KEY) or "[]")
        parameters.set_param(DUPLICATES_KEY, json.dumps(known + rows))

    # === RECORDS BY NAME === #

    def _remember(self, prefix, records, names=None):
        """Give records external ids, by which later stages find them.

        :param prefix: first part of the names
        :param names: last parts, default the numbers of the records
        """
        names = names if names is not None else range(len(records))
        self.env["ir.model.data"].create(
            [
                {
                    "module": MODULE,
                    "name": f"{prefix}_{name}",
                    "model": records._name,
                    "res_id": record.id,
                    "noupdate": True,
                }
                for name, record in zip(names, records, strict=True)
            ]
        )

    def _get_record(self, name):
        return self.env.ref(f"{MODULE}.{name}")

    def _get_records(self, model, prefix):
        """The remembered records of a prefix which have numbers, in their order."""
        rows = self.env["ir.model.data"].search_fetch(
            [
                ("module", "=", MODULE),
                ("model", "=", model),
                ("name", "=like", f"{prefix}\\_%"),
            ],
            ["name", "res_id"],
        )
        numbers = {int(row.name.rpartition("_")[2]): row.res_id for row in rows}
        return self.env[model].browse(numbers[key] for key in sorted(numbers))
