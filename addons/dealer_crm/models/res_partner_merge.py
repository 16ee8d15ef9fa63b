from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_merged_into_id = fields.Many2one(
        comodel_name="res.partner",
        string="Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The contact which has everything of this one since they were merged.",
    )
    dealer_merge_id = fields.Many2one(
        comodel_name="dealer.merge",
        string="Merge",
        compute="_compute_dealer_merge_id",
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_can_undo_merge = fields.Boolean(
        string="May Undo the Merge",
        compute="_compute_dealer_merge_id",
        groups="dealer_crm.group_dealer_staff",
    )

    @api.depends("dealer_merged_into_id")
    @api.depends_context("uid")
    def _compute_dealer_merge_id(self):
        merged = self.filtered("dealer_merged_into_id")
        merges = self.env["dealer.merge"].search(
            [("source_ids", "in", merged.ids), ("state", "=", "done")], order="id"
        )
        by_partner = {
            partner.id: merge
            for merge in merges.with_context(active_test=False)
            for partner in merge.source_ids
        }
        for partner in self:
            merge = by_partner.get(partner._origin.id, merges.browse())
            partner.dealer_merge_id = merge
            partner.dealer_can_undo_merge = merge.can_undo

    def write(self, vals):
        """Refuse to bring a merged contact back without what belonged to it.

        :raise UserError: a merged contact is unarchived
        """
        merged = self.filtered("dealer_merged_into_id") if vals.get("active") else None
        if merged:
            raise UserError(
                self.env._(
                    "%(name)s was merged into %(target)s. Undo the merge instead: then "
                    "everything comes back with the contact.",
                    name=merged[0].display_name,
                    target=merged[0].dealer_merged_into_id.display_name,
                )
            )
        return super().write(vals)

    def _get_dealer_survivor(self):
        """The contacts which stay when these were merged into others, else themselves.

        :return: res.partner records without repetition, in the same order
        """
        return self.browse(
            dict.fromkeys(
                (partner.dealer_merged_into_id or partner).id for partner in self
            )
        )

    def action_dealer_undo_merge(self):
        """Take the merge of this contact back and open it.

        :return: window action
        """
        self.ensure_one()
        self.dealer_merge_id.action_undo()
        return self._get_records_action()
