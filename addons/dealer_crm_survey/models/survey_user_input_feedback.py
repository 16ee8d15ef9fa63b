"""What customers who were asked have answered: marks, and whom they are about."""

from datetime import timedelta

from odoo import fields, models

from ..tools import scores


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    dealer_model = fields.Char(string="Model of the Event", readonly=True)
    dealer_res_id = fields.Many2oneReference(
        string="Event", model_field="dealer_model", readonly=True, copy=False
    )
    dealer_event = fields.Selection(
        selection=lambda self: (
            self.env["survey.survey"]
            ._fields["dealer_event"]
            ._description_selection(self.env)
        ),
        string="After",
        readonly=True,
    )
    dealer_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        readonly=True,
        index="btree_not_null",
    )
    dealer_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Advisor",
        readonly=True,
        index="btree_not_null",
        help="Who looked after the customer.",
    )
    dealer_is_scored = fields.Boolean(string="Has Marks", readonly=True, copy=False)
    dealer_nps_mark = fields.Integer(
        string="Would Recommend (0-10)", readonly=True, aggregator="avg", copy=False
    )
    dealer_nps_group = fields.Selection(
        selection=[
            ("promoter", "Promoter"),
            ("passive", "Passive"),
            ("detractor", "Detractor"),
        ],
        string="Recommends",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    dealer_nps = fields.Float(
        string="NPS",
        digits=(6, 1),
        readonly=True,
        aggregator="avg",
        copy=False,
        help="Net Promoter Score, -100 to 100: share of those who mark 9 or 10 minus "
        "share of those who mark 0 to 6.",
    )
    dealer_csi = fields.Float(
        string="CSI, %",
        digits=(6, 1),
        readonly=True,
        aggregator="avg",
        copy=False,
        help="Customer satisfaction: average of the marks, 100 when all are the best.",
    )

    _dealer_event_uniq = models.UniqueIndex(
        "(survey_id, dealer_model, dealer_res_id) WHERE dealer_res_id IS NOT NULL",
        "The customer was asked about this already.",
    )

    def _mark_done(self):
        result = super()._mark_done()
        # sudo: participants have no rights.
        finished = self.sudo().filtered(lambda answer: not answer.test_entry)
        finished.filtered(lambda answer: not answer.dealer_is_scored)._dealer_score()
        return result

    def _dealer_score(self):
        """Keep the marks; who would not recommend us is called."""
        for answer in self:
            if values := answer._prepare_dealer_marks():
                answer.write({"dealer_is_scored": True, **values})
        self.filtered(
            lambda answer: answer.dealer_nps_group == "detractor"
        )._plan_dealer_call()

    def _prepare_dealer_marks(self):
        """Values of the marks, {} when the questionnaire asks for none.

        :return: dict of values
        """
        self.ensure_one()
        lines = self.user_input_line_ids.filtered(
            lambda line: line.answer_type == "scale" and not line.skipped
        )
        values = {}
        for line in lines.filtered(lambda line: line.question_id.dealer_mark == "nps"):
            mark = line.value_scale
            values["dealer_nps_mark"] = mark
            values["dealer_nps_group"] = scores.nps_group(mark)
            values["dealer_nps"] = scores.nps_points(mark)
        csi = scores.csi(
            [
                (
                    line.value_scale,
                    line.question_id.scale_min,
                    line.question_id.scale_max,
                )
                for line in lines
                if line.question_id.dealer_mark == "csi"
            ]
        )
        if csi is not None:
            values["dealer_csi"] = csi
        return values

    def _plan_dealer_call(self):
        """A task until tomorrow for whoever sets it right."""
        today = fields.Date.context_today(self)
        call = self.env.ref("mail.mail_activity_data_call")
        model = self.env["ir.model"]._get_id("res.partner")
        rows = [
            (answer, answer.partner_id, answer._get_dealer_caller())
            for answer in self
            if answer.partner_id.active
        ]
        # sudo: planned by nobody, when a customer finishes the questionnaire.
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": call.id,
                    "res_model_id": model,
                    "res_id": partner.id,
                    "user_id": user.id,
                    "date_deadline": today + timedelta(days=1),
                    "summary": answer.with_context(
                        lang=user.lang
                    )._get_dealer_call_summary(),
                    "note": answer._get_dealer_remarks(),
                }
                for answer, partner, user in rows
                if user
            ]
        )

    def _get_dealer_caller(self):
        """Who calls after a bad mark. Override for a kind of event.

        :return: res.users
        """
        self.ensure_one()
        chosen = self.survey_id.dealer_manager_id
        event = self.env[self.dealer_model] if self.dealer_model else None
        leads = self.env["crm.lead"]
        if self.dealer_model == "crm.lead":
            leads = leads.browse(self.dealer_res_id).exists()
        elif event is not None and "lead_id" in event._fields:
            leads = event.browse(self.dealer_res_id).exists().lead_id
        manager = leads[:1]._get_dealer_manager() if leads else self.env["res.users"]
        leader = self.dealer_user_id.sale_team_id.user_id
        people = (
            chosen | manager | leader | self.dealer_user_id | self.partner_id.user_id
        )
        usable = people.filtered(lambda user: user.active and not user.share)
        return usable[:1] or self._get_dealer_managers()[:1]

    def _get_dealer_managers(self):
        """Managers of the showroom, when nobody else looks after the customer.

        :return: res.users
        """
        root = self.env.ref("base.user_root")
        managers = self.env.ref("dealer_crm.group_dealer_manager").all_user_ids
        return (
            (managers - root)
            .filtered(
                lambda user: (
                    user.active
                    and not user.share
                    and (self.dealer_company_id or user.company_id) in user.company_ids
                )
            )
            .sorted("id")
        )

    def _get_dealer_call_summary(self):
        return self.env._(
            "Would not recommend us (%(mark)s of 10): call and set it right",
            mark=self.dealer_nps_mark,
        )

    def _get_dealer_remarks(self):
        """What the customer wrote in words.

        :return: text, "" when nothing
        """
        lines = self.user_input_line_ids.filtered(
            lambda line: line.answer_type in ("text_box", "char_box")
        )
        return "\n".join(
            f"{line.question_id.title}: {line._get_answer_value()}"
            for line in lines
            if not line.skipped
        )

    def action_dealer_event(self):
        """Open what the customer was asked about.

        :return: window action, False when it does not exist any more
        """
        self.ensure_one()
        if not self.dealer_model:
            return False
        record = self.env[self.dealer_model].browse(self.dealer_res_id).exists()
        return record.get_formview_action() if record else False
