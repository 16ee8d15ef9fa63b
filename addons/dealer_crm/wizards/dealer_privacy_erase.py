from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class DealerPrivacyErase(models.TransientModel):
    _name = "dealer.privacy.erase"
    _description = "Forget a Person"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
        context={"active_test": False},
    )
    reason = fields.Char(
        help="Who asked, when and how: for the log. Do not write names here.",
    )
    line_ids = fields.One2many(
        comodel_name="dealer.privacy.erase.line", inverse_name="wizard_id"
    )
    has_block = fields.Boolean(compute="_compute_flags")
    has_confirm = fields.Boolean(compute="_compute_flags")
    confirmed = fields.Boolean(string="I have read the warnings above")
    confirmed_final = fields.Boolean(string="I understand that this cannot be undone")

    @api.depends("line_ids.kind")
    def _compute_flags(self):
        for wizard in self:
            kinds = set(wizard.line_ids.mapped("kind"))
            wizard.has_block = "block" in kinds
            wizard.has_confirm = "confirm" in kinds

    @api.model
    def default_get(self, fields):
        """Look what would be changed, what stays, and what is in the way."""
        values = super().default_get(fields)
        partner = self.env["res.partner"].browse(values.get("partner_id"))
        if "line_ids" in fields and partner.exists():
            values["line_ids"] = [
                Command.create(line) for line in self._prepare_lines(partner)
            ]
        return values

    def _prepare_lines(self, partner):
        """Lines of the preview.

        :param partner: res.partner
        :return: list of dicts for ``dealer.privacy.erase.line``
        """
        privacy = self.env["dealer.privacy"]
        privacy._check_rights()
        people = privacy._get_people(partner)
        lines = [
            self._prepare_obstacle_line(obstacle, people)
            for obstacle in privacy._get_erasure_obstacles(people)
        ]
        policies = privacy._get_installed_policies()
        kinds = {"erase": "change", "delete": "delete", "keep": "stay", "none": "stay"}
        order = ("change", "delete", "stay")
        found = [
            {
                "kind": kinds[policies[name].treatment],
                "name": self.env["ir.model"]._get(name).name,
                "note": policies[name].note,
                "record_count": len(records),
            }
            for name, records in privacy._collect(people).items()
            # Links of no interest are not worth a line.
            if policies[name].treatment in ("erase", "delete") or policies[name].note
        ]
        found.sort(key=lambda line: order.index(line["kind"]))
        return lines + found

    def _prepare_obstacle_line(self, obstacle, people):
        """A line of the window.

        :param dict obstacle: see ``dealer.privacy._prepare_obstacle``
        :param people: res.partner who are forgotten
        :return: dict for ``create``
        """
        records = obstacle["records"]
        shown = records or people[:1]
        return {
            "kind": "confirm" if obstacle["confirm"] else "block",
            "name": self.env["ir.model"]._get(shown._name).name,
            "note": obstacle["text"],
            "record_count": len(shown),
            "res_model": records._name if records else False,
            "res_ids": records.ids if records else [],
        }

    def action_erase(self):
        """Forget the person and show what is left of the contact.

        :return: client action which loads the contact again
        :raise UserError: a reason or a confirmation is missing
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write down who asked to be erased, and how."))
        if not self.confirmed_final:
            raise UserError(
                self.env._("Tick the box: erased data cannot be brought back.")
            )
        partner = self.partner_id
        self.env["dealer.privacy"]._erase(partner, self.reason, self.confirmed)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
