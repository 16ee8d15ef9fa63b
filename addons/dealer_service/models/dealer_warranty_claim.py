"""Work the customer does not pay: claimed from the maker, accepted, paid or not."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# Passed in the context by _move only: no request can send a Python object.
STATE_GATE = object()
# What may follow a state.
NEXT = {
    "draft": ("sent",),
    "sent": ("accepted", "rejected"),
    "rejected": ("sent", "accepted"),
    "accepted": ("settled",),
    "settled": ("accepted",),
}


class DealerWarrantyClaim(models.Model):
    _name = "dealer.warranty.claim"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Warranty Claim"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, index="trigram"
    )
    reference = fields.Char(
        string="Payer's Number",
        copy=False,
        tracking=True,
        help="The number under which the payer handles the claim.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "To send"),
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("settled", "Settled"),
            ("rejected", "Rejected"),
        ],
        compute="_compute_state",
        store=True,
        default="draft",
        required=True,
        copy=False,
        tracking=True,
        index=True,
    )
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        required=True,
        readonly=True,
        ondelete="restrict",
        copy=False,
    )
    order_id = fields.Many2one(
        related="sale_order_id.dealer_service_order_id",
        string="Service Order",
        store=True,
        index=True,
    )
    vehicle_id = fields.Many2one(
        related="sale_order_id.dealer_vehicle_id", store=True, index=True
    )
    pay_type_id = fields.Many2one(
        related="sale_order_id.dealer_pay_type_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="sale_order_id.partner_id", string="Payer", store=True, index=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        readonly=True,
        index=True,
    )
    currency_id = fields.Many2one(related="sale_order_id.currency_id")
    date = fields.Date(
        required=True, default=fields.Date.context_today, readonly=True, copy=False
    )
    sent_date = fields.Date(string="Sent on", readonly=True, copy=False)
    rejection_reason = fields.Char(tracking=True, copy=False)
    amount = fields.Monetary(
        related="sale_order_id.amount_total", string="Claimed", store=True
    )
    amount_open = fields.Monetary(
        string="Open", compute="_compute_amount_open", store=True, compute_sudo=True
    )
    amount_written_off = fields.Monetary(
        string="Written off", readonly=True, copy=False
    )
    age = fields.Selection(
        selection=[
            ("30", "Up to 30 days"),
            ("60", "31 to 60 days"),
            ("90", "61 to 90 days"),
            ("older", "Over 90 days"),
        ],
        compute="_compute_age",
        search="_search_age",
    )

    _sale_once = models.UniqueIndex(
        "(sale_order_id)", "The work is on a claim already."
    )

    @api.depends("sale_order_id.invoice_ids.payment_state")
    def _compute_state(self):
        for claim in self:
            # sudo: the state of the claim does not depend on who asks.
            invoices = claim.sudo().sale_order_id.invoice_ids.filtered(
                lambda move: move.state == "posted"
            )
            paid = bool(invoices) and set(invoices.mapped("payment_state")) <= {
                "paid",
                "in_payment",
                "reversed",
            }
            if claim.state == "accepted" and paid:
                claim.state = "settled"
            elif claim.state == "settled" and not paid:
                claim.state = "accepted"
            else:
                claim.state = claim.state or "draft"

    @api.depends("amount", "state", "sale_order_id.invoice_ids.amount_residual_signed")
    def _compute_amount_open(self):
        for claim in self:
            invoices = claim.sale_order_id.invoice_ids.filtered(
                lambda move: move.state == "posted"
            )
            if invoices:
                claim.amount_open = sum(invoices.mapped("amount_residual_signed"))
            else:
                claim.amount_open = claim.amount

    @api.depends("date", "state")
    @api.depends_context("tz")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for claim in self:
            days = (today - (claim.date or today)).days
            claim.age = next(
                (limit for limit in ("30", "60", "90") if days <= int(limit)), "older"
            )

    def _search_age(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        borders = {"30": (-1, 30), "60": (30, 60), "90": (60, 90), "older": (90, 99999)}
        domain = fields.Domain.FALSE
        for age in value:
            after, until = borders.get(age, (0, 0))
            first = fields.Date.subtract(today, days=until)
            last = fields.Date.subtract(today, days=after + 1)
            domain |= fields.Domain("date", ">=", first) & fields.Domain(
                "date", "<=", last
            )
        return domain

    @api.model
    def _ensure(self, sale):
        """The claim for the work on a sale order; made once.

        :param sale: sale.order of a pay type which is claimed
        :return: dealer.warranty.claim
        """
        if sale.dealer_claim_ids:
            return sale.dealer_claim_ids
        return self.create(
            {
                "name": self.env["ir.sequence"]
                .with_company(sale.company_id)
                .next_by_code("dealer.warranty.claim"),
                "sale_order_id": sale.id,
                "company_id": sale.company_id.id,
            }
        )

    def _move(self, target, **vals):
        """Change the state along NEXT.

        :raise UserError: not possible from the present state
        """
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for claim in self:
            if claim.state != target and target not in NEXT[claim.state]:
                raise UserError(
                    self.env._(
                        "Claim %(claim)s is in the state %(state)s and cannot become "
                        "%(target)s.",
                        claim=claim.name,
                        state=labels[claim.state],
                        target=labels[target],
                    )
                )
        moved = self.filtered(lambda claim: claim.state != target)
        moved.with_context(dealer_claim_gate=STATE_GATE).write(
            {"state": target, **vals}
        )
        return moved

    def write(self, vals):
        gate = self.env.context.get("dealer_claim_gate") is STATE_GATE
        if "state" in vals and not gate:
            raise UserError(self.env._("The state of a claim changes by its buttons."))
        return super().write(vals)

    def action_send(self):
        """The claim is on its way to the payer.

        :return: True
        """
        self._move("sent", sent_date=fields.Date.context_today(self))
        return True

    def action_accept(self):
        """The payer accepts: the invoice is made and posted.

        :return: True
        """
        for claim in self._move("accepted"):
            # sudo: who handles claims need not have rights in accounting.
            sale = claim.sudo().sale_order_id.with_company(claim.company_id)
            if sale.invoice_status == "to invoice":
                sale._post_dealer_invoice()
        return True

    def action_reject(self):
        """The payer refuses; the claim may be sent again with better papers.

        :return: True
        :raise UserError: no reason is given
        """
        if nameless := self.filtered(lambda claim: not claim.rejection_reason):
            raise UserError(
                self.env._(
                    "Enter why %(claims)s was rejected, then press Rejected.",
                    claims=", ".join(nameless.mapped("name")),
                )
            )
        self._move("rejected")
        return True

    def action_write_off(self):
        """What the payer does not pay becomes the showroom's own cost.

        An entry of its own against the invoice, on the account of the pay type; for a
        rejected claim the invoice is made first, so that the books show the work.

        :return: True
        :raise UserError: nothing is open, or no account is set
        """
        self.check_access("write")
        if not self.env.user.has_group("account.group_account_invoice"):
            raise UserError(self.env._("Only accounting writes short payments off."))
        for claim in self:
            if claim.state == "rejected":
                claim.action_accept()
            claim._write_off()
        return True

    def _write_off(self):
        account = self.pay_type_id.with_company(self.company_id).writeoff_account_id
        if not account:
            raise UserError(
                self.env._(
                    "Set the account for short payments at the pay type %(pay_type)s.",
                    pay_type=self.pay_type_id.name,
                )
            )
        # sudo: the sale order may be a colleague's; the right to the claim is checked.
        invoices = self.sudo().sale_order_id.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.amount_residual
        )
        if not invoices:
            raise UserError(
                self.env._("Nothing is open on claim %(claim)s.", claim=self.name)
            )
        rest = invoices.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        amount = sum(rest.mapped("amount_residual"))
        # sudo: the right to write off is checked by the button.
        entries = self.env["account.move"].sudo()
        entry = entries.create(self._prepare_write_off_vals(account, rest, amount))
        entry.action_post()
        receivable = entry.line_ids.filtered(
            lambda line: line.account_id in rest.account_id
        )
        (rest | receivable).reconcile()
        self.amount_written_off += amount

    def _prepare_write_off_vals(self, account, rest, amount):
        """The entry which takes an open rest of a claim off the receivables.

        :param account: account.account of the loss
        :param rest: account.move.line, open receivables
        :param float amount: in the currency of the showroom
        :return: dict for ``account.move.create``
        """
        label = self.env._("Short payment of claim %(claim)s", claim=self.name)
        common = {"name": label, "partner_id": rest.partner_id[:1].id}
        department = self.company_id._complete_dealer_distribution({}, "service")
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "ref": label,
            "line_ids": [
                fields.Command.create(
                    {
                        **common,
                        "account_id": account.id,
                        "debit": amount,
                        "analytic_distribution": department,
                    }
                ),
                fields.Command.create(
                    {**common, "account_id": rest.account_id[:1].id, "credit": amount}
                ),
            ],
        }
