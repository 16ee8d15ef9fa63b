"""Checklists: what is looked at in an inspection, and after the work."""

from odoo import fields, models
from odoo.exceptions import UserError

STAGES = [("inspection", "Inspection"), ("quality", "Quality check")]


class DealerServiceCheckItem(models.Model):
    _name = "dealer.service.check.item"
    _description = "Item of a Checklist"
    _order = "stage, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    stage = fields.Selection(selection=STAGES, required=True, default="inspection")
    operation_id = fields.Many2one(
        comodel_name="dealer.service.operation",
        string="Work to Offer",
        help="Put on the order when the item is not all right.",
    )


class DealerServiceCheck(models.Model):
    _name = "dealer.service.check"
    _description = "Item Checked on a Service Order"
    _order = "order_id, stage, sequence, id"
    _rec_name = "item_id"

    order_id = fields.Many2one(
        comodel_name="dealer.service.order",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    item_id = fields.Many2one(
        comodel_name="dealer.service.check.item",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    stage = fields.Selection(selection=STAGES, required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    result = fields.Selection(
        selection=[
            ("green", "All right"),
            ("yellow", "Soon"),
            ("red", "Urgent"),
            ("none", "Not there"),
        ]
    )
    note = fields.Char()
    user_id = fields.Many2one(
        comodel_name="res.users", string="Checked by", readonly=True
    )
    line_id = fields.Many2one(
        comodel_name="dealer.service.line",
        string="Finding",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    _once = models.UniqueIndex(
        "(order_id, item_id)", "The item is on the checklist of the order already."
    )

    def write(self, vals):
        if {"result", "note"} & set(vals):
            self._check_job()
        if "result" in vals:
            vals = {**vals, "user_id": self.env.user.id}
        result = super().write(vals)
        if "note" in vals:
            self._update_findings()
        if "result" in vals:
            self.filtered(
                lambda check: check.result in ("red", "yellow")
            )._make_findings()
        return result

    def _check_job(self):
        """Technicians fill in the lists of jobs that are theirs or nobody's.

        :raise UserError: it is somebody else's job, or the order is finished
        """
        self.order_id._check_open()
        advisor = self.env.user.has_group("dealer_service.group_service_advisor")
        others = self.order_id.filtered(
            lambda order: not order._is_job_of(self.env.user)
        )
        if others and not advisor and not self.env.su:
            raise UserError(
                self.env._(
                    "%(order)s is the job of %(technician)s.",
                    order=others[0].name,
                    technician=others[0].technician_id.name,
                )
            )

    def action_result(self, result):
        """Answer items with one tap, as on the technician's telephone.

        :param str result: green, yellow, red or none
        :return: True
        """
        self.write({"result": result})
        return True

    def _update_findings(self):
        """A remark which is written after the tap reaches the finding, too."""
        for check in self.filtered("line_id"):
            if check.line_id.decision == "pending":
                # sudo: technicians report findings but do not write lines.
                check.sudo().line_id.cause = check.note

    def _make_findings(self):
        """An item of the inspection which is not all right becomes a finding."""
        for check in self.filtered(
            lambda check: check.stage == "inspection" and not check.line_id
        ):
            check.line_id = check.order_id._add_finding(
                check.result,
                name=check.item_id.name,
                cause=check.note,
                operation=check.item_id.operation_id,
            )


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    check_ids = fields.One2many(
        comodel_name="dealer.service.check", inverse_name="order_id"
    )
    inspection_ids = fields.One2many(
        comodel_name="dealer.service.check",
        inverse_name="order_id",
        domain=[("stage", "=", "inspection")],
    )
    quality_ids = fields.One2many(
        comodel_name="dealer.service.check",
        inverse_name="order_id",
        string="Quality Check",
        domain=[("stage", "=", "quality")],
    )

    def _make_checks(self, stage):
        """Put the checklist of a stage on the orders, once."""
        items = self.env["dealer.service.check.item"].search([("stage", "=", stage)])
        rows = [
            {
                "order_id": order.id,
                "item_id": item.id,
                "stage": stage,
                "sequence": item.sequence,
            }
            for order in self
            for item in items - order.check_ids.item_id
        ]
        # sudo: technicians fill the list in but make none.
        self.env["dealer.service.check"].sudo().create(rows)
        if stage == "quality":
            # The car is looked at anew after it has gone back to work.
            self.sudo().quality_ids.write({"result": False})

    def action_checklist(self):
        """Open the list of the stage the order is in, to be filled in.

        :return: window action
        """
        self.ensure_one()
        stage = "quality" if self.state == "quality" else "inspection"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_service_check_action"
        )
        return {
            **action,
            "display_name": self.env._("Checklist of %(order)s", order=self.name),
            "domain": [("order_id", "=", self.id), ("stage", "=", stage)],
        }

    def _get_gates(self):
        gates = super()._get_gates()
        gates["ready"] = [*gates["ready"], type(self)._check_quality_done]
        return gates

    def _check_quality_done(self):
        if self.state != "quality":
            return
        missing = self.quality_ids.filtered(lambda check: not check.result)
        bad = self.quality_ids.filtered(lambda check: check.result in ("red", "yellow"))
        if missing or bad:
            raise UserError(
                self.env._(
                    "The quality check of %(order)s is not passed: %(items)s. Finish "
                    "the list, or send the car back to work.",
                    order=self.name,
                    items=", ".join((bad | missing).item_id.mapped("name")),
                )
            )

    def _add_finding(
        self, severity, *, name, cause="", operation=None, attachments=None
    ):
        """Put something the customer has to be asked about on the order.

        :param str severity: red, yellow or green
        :param str name: what was found
        :param str cause: more about it
        :param operation: dealer.service.operation to offer, may be empty
        :param attachments: ir.attachment, photos
        :return: dealer.service.line
        """
        self.ensure_one()
        self._check_open()
        vals = {
            "order_id": self.id,
            "kind": "labour",
            "name": name,
            "cause": cause or False,
            "severity": severity,
        }
        if operation:
            vals["operation_id"] = operation.id
        if attachments:
            vals["photo_ids"] = [fields.Command.set(attachments.ids)]
        # sudo: technicians report findings but do not write lines.
        return self.env["dealer.service.line"].sudo().create(vals).sudo(False)
