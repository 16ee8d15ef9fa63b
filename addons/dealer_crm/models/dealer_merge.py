from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.merge_rows import KEEP, KEEP_KEY, MAX_CONTACTS


class DealerMerge(models.Model):
    _name = "dealer.merge"
    _description = "Merge of Contacts"
    _order = "id desc"
    _rec_name = "target_id"

    target_id = fields.Many2one(
        comodel_name="res.partner",
        string="Stays",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    source_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="dealer_merge_source_rel",
        column1="merge_id",
        column2="partner_id",
        string="Merged",
        readonly=True,
        context={"active_test": False},
    )
    source_names = fields.Char(string="Merged Contacts", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Merged by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    state = fields.Selection(
        selection=[("done", "Merged"), ("undone", "Undone")],
        required=True,
        readonly=True,
        default="done",
    )
    moved = fields.Text(readonly=True, help="How much the contact that stays received.")
    undone_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    undone_at = fields.Datetime(readonly=True)
    undo_note = fields.Text(
        string="Not Given Back",
        readonly=True,
        help="What was changed or deleted between the merge and its undoing.",
    )
    can_undo = fields.Boolean(compute="_compute_can_undo")
    is_erased = fields.Boolean(
        string="Person Erased",
        readonly=True,
        help="The person has asked to be forgotten: nothing is left to be given back.",
    )
    snapshot = fields.Json(
        readonly=True,
        groups="base.group_system",
        help="Every value and link as it was before.",
    )

    @api.depends("source_names", "target_id")
    def _compute_display_name(self):
        for merge in self:
            merge.display_name = f"{merge.source_names} → {merge.target_id.name or ''}"

    @api.depends("state", "user_id", "is_erased")
    @api.depends_context("uid")
    def _compute_can_undo(self):
        is_manager = self.env.user.has_group("dealer_crm.group_dealer_manager")
        for merge in self:
            merge.can_undo = (
                merge.state == "done"
                and not merge.is_erased
                and (is_manager or merge.user_id == self.env.user)
            )

    # === MERGE === #

    @api.model
    def _merge(self, target, sources, values=None):
        """Make one contact of several; nothing is deleted.

        Everything that belongs to the sources moves to the target: documents,
        vehicles, history, followers, messages, files, tags, points. Empty fields of
        the target are filled from the sources. The sources are archived and keep what
        the target has already (``dealer_merged_into_id``): their old phone or e-mail
        finds the target. ``action_undo`` gives all back.

        Parallel merges of the same people: one wins, the other gets a serialisation
        failure, which Odoo answers by running the request again, and then an error.

        :param target: res.partner which stays
        :param sources: res.partner records which are merged into it
        :param dict values: for ``write`` on the target: what was chosen where both
            have something
        :return: dealer.merge
        :raise AccessError: the user may not write one of the contacts
        :raise UserError: these contacts cannot be merged, with the reason
        """
        sources -= target
        self._check_rights(target | sources)
        self._lock(target | sources)
        self._check_people(target, sources)
        # sudo: the rights on the contacts have been checked; what hangs on them moves
        # whoever may see it.
        merge = self.sudo()._run(target.sudo(), sources.sudo(), values or {})
        return merge.sudo(False)

    def _check_rights(self, partners):
        if not self.env.su and not self.env.user.has_group(
            "dealer_crm.group_dealer_user"
        ):
            raise AccessError(
                self.env._("Ask a salesperson or a manager to merge contacts.")
            )
        partners.check_access("write")

    def _lock(self, partners):
        """Keep others from merging, changing or using the contacts meanwhile."""
        partners.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM res_partner WHERE id IN %s ORDER BY id FOR UPDATE",
                tuple(partners.ids) or (0,),
            ),
            log_exceptions=False,
        )
        partners.invalidate_recordset()

    def _check_people(self, target, sources):
        if len(target) != 1 or not sources:
            raise UserError(self.env._("Choose at least two contacts to merge."))
        if len(sources) >= MAX_CONTACTS:
            raise UserError(
                self.env._(
                    "Merge at most %(number)s contacts at once.", number=MAX_CONTACTS
                )
            )
        # sudo: logins and companies which the user may not see count, too.
        obstacles = self.sudo()._get_merge_obstacles(target.sudo(), sources.sudo())
        if obstacles:
            raise UserError("\n".join(obstacles))

    @api.model
    def _get_merge_obstacles(self, target, sources):
        """Why contacts cannot be merged; addons append theirs.

        :param target: res.partner, in sudo
        :param sources: res.partner records, in sudo
        :return: list of sentences, empty when they can
        """
        partners = (target | sources).with_context(active_test=False)
        obstacles = [
            self.env._(
                "%(name)s has been merged into %(target)s already.",
                name=partner.display_name,
                target=partner.dealer_merged_into_id.display_name,
            )
            for partner in partners.filtered("dealer_merged_into_id")
        ]
        obstacles += [
            self.env._("%(name)s cannot be merged.", name=partner.display_name)
            for partner in partners.filtered("dealer_erased_at")
        ]
        obstacles += self._get_user_obstacles(partners)
        if len(set(partners.mapped("is_company"))) > 1:
            obstacles.append(
                self.env._(
                    "A person and a company cannot be merged. If one of them has the "
                    "wrong kind, correct it first."
                )
            )
        for partner in partners:
            parent = partner.parent_id
            while parent and parent not in partners:
                parent = parent.parent_id
            if parent:
                obstacles.append(
                    self.env._(
                        "%(name)s is a contact of %(parent)s: they cannot be merged.",
                        name=partner.name,
                        parent=parent.name,
                    )
                )
        if len(partners.company_id) > 1:
            obstacles.append(
                self.env._(
                    "The contacts belong to different companies. Take the company off "
                    "one of them first."
                )
            )
        return obstacles

    def _get_user_obstacles(self, partners):
        obstacles = [
            self.env._(
                "%(name)s is the contact of one of your own companies.",
                name=partner.display_name,
            )
            for partner in partners.filtered("ref_company_ids")
        ]
        users = partners.user_ids
        obstacles += [
            self.env._(
                "%(name)s is a colleague with the login %(login)s: only customers can "
                "be merged.",
                name=user.name,
                login=user.login,
            )
            for user in users.filtered(lambda user: not user.share)
        ]
        if len(users) > 1 and not obstacles:
            obstacles.append(
                self.env._(
                    "The contacts have different logins: %(logins)s. Delete all but "
                    "one of these users first.",
                    logins=", ".join(users.mapped("login")),
                )
            )
        return obstacles

    def _run(self, target, sources, values):
        """The merge itself, step by step as stock's; rights have been checked."""
        partners = target | sources
        snapshot = self._start_snapshot(partners)
        wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
            tracking_disable=True, **{KEEP_KEY: KEEP}
        )
        target = target.with_context(tracking_disable=True)
        sources = sources.with_context(tracking_disable=True, active_test=False)
        logins = sources.user_ids
        wizard._update_foreign_keys(sources, target)
        self._free_sources(sources)
        # Before the values: what is unique counts among active contacts.
        sources.write({"active": False})
        wizard._update_reference_fields(sources, target)
        wizard._update_values(sources, target)
        if values:
            target.write(values)
        sources.write({"dealer_merged_into_id": target.id})
        self._refresh_people(target)
        if logins:
            self.env.registry.clear_cache()
        done = self._finish_snapshot(partners, snapshot)
        done["posted"] = self._get_posted_ids(done)
        merge = self.create(self._prepare_merge_vals(target, sources, done))
        wizard._log_merge_operation(sources, target.with_env(self.env))
        return merge

    def _free_sources(self, sources):
        """Stock has made the target the commercial entity of its sources."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE res_partner source
                   SET commercial_partner_id = coalesce(
                        (SELECT commercial_partner_id FROM res_partner parent
                          WHERE parent.id = source.parent_id
                            AND source.is_company IS NOT TRUE), source.id)
                 WHERE source.id IN %s
                """,
                tuple(sources.ids),
            )
        )
        self.env.invalidate_all(flush=False)

    def _refresh_people(self, partner):
        """Recompute what depends on links which were changed behind Odoo's back."""
        people = partner | partner.with_context(active_test=False).child_ids
        for name in self._get_refreshed_fields():
            self.env.add_to_compute(people._fields[name], people)
        self.env.add_to_compute(people._fields["partner_share"], partner)
        self.env.flush_all()

    @api.model
    def _get_refreshed_fields(self):
        """Stored fields of a contact which follow from its other fields.

        :return: list of names
        """
        return [
            "complete_name",
            "dealer_search_key",
            "dealer_email_key",
            "dealer_phone_key",
        ]

    def _prepare_merge_vals(self, target, sources, snapshot):
        """Values of the merge which is kept so that it can be undone.

        :param snapshot: rows as they were, see ``_finish_snapshot``
        :return: dict for ``create``
        """
        names = [
            f"{partner.name or partner.display_name} (ID {partner.id})"
            for partner in sources
        ]
        return {
            "target_id": target.id,
            "source_ids": sources.ids,
            "source_names": ", ".join(names),
            "user_id": self.env.uid,
            "snapshot": snapshot,
            "moved": self._describe_moved(snapshot),
        }
