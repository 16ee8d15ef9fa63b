"""Many letters, written in the background."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

# The files are found with the customers afterwards.
KEPT_DAYS = 30


class DealerLetterBatch(models.Model):
    _name = "dealer.letter.batch"
    _inherit = ["mail.thread"]
    _description = "Letters Written in the Background"
    _order = "id desc"

    name = fields.Char(string="Letter", required=True, readonly=True)
    template_id = fields.Many2one(
        comodel_name="dealer.letter.template",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Written By",
        required=True,
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, readonly=True
    )
    model = fields.Char(required=True, readonly=True)
    record_ids = fields.Json(required=True, readonly=True)
    layout = fields.Selection(
        selection=lambda self: (
            self.env["dealer.letter.write"]
            ._fields["layout"]
            ._description_selection(self.env)
        ),
        string="Files",
        required=True,
        readonly=True,
    )
    file_type = fields.Selection(
        selection=lambda self: (
            self.env["dealer.letter.write"]
            ._fields["file_type"]
            ._description_selection(self.env)
        ),
        string="As",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("waiting", "In Work"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    total = fields.Integer(string="People", required=True, readonly=True)
    position = fields.Integer(string="Looked At", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    written_count = fields.Integer(string="Written", readonly=True)
    refused_count = fields.Integer(
        string="Not Written",
        readonly=True,
        help="“Messages Not Sent” says who, and why.",
    )
    problem = fields.Text(string="Problems", readonly=True)
    attachment_ids = fields.One2many(
        comodel_name="ir.attachment",
        inverse_name="res_id",
        string="Letters to Print",
        domain=[("res_model", "=", "dealer.letter.batch")],
        readonly=True,
    )

    @api.depends("position", "total")
    def _compute_progress(self):
        for batch in self:
            share = batch.position / batch.total if batch.total else 1
            batch.progress = 100 * share

    def action_cancel(self):
        """Write no more of them; what is written stays.

        :return: True
        :raise AccessError: the letters of a colleague
        """
        self.check_access("read")
        manages = self.env.user.has_groups(
            "dealer_crm.group_dealer_manager,dealer_marketing.group_marketing_manager"
        )
        if not manages and self.user_id - self.env.user:
            raise AccessError(
                self.env._("Only who ordered the letters, or a manager, stops them.")
            )
        # sudo: the state is not written by hand.
        waiting = self.sudo().filtered(lambda batch: batch.state == "waiting")
        waiting.state = "cancelled"
        return True

    @api.autovacuum
    def _gc_batches(self):
        """The files for the printer are not kept for ever; each letter is."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("state", "!=", "waiting"), ("create_date", "<", before)]).unlink()
