from random import randint

from odoo import fields, models


class DealerInterest(models.Model):
    _name = "dealer.interest"
    _description = "Interest"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer(default=lambda self: randint(1, 11))
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(lower(name->>'en_US')) WHERE active",
        "There is an interest with this name already: use that one.",
    )
