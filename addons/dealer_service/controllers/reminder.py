"""Answers to reminders: the links in the letters."""

from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route

MAX_BYTES = 4096
ANSWERS = ("book", "stop", "sold")


class DealerServiceReminderPage(Controller):
    @route(
        "/dealer/service/reminder/<string:token>/<string:answer>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
    )
    def dealer_reminder(self, token, answer, **_params):
        """Ask for a click: programs which look through mails open links, too.

        404 for a token which is not valid or too old.
        """
        reminder = self._find(token, answer)
        if answer == "book" and self._can_book(reminder):
            return request.redirect(f"/dealer/service/book/{token}")
        return self._render(reminder, answer, done=False)

    @route(
        "/dealer/service/reminder/<string:token>/<string:answer>",
        type="http",
        auth="public",
        methods=["POST"],
        max_content_length=MAX_BYTES,
        readonly=False,
    )
    def dealer_reminder_answer(self, token, answer, **_params):
        """Do what the customer has confirmed. 404 as above."""
        reminder = self._find(token, answer)
        reminder._answer(answer)
        return self._render(reminder, answer, done=True)

    def _find(self, token, answer):
        reminder = request.env["dealer.service.reminder"]._find_by_token(token)
        if not reminder or answer not in ANSWERS:
            raise NotFound
        lang = reminder.partner_id.lang
        return reminder.with_context(lang=lang) if lang else reminder

    def _can_book(self, reminder):
        """Whether a workshop offers times; otherwise somebody calls the customer."""
        # sudo: whether there are bays is no secret.
        bays = request.env["dealer.service.resource"].sudo()
        return bool(bays.search_count([("kind", "=", "bay")], limit=1))

    def _render(self, reminder, answer, done):
        values = {
            "reminder": reminder,
            "answer": answer,
            "done": done,
            "company": reminder._get_company(),
        }
        # The page speaks the customer's language, not that of the browser.
        request.update_context(**reminder.env.context)
        return request.render("dealer_service.reminder_page", values)
