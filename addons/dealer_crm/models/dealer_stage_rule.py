from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerStageRule(models.Model):
    """What a stage asks for before a lead enters it.

    Another kind of question: ``selection_add`` and a method ``_find_met_<kind>``.
    """

    _name = "dealer.stage.rule"
    _description = "Gate of a Stage"
    _order = "stage_id, sequence, id"
    _rec_name = "kind"

    stage_id = fields.Many2one(
        comodel_name="crm.stage", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=[
            ("field", "Field Filled In"),
            ("contact", "Customer Reached"),
            ("meeting", "Appointment Made"),
            ("visit", "Was in the Showroom"),
            ("test_drive", "Test Drive Booked"),
            ("test_drive_done", "Test Drive Held"),
            ("document", "Document Attached"),
        ],
        string="Asks For",
        required=True,
        default="field",
    )
    field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        domain="[('model', '=', 'crm.lead'), ('store', '=', True),"
        " ('readonly', '=', False), ('ttype', 'not in', ('one2many', 'binary'))]",
        ondelete="cascade",
        index="btree_not_null",
    )

    @api.constrains("kind", "field_id")
    def _check_field_id(self):
        for rule in self:
            if rule.kind == "field" and not rule.field_id:
                raise ValidationError(
                    self.env._(
                        "Choose the field which has to be filled in before the stage "
                        "%(stage)s.",
                        stage=rule.stage_id.name,
                    )
                )

    @api.depends("kind", "field_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            # sudo: everybody who is asked reads what for, and the label of a field.
            known = rule.sudo()
            label = known.field_id.field_description
            rule.display_name = label or labels.get(known.kind)

    def _find_unmet(self, leads, vals=None):
        """Rules which leads do not meet.

        :param leads: crm.lead
        :param dict vals: values which are written together with the stage
        :return: dict crm.lead -> dealer.stage.rule, without leads which meet all
        """
        unmet = {}
        for rule in self:
            # sudo: the kind of question only, it is answered with the user's rights.
            kind = rule.sudo().kind
            met = getattr(rule, f"_find_met_{kind}")(leads, vals or {})
            for lead in leads - met:
                unmet[lead] = unmet.get(lead, self.browse()) | rule
        return unmet

    def _find_met_field(self, leads, vals):
        # sudo: which field it is, the value is read with the rights of the user.
        name = self.sudo().field_id.name
        return leads.filtered(lambda lead: vals.get(name, lead[name]))

    def _find_met_contact(self, leads, vals):
        return self._find_linked(
            leads, "dealer.call", "lead_id", [("is_answered", "=", True)]
        )

    def _find_met_meeting(self, leads, vals):
        return self._find_linked(leads, "calendar.event", "opportunity_id", [])

    def _find_met_visit(self, leads, vals):
        return self._find_linked(leads, "dealer.visit", "lead_id", [])

    def _find_met_test_drive(self, leads, vals):
        domain = [("state", "not in", ("cancelled", "no_show"))]
        return self._find_linked(leads, "dealer.test.drive", "lead_id", domain)

    def _find_met_test_drive_done(self, leads, vals):
        domain = [("state", "=", "done")]
        return self._find_linked(leads, "dealer.test.drive", "lead_id", domain)

    def _find_met_document(self, leads, vals):
        found = self.env["ir.attachment"].search_fetch(
            [("res_model", "=", "crm.lead"), ("res_id", "in", leads.ids)], ["res_id"]
        )
        return leads.browse(set(found.mapped("res_id")))

    @api.model
    def _find_linked(self, leads, model, link, domain):
        """Leads which have a record of a model."""
        # sudo: that there is one counts, whoever may read it.
        groups = (
            self.env[model]
            .sudo()
            ._read_group([(link, "in", leads.ids), *domain], [link])
        )
        return leads.browse(lead.id for (lead,) in groups)
