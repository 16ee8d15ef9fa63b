"""Gates of stages: who moves a lead is asked for what is missing, and for that only."""

from lxml.builder import E

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

# Id of the stage in the context. The web client asks for a view with the language and
# with keys of this ending only.
GATE = "dealer_gate_view_ref"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_deposit = fields.Monetary(
        string="Deposit",
        currency_field="company_currency",
        tracking=True,
        help="What the customer has paid in advance for this car.",
    )
    dealer_gate_text = fields.Char(compute="_compute_dealer_gate_text")

    @api.depends_context(GATE)
    def _compute_dealer_gate_text(self):
        """What is still missing and no field: an appointment, a test drive, a paper."""
        stage = self.env["crm.stage"].browse(self.env.context.get(GATE) or [])
        unmet = self._get_dealer_unmet(stage.exists())
        for lead in self:
            rules = unmet.get(lead, stage.dealer_rule_ids.browse())
            rules = rules.filtered(lambda rule: rule.kind != "field")
            lead.dealer_gate_text = ", ".join(rules.mapped("display_name"))

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if not self.env.su:
            for stage, group in leads.grouped("stage_id").items():
                for lead, rules in group._get_dealer_unmet(stage).items():
                    # Where every lead begins, nothing can be asked for beforehand: a
                    # lead that came by itself would be lost.
                    if stage == lead._get_dealer_entry_stage():
                        continue
                    raise UserError(
                        self.env._(
                            "%(lead)s cannot begin in the stage %(stage)s, which asks "
                            "for: %(missing)s. Create it in an earlier stage.",
                            lead=lead.name,
                            stage=stage.name,
                            missing=", ".join(rules.mapped("display_name")),
                        )
                    )
        return leads

    def write(self, vals):
        # People only: crons, imports and merges run as superuser.
        if vals.get("stage_id") and not self.env.su:
            stage = self._get_dealer_stage(vals["stage_id"])
            moved = self.filtered(lambda lead: lead.stage_id != stage)
            moved._dealer_check_gates(stage, vals)
        return super().write(vals)

    def _get_dealer_entry_stage(self):
        """Stage in which a lead of this team begins unless somebody says otherwise.

        :return: crm.stage
        """
        return self._stage_find(domain=[("fold", "=", False)])

    def _get_dealer_unmet(self, stage, vals=None):
        """Gates of a stage which leads do not pass.

        :param stage: crm.stage, may be empty
        :param dict vals: values which are written together with the stage
        :return: dict crm.lead -> dealer.stage.rule
        """
        # sudo: the gates hold for those, too, who do not configure stages.
        rules = stage.sudo().dealer_rule_ids
        if not rules:
            return {}
        return rules.with_user(self.env.user)._find_unmet(self, vals)

    def _dealer_check_gates(self, stage, vals):
        """Lead to the small form which asks for what is missing.

        :param stage: crm.stage into which the leads are moved
        :param dict vals: values which are written together with the stage
        :raise RedirectWarning: a lead does not pass
        """
        for lead, rules in self._get_dealer_unmet(stage, vals).items():
            message = self.env._(
                "%(lead)s: before %(stage)s we need %(missing)s.",
                lead=lead.name,
                stage=stage.name,
                missing=", ".join(rules.mapped("display_name")),
            )
            raise RedirectWarning(
                message, lead._get_dealer_gate_action(stage), self.env._("Fill In")
            )

    def _get_dealer_gate_action(self, stage):
        """The small form of one lead.

        :return: window action
        """
        view = self.env.ref("dealer_crm.crm_lead_view_form_gate")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Before %(stage)s", stage=stage.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
            "context": {GATE: stage.id},
        }

    def action_dealer_enter_stage(self):
        """Move the lead to the stage whose form was filled in.

        :return: client action which shows the board again
        """
        self.ensure_one()
        stage = self._get_dealer_stage(self.env.context.get(GATE))
        self.with_context(**{GATE: None}).write({"stage_id": stage.id})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # === THE SMALL FORM === #

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.context.get(GATE))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        gate = self.env.ref("dealer_crm.crm_lead_view_form_gate", False)
        stage = self.env["crm.stage"].browse(self.env.context.get(GATE) or []).exists()
        if view == gate and stage:
            place = arch.find(".//group[@name='dealer_gate']")
            # sudo: as in _get_dealer_unmet.
            names = stage.sudo().dealer_rule_ids.field_id.mapped("name")
            if stage.is_won:
                # sudo: as above.
                team = stage.sudo().team_ids[:1]
                names = [*team._get_dealer_won_fields(), *names]
            for name in dict.fromkeys(names):
                place.append(E.field(name=name, required="1"))
        return arch, view
