"""A pair that was merged is decided; undoing the merge asks again."""

from odoo import models
from odoo.tools import SQL


class DealerDuplicate(models.Model):
    _inherit = "dealer.duplicate"

    def action_merge(self):
        """Open the merge of the two contacts.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_merge_wizard_action"
        )
        action["context"] = {
            "active_model": "res.partner",
            "active_ids": (self.partner_id | self.other_id).ids,
        }
        return action

    def _close_merged(self):
        """Both sides of a merged pair are the contact which stayed."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE dealer_duplicate SET state = 'merged', decided_by_id = %s
                 WHERE partner_id = other_id AND state <> 'merged'
             RETURNING id
                """,
                self.env.uid,
            )
        )
        self.invalidate_model()

    def _reopen_merged(self, partners):
        """The contacts are two again."""
        pairs = self.search(
            [
                ("state", "=", "merged"),
                ("partner_id", "in", partners.ids),
                ("other_id", "in", partners.ids),
            ]
        )
        pairs.write({"state": "open", "decided_by_id": False})


class DealerMerge(models.Model):
    _inherit = "dealer.merge"

    def _run(self, target, sources, values):
        merge = super()._run(target, sources, values)
        self.env["dealer.duplicate"]._close_merged()
        return merge

    def _undo(self):
        # sudo: the rights have been checked; pairs are decided by their own methods.
        partners = self.sudo().target_id | self.sudo()._get_sources()
        res = super()._undo()
        self.env["dealer.duplicate"].sudo()._reopen_merged(partners)
        return res
