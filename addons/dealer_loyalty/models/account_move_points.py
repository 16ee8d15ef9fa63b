"""The points of an invoice, on the invoice."""

from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    dealer_points = fields.Integer(
        string="Points",
        compute="_compute_dealer_points",
        help="What the invoice has given less what its credit notes took back; on a "
        "credit note, what it took back.",
    )
    dealer_waiting_points = fields.Integer(
        string="Waiting Points",
        compute="_compute_dealer_points",
        help="They are given at the end of the return period or when the invoice is "
        "paid.",
    )
    dealer_books_points = fields.Boolean(
        string="Points Are Being Booked",
        compute="_compute_dealer_points",
        help="Points are booked a moment after the posting.",
    )

    @api.depends_context("uid")
    @api.depends("state", "payment_state")
    def _compute_dealer_points(self):
        documents = self.filtered(
            lambda move: move.is_sale_document(include_receipts=True) and move.ids
        )
        given, taken = documents._get_dealer_points()
        # sudo: numbers for whoever sees the invoice.
        waiting = self.env["dealer.loyalty.waiting"].sudo()
        waiting = dict(
            waiting._read_group(
                [("move_id", "in", documents.ids)], ["move_id"], ["points:sum"]
            )
        )
        booking = documents._get_dealer_booking()
        for move in self:
            caused = move.move_type == "out_refund" and move.reversed_entry_id
            points = taken if caused else given
            move.dealer_points = points.get(move.id, 0)
            move.dealer_waiting_points = waiting.get(move._origin, 0)
            move.dealer_books_points = move.id in booking

    def _get_dealer_points(self):
        """Points booked for documents, loans aside.

        :return: tuple of dicts id -> points: of the document with its credit notes;
            caused by the document alone
        """
        # sudo: numbers for whoever sees the invoice.
        entries = self.env["dealer.loyalty.entry"].sudo()
        common = [
            ("origin_model", "=", self._name),
            ("kind", "in", ("earn", "reverse")),
        ]
        given = entries._read_group(
            [*common, ("origin_id", "in", self.ids)], ["origin_id"], ["points:sum"]
        )
        taken = entries._read_group(
            [*common, ("move_id", "in", self.ids)], ["move_id"], ["points:sum"]
        )
        return dict(given), {move.id: points for move, points in taken}

    def _get_dealer_booking(self):
        """Ids of documents for which a row waits to be booked."""
        # sudo: as above.
        rows = self.env["dealer.loyalty.pending"].sudo()
        groups = rows._read_group(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "!=", "done"),
            ],
            ["res_id"],
        )
        return {res_id for (res_id,) in groups}

    def action_open_dealer_points(self):
        """Entries of the ledger for this document, and what waits.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_entry_action"
        )
        caused = self.move_type == "out_refund" and self.reversed_entry_id
        domain = (
            [("move_id", "=", self.id)]
            if caused
            else [("origin_model", "=", self._name), ("origin_id", "=", self.id)]
        )
        return action | {"domain": domain, "context": {}}

    def _get_dealer_facts_date(self):
        """When what rules look at, amounts aside, was changed last.

        :return: datetime, False when there is nothing
        """
        self.ensure_one()
        products = (self | self.reversal_move_ids).invoice_line_ids.product_id
        templates = products.product_tmpl_id
        dates = templates.mapped("write_date") + templates.categ_id.mapped("write_date")
        if "dealer_vehicle_id" in self._fields:
            dates += self.dealer_vehicle_id.mapped("write_date")
        return max(dates, default=False)
