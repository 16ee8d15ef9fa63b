"""Files of leads and cold lists go through the intake, as leads of a source."""

from odoo import api, fields, models

LEAD_KINDS = {"lead": "import", "cold": "cold"}


class DealerImport(models.Model):
    _inherit = "dealer.import"

    kind = fields.Selection(
        selection_add=[("lead", "Leads"), ("cold", "Cold list")],
        ondelete={"lead": "cascade", "cold": "cascade"},
    )
    intake_source_id = fields.Many2one(
        comodel_name="dealer.intake.source",
        domain="[('company_id', '=', company_id)]",
        compute="_compute_intake_source_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        help="The leads count for this source: it says in which pipeline they appear, "
        "to whom they go, and in which country and language the people are.",
    )

    @api.depends("kind", "company_id")
    def _compute_intake_source_id(self):
        sources = self.env["dealer.intake.source"].search(
            [
                ("channel", "in", list(LEAD_KINDS.values())),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        for job in self:
            job.intake_source_id = sources.filtered(
                lambda source, job=job: (
                    source.channel == LEAD_KINDS.get(job.kind)
                    and source.company_id == job.company_id
                )
            )[:1]

    @api.model
    def _get_user_fields(self):
        return super()._get_user_fields() | {"intake_source_id"}
