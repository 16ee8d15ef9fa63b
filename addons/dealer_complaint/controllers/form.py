"""What the forms for complaints of customers have in common."""

import hashlib
import re

from odoo.http import request

from ..models.dealer_complaint_intake import MAX_NAME, MAX_TEXT

# Shorter texts say nothing.
MIN_TEXT = 5
FORM_ID = re.compile(r"^[0-9a-f]{32}$")


class ComplaintForm:
    """For controllers: reads a form, refuses in words, hands over what is in order."""

    def _read_form(self, params):
        """The fields of a form, cut to their length.

        :param dict params: what was sent
        :return: dict step, text, reporter, form (str)
        """
        text = str(params.get("text") or "").strip()[:MAX_TEXT]
        form = str(params.get("form") or "")
        if not FORM_ID.match(form):
            # Without a number of the form, its text tells it from others.
            form = hashlib.sha256(text.encode()).hexdigest()[:32]
        return {
            "step": str(params.get("step") or ""),
            "text": text,
            "reporter": str(params.get("reporter") or "").strip()[:MAX_NAME],
            "form": form,
        }

    def _get_steps(self):
        """Steps to choose from.

        :return: list of tuples (value, text)
        """
        field = request.env["dealer.complaint"]._fields["step"]
        return field._description_selection(request.env)

    def _read_photos(self):
        """Photos of the form.

        :return: list of tuples (name, content)
        """
        files = request.httprequest.files.getlist("photos")
        return [(file.filename, file.read()) for file in files if file.filename]

    def _get_sender_key(self):
        # sudo: a hash which names nobody.
        sources = request.env["dealer.intake.source"].sudo()
        return sources._get_keyed_hash(request.httprequest.remote_addr or "")

    def _get_fault(self, wanted, partner, files):
        """What is wrong with a form.

        :param dict wanted: see ``_read_form``
        :param partner: res.partner whose complaint it is
        :param files: see ``_read_photos``
        :return: text, False: nothing
        """
        complaints = request.env["dealer.complaint"]
        if len(wanted["text"]) < MIN_TEXT:
            return request.env._("Please tell us in a few words what happened.")
        if wanted["step"] not in dict(self._get_steps()):
            return request.env._("Please choose what the complaint is about.")
        return complaints._get_photo_fault(files) or complaints._get_intake_limit(
            partner, self._get_sender_key()
        )

    def _take(self, wanted, values, files):
        """Create the complaint.

        :param dict wanted: see ``_read_form``
        :param dict values: company_id, partner_id, source and what it is about
        :param files: see ``_read_photos``
        :return: dealer.complaint with all rights
        """
        partner_id = values["partner_id"]
        return request.env["dealer.complaint"]._take(
            {
                **values,
                "step": wanted["step"],
                "description": wanted["text"],
                "reporter": wanted["reporter"],
            },
            f"{partner_id}:{wanted['form']}",
            self._get_sender_key(),
            files,
        )
