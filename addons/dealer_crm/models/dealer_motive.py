from random import randint

from odoo import fields, models


class DealerMotive(models.Model):
    _name = "dealer.motive"
    _description = "Purchase Motive"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer(default=lambda self: randint(1, 11))
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(lower(name->>'en_US')) WHERE active",
        "There is a motive with this name already: use that one.",
    )
