"""What a campaign did for whom: each step once for a person."""

from odoo import api, fields, models
from odoo.tools import SQL


class DealerCampaignContact(models.Model):
    _name = "dealer.campaign.contact"
    _inherit = ["dealer.campaign.person"]
    _description = "Contact of a Campaign"
    _order = "date desc, id desc"

    campaign_id = fields.Many2one(index=True)
    # Salespeople see what their customers have received.
    partner_id = fields.Many2one(
        groups="base.group_allow_export,dealer_crm.group_dealer_user"
    )
    step_id = fields.Many2one(
        comodel_name="dealer.campaign.step",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    date = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ("sent", "Done"),
            ("skipped", "Not for Them"),
            ("refused", "Held Back"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        help="Done: the letter or SMS is in the queue, where consent is asked once "
        "more; the task is planned. Not for them: the condition of the step.",
    )
    reason = fields.Char(string="Why", readonly=True)
    currency_id = fields.Many2one(related="campaign_id.dealer_currency_id")
    cost = fields.Monetary(
        readonly=True, groups="dealer_marketing.group_marketing_user"
    )
    printed_at = fields.Datetime(string="Printed", readonly=True)

    # Also after a merge of two members, and after a run which was killed.
    _once = models.UniqueIndex(
        "(step_id, partner_id)", "This step was done for the customer already."
    )

    @api.model
    def _book(self, step, partners, state, reasons=None):
        """Note what is done for people, before it is done.

        What another transaction has noted meanwhile is a serialisation failure: the
        job runs again and finds it.

        :param step: dealer.campaign.step
        :param partners: res.partner
        :param str state: sent, skipped, refused or failed
        :param dict reasons: partner id -> text
        :return: dealer.campaign.contact, of those for whom the step was not done yet
        """
        if not partners:
            return self
        reasons = reasons or {}
        now, uid = fields.Datetime.now(), self.env.uid
        campaign = step.campaign_id
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_campaign_contact
                       (step_id, campaign_id, company_id, state, cost, date,
                        create_uid, write_uid, create_date, write_date,
                        partner_id, reason)
                SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, person, reason
                  FROM unnest(%s, %s::varchar[]) AS given(person, reason)
                    ON CONFLICT DO NOTHING
                RETURNING id
                """,
                *(step.id, campaign.id, campaign.dealer_company_id.id or None, state),
                step.unit_cost if state == "sent" else 0.0,
                *(now, uid, uid, now, now),
                partners.ids,
                [reasons.get(id_) for id_ in partners.ids],
            )
        )
        self.env["dealer.campaign.contact"].invalidate_model()
        return self.browse(row[0] for row in rows)

    def _get_letter(self):
        """The letter to print, in the language of the customer.

        :return: HTML
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        template = self.step_id.template_id.with_company(company)
        return template._render_field(
            "body_html",
            self.partner_id.ids,
            compute_lang=True,
            options={"post_process": True},
        )[self.partner_id.id]
