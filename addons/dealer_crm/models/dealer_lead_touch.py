from odoo import fields, models


class DealerLeadTouch(models.Model):
    _name = "dealer.lead.touch"
    _description = "Touch of a Lead"
    _order = "date, id"
    _rec_name = "intake_source_id"

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    inbox_id = fields.Many2one(
        comodel_name="dealer.inbox",
        string="Message",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    intake_source_id = fields.Many2one(
        comodel_name="dealer.intake.source",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        readonly=True,
        index=True,
    )
    utm_source_id = fields.Many2one(
        comodel_name="utm.source", string="UTM Source", readonly=True
    )
    utm_medium_id = fields.Many2one(
        comodel_name="utm.medium", string="UTM Medium", readonly=True
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    is_first = fields.Boolean(
        string="Made the Lead",
        readonly=True,
        help="The touch which made the lead; the others came while it was worked on.",
    )
    team_id = fields.Many2one(related="lead_id.team_id")
    stage_id = fields.Many2one(related="lead_id.stage_id")
    user_id = fields.Many2one(related="lead_id.user_id")
