from odoo import fields, models


class DealerServiceSkill(models.Model):
    _name = "dealer.service.skill"
    _description = "Workshop Skill"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    hours = fields.Float(
        string="Usual Hours",
        default=1.0,
        required=True,
        aggregator=None,
        help="How long such a job takes when nobody says otherwise.",
    )
    is_public = fields.Boolean(
        string="Online Booking",
        default=True,
        help="Customers may choose it when they book on the website.",
    )

    _hours = models.Constraint(
        "CHECK(hours > 0 AND hours <= 12)",
        "The usual hours of a job lie between 0 and 12.",
    )
