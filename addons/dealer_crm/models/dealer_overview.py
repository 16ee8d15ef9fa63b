"""The manager's overview: what waits for a decision, one counter for each list."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

# More than this is shown as "999+": counting on costs time and tells nothing.
MAX_COUNT = 1000
WAITING_MINUTES = 10
VISIT_HOURS = 12


class DealerOverview(models.AbstractModel):
    _name = "dealer.overview"
    _description = "Overview"

    @api.model
    @api.readonly
    def dealer_overview(self):
        """What waits, counted with the rights and the showrooms of the reader.

        :return: list of dicts ``name`` (of the section) and ``tiles``: list of dicts
            ``key``, ``name``, ``hint``, ``icon``, ``count`` (int, at most 1000),
            ``is_urgent`` (somebody outside waits)
        :raise AccessError: for managers only
        """
        self._check_manager()
        return [
            {
                "name": section,
                "tiles": [self._prepare_tile(key, tile) for key, tile in tiles.items()],
            }
            for section, tiles in self._get_sections()
        ]

    @api.model
    def dealer_overview_open(self, key):
        """The list behind a counter.

        :param str key: of the tile
        :return: window action; the overview itself for a key which is not there
        :raise AccessError: for managers only
        """
        self._check_manager()
        tiles = {}
        for _section, found in self._get_sections():
            tiles.update(found)
        if key not in tiles:
            # Of an addon which is gone: look again.
            actions = self.env["ir.actions.client"]
            return actions._for_xml_id("dealer_crm.dealer_overview_action")
        tile = tiles[key]
        action = self.env["ir.actions.act_window"]._for_xml_id(tile["action"])
        return {
            **action,
            "name": tile["name"],
            "display_name": tile["name"],
            "domain": tile["domain"],
            "context": tile.get("context", {}),
        }

    def _check_manager(self):
        if not self.env.user.has_group("dealer_crm.group_dealer_manager"):
            raise AccessError(self.env._("The overview is for managers."))

    def _prepare_tile(self, key, tile):
        """A tile as the page shows it, with its number counted now.

        :param dict tile: see ``_get_sections``
        :return: dict
        """
        records = self.env[tile["model"]].with_context(**tile.get("context", {}))
        return {
            "key": key,
            "name": tile["name"],
            "hint": tile["hint"],
            "icon": tile["icon"],
            "is_urgent": tile.get("is_urgent", False),
            "count": records.search_count(tile["domain"], limit=MAX_COUNT),
        }

    # === COUNTERS === #

    @api.model
    def _get_sections(self):
        """The counters; addons add theirs.

        :return: list of tuples (name of a section, dict key -> dict ``name``,
            ``hint``, ``icon``, ``model``, ``domain``, ``action`` (xml id of a window
            action), and if need be ``context`` and ``is_urgent``)
        """
        return [
            (self.env._("Customers wait"), self._get_customer_tiles()),
            (self.env._("For you to decide"), self._get_decision_tiles()),
            (self.env._("Intake"), self._get_intake_tiles()),
        ]

    def _get_lead_tile(self, domain, name, hint, icon, **options):
        return {
            "name": name,
            "hint": hint,
            "icon": icon,
            "model": "crm.lead",
            "domain": [("won_status", "=", "pending"), *domain],
            "action": "dealer_crm.crm_lead_action_pipeline",
            **options,
        }

    def _get_customer_tiles(self):
        now = fields.Datetime.now()
        since = now - timedelta(hours=VISIT_HOURS)
        late = [
            ("dealer_first_response_at", "=", False),
            ("dealer_response_due_at", "<=", fields.Datetime.to_string(now)),
        ]
        waiting = [
            ("user_id", "=", False),
            ("result", "=", False),
            ("arrived_at", ">=", fields.Datetime.to_string(since)),
        ]
        nobodys = [("user_id", "=", False)]
        wanted = [
            ("dealer_test_drive_wanted", "=", True),
            ("dealer_test_drive_ids", "=", False),
        ]
        return {
            "late": self._get_lead_tile(
                late,
                self.env._("Late answers"),
                self.env._("Nobody has talked to the customer in time"),
                "fa-clock-o",
                is_urgent=True,
            ),
            "visitors": {
                "name": self.env._("Visitors waiting"),
                "hint": self.env._("In the showroom, without a consultant"),
                "icon": "fa-user",
                "model": "dealer.visit",
                "domain": waiting,
                "action": "dealer_crm.dealer_visit_action",
                "is_urgent": True,
            },
            "unassigned": self._get_lead_tile(
                nobodys,
                self.env._("Without a salesperson"),
                self.env._("New leads which nobody has"),
                "fa-user-plus",
                is_urgent=True,
            ),
            "test_drives": self._get_lead_tile(
                wanted,
                self.env._("Test drives to book"),
                self.env._("Asked for, no date yet"),
                "fa-car",
            ),
        }

    def _get_decision_tiles(self):
        today = fields.Date.to_string(fields.Date.context_today(self))
        requested = [("dealer_lost_state", "=", "requested")]
        overdue = [("dealer_contact_due", "<", today)]
        undecided = [("state", "=", "open")]
        return {
            "losses": {
                "name": self.env._("Losses to approve"),
                "hint": self.env._("Confirm them, or send them back to work"),
                "icon": "fa-thumbs-down",
                "model": "crm.lead",
                "domain": requested,
                "context": {"active_test": False},
                "action": "dealer_crm.crm_lead_action_losses",
            },
            "overdue": self._get_lead_tile(
                overdue,
                self.env._("Overdue leads"),
                self.env._("The day of the next contact is over"),
                "fa-calendar-times-o",
            ),
            "duplicates": {
                "name": self.env._("Possible duplicates"),
                "hint": self.env._("Merge them, or say they are two people"),
                "icon": "fa-clone",
                "model": "dealer.duplicate",
                "domain": undecided,
                "action": "dealer_crm.dealer_duplicate_action",
            },
        }

    def _get_intake_tiles(self):
        before = fields.Datetime.now() - timedelta(minutes=WAITING_MINUTES)
        unreadable = [("state", "=", "quarantine")]
        pending = [
            ("state", "=", "pending"),
            ("create_date", "<", fields.Datetime.to_string(before)),
        ]
        silent = [("is_silent", "=", True)]
        return {
            "quarantine": self._get_inbox_tile(
                unreadable,
                self.env._("In quarantine"),
                self.env._("Could not be read: repair them"),
                "fa-exclamation-triangle",
            ),
            "pending": self._get_inbox_tile(
                pending,
                self.env._("Messages waiting"),
                self.env._("For more than ten minutes"),
                "fa-hourglass-half",
            ),
            "silent": {
                "name": self.env._("Silent sources"),
                "hint": self.env._("Nothing comes in any more: ask the sender"),
                "icon": "fa-bell-slash-o",
                "model": "dealer.intake.source",
                "domain": silent,
                "action": "dealer_crm.dealer_intake_source_action",
            },
        }

    def _get_inbox_tile(self, domain, name, hint, icon):
        return {
            "name": name,
            "hint": hint,
            "icon": icon,
            "model": "dealer.inbox",
            "domain": domain,
            "action": "dealer_crm.dealer_inbox_action",
            "is_urgent": True,
        }
