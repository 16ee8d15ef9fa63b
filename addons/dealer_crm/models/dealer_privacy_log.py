from odoo import api, fields, models
from odoo.exceptions import AccessError

from .. import append_only

# What the trigger protects. Not the contact, which a merge rewrites, and not the
# details, from which an erasure cuts the person.
LOG_COLUMNS = ("date", "user_id", "kind", "subject_hash", "reason", "record_count")


class DealerPrivacyLog(models.Model):
    """What was done with personal data. Rows are only added: a trigger refuses to
    change or delete them."""

    _name = "dealer.privacy.log"
    _description = "Privacy Log"
    _order = "id desc"
    _rec_name = "kind"

    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[
            ("export", "Data of a person handed out"),
            ("erase", "Person erased"),
            ("list", "List exported"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        context={"active_test": False},
    )
    subject_hash = fields.Char(
        string="Hash of the Person",
        readonly=True,
        help="Proves whom the row is about, without a name.",
    )
    reason = fields.Char(readonly=True)
    record_count = fields.Integer(string="Records", readonly=True, aggregator=None)
    details = fields.Text(readonly=True)

    def init(self):
        """Create the triggers which make the table append-only.

        Runs at every installation and update.
        """
        append_only.protect(
            self.env.cr,
            self._table,
            LOG_COLUMNS,
            "The privacy log cannot be changed or deleted.",
        )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused for everybody.

        :raise AccessError: always
        """
        raise AccessError(self.env._("The privacy log cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The privacy log cannot be deleted."))

    @api.model
    def _add(self, kind, partner=None, **values):
        """Append a row in the name of the user.

        :param str kind: export, erase or list
        :param partner: res.partner whom it is about
        :param values: ``reason``, ``record_count``, ``details``
        :return: dealer.privacy.log
        """
        # sudo: rows are added by nobody but this method.
        return self.sudo().create(
            {
                "kind": kind,
                "user_id": self.env.uid,
                "partner_id": partner.id if partner else False,
                "subject_hash": self._get_subject_hash(partner) if partner else False,
                **values,
            }
        )

    @api.model
    def _get_subject_hash(self, partner):
        """Keyed hash of a contact's number in this database.

        :param partner: res.partner
        :return: str
        """
        sealed = self.env["dealer.privacy.suppression"]._seal(
            [("contact", str(partner.id))]
        )
        return next(iter(sealed))
