"""Two contacts that may be one person: waiting for a decision, or decided."""

import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import match

# Contacts looked at in one step of the nightly search.
SLICE = 200
# What is shown side by side.
COMPARED = [
    *("name", "phone", "email", "dealer_birthdate", "street", "zip", "city"),
    *("vat", "user_id", "create_date"),
]


class DealerDuplicate(models.Model):
    _name = "dealer.duplicate"
    _description = "Possible Duplicate"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "score desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    other_id = fields.Many2one(
        comodel_name="res.partner",
        string="Other Contact",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The one that was entered later.",
    )
    score = fields.Integer(readonly=True, aggregator=None)
    is_sure = fields.Boolean(
        string="Sure",
        readonly=True,
        help="So alike that an import or a portal would take them for one person.",
    )
    evidence = fields.Json(readonly=True)
    reasons = fields.Char(compute="_compute_reasons")
    state = fields.Selection(
        selection=[
            ("open", "To Decide"),
            ("dismissed", "Not the Same"),
            ("merged", "Merged"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True
    )
    manager_ids = fields.Many2many(
        comodel_name="res.users",
        string="Personal Managers",
        compute="_compute_manager_ids",
    )
    comparison = fields.Html(compute="_compute_comparison")

    # Merging contacts moves pairs; a constraint with these columns would make stock
    # delete them.
    _pair_uniq = models.UniqueIndex("(partner_id, other_id)")
    _open_idx = models.Index("(score) WHERE state = 'open'")

    # === COMPUTE METHODS === #

    @api.depends("evidence")
    @api.depends_context("lang")
    def _compute_reasons(self):
        partners = self.env["res.partner"]
        for pair in self:
            pair.reasons = ", ".join(
                partners._get_dealer_reasons_of_evidence(pair.evidence or {})
            )

    @api.depends("partner_id.user_id", "other_id.user_id")
    def _compute_manager_ids(self):
        for pair in self:
            pair.manager_ids = pair.partner_id.user_id | pair.other_id.user_id

    @api.depends("partner_id", "other_id")
    @api.depends_context("lang", "uid")
    def _compute_comparison(self):
        labels = {
            name: field["string"]
            for name, field in self.env["res.partner"]
            .fields_get(COMPARED, ["string"])
            .items()
        }
        for pair in self:
            rows = Markup().join(
                pair._get_comparison_row(labels[name], name)
                for name in COMPARED
                if name in labels
            )
            pair.comparison = Markup(
                '<table class="table table-sm mb-0"><tbody>%s</tbody></table>'
            ) % (rows + pair._get_comparison_of_cars())

    def _get_comparison_row(self, label, name):
        """One field of both contacts; what differs stands out."""
        field = self.env["res.partner"]._fields[name]
        left, right = (
            field.convert_to_display_name(partner[name], partner) or ""
            for partner in (self.partner_id, self.other_id)
        )
        return self._format_comparison(label, left, right)

    def _format_comparison(self, label, left, right):
        if not left and not right:
            return Markup()
        style = "fw-bold" if left and right and left != right else ""
        return Markup(
            '<tr><th class="text-muted fw-normal">%s</th>'
            '<td class="%s">%s</td><td class="%s">%s</td></tr>'
        ) % (label, style, left, style, right)

    def _get_comparison_of_cars(self):
        cars = [
            ", ".join(partner.dealer_vehicle_ids.mapped("display_name"))
            for partner in (self.partner_id, self.other_id)
        ]
        return self._format_comparison(self.env._("Cars"), *cars)

    # === ACTIONS === #

    def action_dismiss(self):
        """Remember that the two are not the same person; they are never proposed again.

        :return: True
        """
        self.check_access("write")
        if any(pair.state == "merged" for pair in self):
            raise UserError(
                self.env._("These contacts are one already. Undo the merge instead.")
            )
        # sudo: the state is changed by these methods only.
        self.sudo().write({"state": "dismissed", "decided_by_id": self.env.uid})
        self.sudo().activity_ids.unlink()
        return True

    def action_reopen(self):
        """Ask the question again.

        :return: True
        """
        self.check_access("write")
        # sudo: as above
        self.filtered(lambda pair: pair.state == "dismissed").sudo().write(
            {"state": "open", "decided_by_id": False}
        )
        return True

    # === STORING === #

    @api.model
    def _get_dismissed(self, partner_ids):
        """Who was said not to be the same as these contacts.

        :param list partner_ids: ids, may contain None
        :return: dict id -> set of ids
        """
        ids = [id_ for id_ in partner_ids if isinstance(id_, int) and id_]
        refused = {}
        if not ids:
            return refused
        self.flush_model(["partner_id", "other_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, other_id FROM dealer_duplicate
                 WHERE state = 'dismissed'
                   AND (partner_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s))
                """,
                ids=ids,
            )
        )
        for one, other in rows:
            refused.setdefault(one, set()).add(other)
            refused.setdefault(other, set()).add(one)
        return refused

    @api.model
    def _dismiss_pair(self, partner, other):
        """Remember that two contacts are not the same.

        :param partner: res.partner
        :param other: res.partner
        """
        self._store([(partner, other, None)], state="dismissed")

    @api.model
    def _store(self, pairs, state="open"):
        """Note pairs for review; a decision that was made stays.

        :param list pairs: tuples (res.partner, res.partner, tools.match.Match or None)
        :param str state: open, or dismissed, which replaces an open one
        :return: dealer.duplicate, those which are new or changed
        """
        sure, _shown = self.env["res.partner"]._get_dealer_thresholds()
        rows = {}
        for one, other, likeness in pairs:
            if one.id == other.id:
                continue
            key = tuple(sorted((one.id, other.id)))
            rows[key] = SQL(
                "(%s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s, %s)",
                *key,
                likeness.score if likeness else 0,
                bool(likeness and likeness.score >= sure),
                json.dumps(likeness.as_dict() if likeness else {}),
                state,
                self.env.uid if state == "dismissed" else None,
                self.env.uid,
                self.env.uid,
                self.env.cr.now(),
                self.env.cr.now(),
            )
        if not rows:
            return self.browse()
        self.env["res.partner"].flush_model()
        self.flush_model()
        stored = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_duplicate AS pair
                    (partner_id, other_id, score, is_sure, evidence, state,
                     decided_by_id, create_uid, write_uid, create_date, write_date)
                VALUES %s
                ON CONFLICT (partner_id, other_id) DO UPDATE
                   SET score = excluded.score, is_sure = excluded.is_sure,
                       evidence = excluded.evidence, state = excluded.state,
                       decided_by_id = excluded.decided_by_id,
                       write_date = excluded.write_date
                 WHERE pair.state = 'open'
                   AND (pair.score, pair.state)
                       IS DISTINCT FROM (excluded.score, excluded.state)
             RETURNING id
                """,
                SQL(", ").join(rows.values()),
            )
        )
        self.invalidate_model()
        return self.browse(row[0] for row in stored)

    # === CRON === #

    @api.model
    def _cron_find_duplicates(self):
        """Look at contacts that were entered or changed since the last time.

        In slices, each committed: what was done stays done.
        """
        partners = self.env["res.partner"]
        # sudo: the search is for the whole base.
        waiting = [("dealer_duplicates_due", "=", True)]
        remaining = partners.sudo().search_count(waiting)
        while True:
            due = partners.sudo().search(waiting, order="id", limit=SLICE)
            if not due:
                return
            self._search_slice(due)
            remaining = max(0, remaining - len(due))
            if not self.env["ir.cron"]._commit_progress(len(due), remaining=remaining):
                return

    def _search_slice(self, partners):
        """Find the duplicates of some contacts and note them."""
        pairs = [
            (partner, other, likeness)
            for partner, hits in partners._dealer_duplicates_of_records().items()
            for other, likeness in hits
        ]
        self._store(pairs)
        self._drop_outdated(partners, pairs)
        partners.flush_recordset()
        # Not an ORM write: looking at a contact is no change of it.
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET dealer_duplicates_due = FALSE WHERE id IN %s",
                tuple(partners.ids),
            )
        )
        partners.invalidate_recordset(["dealer_duplicates_due"], flush=False)

    def _drop_outdated(self, partners, pairs):
        """Withdraw the question about contacts which are not alike any more.

        :param partners: res.partner, searched just now
        :param list pairs: what was found for them, as for ``_store``
        """
        found = {frozenset((one.id, other.id)) for one, other, _match in pairs}
        ids = partners.ids
        waiting = self.search(
            [
                ("state", "=", "open"),
                "|",
                ("partner_id", "in", ids),
                ("other_id", "in", ids),
            ]
        ).filtered(lambda pair: frozenset(pair._get_ids()) not in found)
        # The other one may have found this one, which has too many to find.
        known = (waiting.partner_id | waiting.other_id)._get_dealer_identities()
        _sure, shown = partners._get_dealer_thresholds()
        waiting.filtered(
            lambda pair: (
                match.compare(known[pair.partner_id], known[pair.other_id]).score
                < shown
            )
        ).unlink()

    def _get_ids(self):
        return self.partner_id.id, self.other_id.id

    # === ALERT === #

    @api.model
    def _get_known(self, pairs):
        """Which pairs are noted already, whatever was decided.

        :param list pairs: tuples of two res.partner
        :return: set of frozensets of two ids
        """
        ids = {partner.id for pair in pairs for partner in pair}
        known = self.search(
            [("partner_id", "in", list(ids)), ("other_id", "in", list(ids))]
        )
        return {frozenset((pair.partner_id.id, pair.other_id.id)) for pair in known}

    def _alert_managers(self, author):
        """Plan a look at the pairs for the personal managers and their team leaders.

        :param author: res.users who entered or changed one of the contacts
        """
        for pair in self:
            managers = pair.manager_ids - author
            leaders = managers.crm_team_ids.user_id - author
            for user in (managers | leaders).filtered("active"):
                pair.with_context(
                    lang=user.lang, mail_activity_quick_update=True
                )._plan_look(user, author)

    def _plan_look(self, user, author):
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._("Possibly your customer"),
            note=self.env._(
                "%(author)s has entered or changed a contact which looks like a "
                "customer of %(managers)s.",
                author=author.name,
                managers=", ".join((self.manager_ids - author).mapped("name")),
            ),
        )
