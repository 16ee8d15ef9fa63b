from odoo import fields, models


class DealerStageRule(models.Model):
    _inherit = "dealer.stage.rule"

    kind = fields.Selection(
        selection_add=[
            ("appraisal", "Trade-in Offer Made"),
            ("appraisal_agreed", "Trade-in Price Agreed"),
            ("document",),
        ],
        ondelete={"appraisal": "cascade", "appraisal_agreed": "cascade"},
    )
    pipeline = fields.Selection(
        selection=lambda self: (
            self.env["crm.team"]._fields["dealer_pipeline"].selection
        ),
        string="Only for",
        help="Stages are shared by pipelines: which one asks. Empty: all of them.",
    )

    def _find_unmet(self, leads, vals=None):
        """Gates of other pipelines ask nobody."""
        unmet = super()._find_unmet(leads, vals)
        asked = {}
        for lead, rules in unmet.items():
            pipeline = lead.team_id.dealer_pipeline
            # sudo: the gates hold for those, too, who do not configure stages.
            own = rules.sudo().filtered(lambda r, p=pipeline: r.pipeline in (False, p))
            if own:
                asked[lead] = own.sudo(self.env.su)
        return asked

    def _find_met_appraisal(self, leads, vals):
        domain = [("state", "in", ("offered", "agreed", "bought"))]
        return self._find_linked(leads, "dealer.appraisal", "lead_id", domain)

    def _find_met_appraisal_agreed(self, leads, vals):
        domain = [("state", "in", ("agreed", "bought"))]
        return self._find_linked(leads, "dealer.appraisal", "lead_id", domain)
