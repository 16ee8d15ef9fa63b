"""A portal which has stopped sending is found before the month's figures are."""

from datetime import timedelta

from odoo import api, fields, models


class DealerIntakeSource(models.Model):
    _name = "dealer.intake.source"
    _inherit = ["dealer.intake.source", "mail.activity.mixin"]

    silence_days = fields.Integer(
        string="Alarm after",
        help="Days without a message after which the team leader gets a task. "
        "0: never.",
    )
    silence_alarm_at = fields.Datetime(readonly=True, copy=False)
    last_message_at = fields.Datetime(
        string="Last Message", compute="_compute_last_message"
    )
    today_count = fields.Integer(string="Today", compute="_compute_last_message")
    is_silent = fields.Boolean(
        string="Silent", compute="_compute_last_message", search="_search_is_silent"
    )

    _silence_days = models.Constraint(
        "CHECK(silence_days >= 0)", "The days until the alarm cannot be negative."
    )

    @api.depends("inbox_ids", "silence_days")
    def _compute_last_message(self):
        messages = self.env["dealer.inbox"]
        last = messages._read_group(
            [("intake_source_id", "in", self.ids)],
            ["intake_source_id"],
            ["create_date:max"],
        )
        today = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        start = today.replace(hour=0, minute=0, second=0, microsecond=0)
        new = messages._read_group(
            [
                ("intake_source_id", "in", self.ids),
                ("create_date", ">=", fields.Datetime.to_string(_as_utc(start))),
            ],
            ["intake_source_id"],
            ["__count"],
        )
        last = {source.id: date for source, date in last}
        new = {source.id: count for source, count in new}
        now = fields.Datetime.now()
        for source in self:
            source.last_message_at = last.get(source.id)
            source.today_count = new.get(source.id, 0)
            since = last.get(source.id) or source.create_date or now
            source.is_silent = bool(
                source.silence_days
                and since < now - timedelta(days=source.silence_days)
            )

    def _search_is_silent(self, operator, value):
        if operator != "in":
            return NotImplemented
        watched = self.search([("silence_days", ">", 0)])
        domain = fields.Domain("id", "in", watched.filtered("is_silent").ids)
        return domain if True in value else ~domain

    @api.model
    def _cron_check_silence(self):
        """Give somebody a task for each source that has fallen silent.

        One task for one silence: a message ends it.
        """
        for source in self.search([("silence_days", ">", 0)]):
            since = source.last_message_at or source.create_date
            told = source.silence_alarm_at
            if not source.is_silent or (told and told >= since):
                continue
            source._alarm_silence(since)

    def _alarm_silence(self, since):
        self.ensure_one()
        user = self._get_silence_user()
        words = self.with_context(lang=user.lang).env
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=words._("No messages from %(name)s", name=self.name),
            note=words._(
                "Nothing has come in since %(date)s. Ask the sender, or see in the "
                "intake whether messages wait in quarantine.",
                date=fields.Date.to_string(since),
            ),
            user_id=user.id,
        )
        self.silence_alarm_at = fields.Datetime.now()

    def _get_silence_user(self):
        """Who looks after a source that has fallen silent.

        :return: res.users
        """
        # sudo: the intake does not see who works in which of the other showrooms.
        source = self.sudo()
        managers = source.env.ref("dealer_crm.group_dealer_manager").all_user_ids
        managers = managers.filtered(
            lambda user: not user.share and source.company_id in user.company_ids
        )
        user = source.team_id.user_id or managers[:1]
        return user.with_env(self.env) or self.env.user


def _as_utc(moment):
    return (moment - moment.utcoffset()).replace(tzinfo=None)
