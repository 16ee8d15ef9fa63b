"""A Word document of a template, checked when it is saved."""

import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import letters
from ..tools.package import MAX_FILE, PackageError

# More than these a reader does not mend at once.
MAX_FAULTS = 10


class DealerLetterFile(models.Model):
    _name = "dealer.letter.file"
    _description = "Word Document of a Letter"
    _order = "template_id, sequence, id"
    _rec_name = "filename"

    template_id = fields.Many2one(
        comodel_name="dealer.letter.template",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    lang_id = fields.Many2one(
        comodel_name="res.lang",
        string="Language",
        required=True,
        ondelete="restrict",
        context={"active_test": False},
        default=lambda self: self.env["res.lang"].search(
            [("code", "=", self.env.lang or "en_US")], limit=1
        ),
        help="Of the customers who get this document. Others get the first one.",
    )
    content = fields.Binary(string="Word Document", required=True, attachment=True)
    filename = fields.Char()

    _lang_uniq = models.UniqueIndex(
        "(template_id, lang_id)",
        "The template has a document in this language already: replace that one.",
    )

    def _get_content(self):
        """The document as bytes."""
        self.ensure_one()
        # sudo: whoever may write with the template reads its file.
        return base64.b64decode(self.sudo().with_context(bin_size=False).content)

    @api.constrains("content", "template_id")
    def _check_content(self):
        for file in self:
            file._check_faults()

    def _check_faults(self):
        """Refuse what cannot be filled, and say what is wrong and where.

        :raise ValidationError: with all faults
        """
        content = self._get_content()
        try:
            faults = letters.find_faults(content, self.template_id._get_schema())
        except PackageError as error:
            raise ValidationError(self._describe_package(error)) from error
        if faults:
            lines = [
                f"{self._describe_place(place)}: {self._describe_fault(fault)}"
                for place, fault in faults[:MAX_FAULTS]
            ]
            raise ValidationError(
                self.env._(
                    "The document %(file)s cannot be used yet:",
                    file=self.filename or self.lang_id.name,
                )
                + "\n"
                + "\n".join(lines)
            )

    # === IN WORDS === #

    def _describe_package(self, error):
        """Why a file is refused.

        :param error: tools.package.PackageError
        :return: text
        """
        if error.code == "too_big":
            return self.env._(
                "The document is too big: at most %(size)s MB, and no longer than a "
                "letter. Make its pictures smaller.",
                size=MAX_FILE // 1024 // 1024,
            )
        if error.code == "active":
            return self.env._(
                "The document contains something that loads or runs other things "
                "(%(what)s). Take it out, or copy the text into a new document.",
                what=error.detail,
            )
        if error.code == "broken":
            return self.env._(
                "The document is damaged (%(part)s). Open and save it again in Word.",
                part=error.detail,
            )
        return self.env._(
            "This is not a Word document. Save it in Word as “Word document (.docx)”, "
            "without macros."
        )

    def _describe_place(self, place):
        """Where something stands.

        :param place: tools.places.Place
        :return: text
        """
        parts = {
            "header": self.env._("Header"),
            "footer": self.env._("Footer"),
            "footnotes": self.env._("Footnotes"),
            "hidden": self.env._(
                "Outside the text (a picture's description, or the "
                "properties of the file)"
            ),
        }
        where = [parts[place.part]] if place.part in parts else []
        if place.table:
            where.append(
                self.env._(
                    "table %(table)s, row %(row)s, cell %(cell)s",
                    table=place.table,
                    row=place.row,
                    cell=place.cell,
                )
            )
        if place.paragraph:
            where.append(self.env._("paragraph %(number)s", number=place.paragraph))
        text = place.text.strip()
        if text:
            where.append(f"“{text[:60]}{'…' if len(text) > 60 else ''}”")
        return ", ".join(where)

    def _describe_fault(self, fault):
        """What is wrong.

        :param fault: tools.language.Fault
        :return: text
        """
        name, hint = fault.name, fault.hint
        if fault.code == "unknown" and hint:
            return self.env._(
                "there is no field %(name)s. Is %(hint)s meant?", name=name, hint=hint
            )
        if fault.code == "group" and hint:
            return self.env._(
                "%(name)s has several fields: name one of them, for example %(hint)s.",
                name=name,
                hint=hint,
            )
        texts = {
            "unknown": self.env._("there is no field %(name)s.", name=name),
            "list": self.env._(
                "%(name)s is a list: repeat a row with {%%tr for row in %(name)s %%}.",
                name=name,
            ),
            "text": self.env._(
                "%(name)s is a single field: nothing can be taken from it.", name=name
            ),
            "forbidden": self.env._(
                "%(name)s is not allowed. Templates may name fields, and use for, if, "
                "elif, else.",
                name=name,
            ),
            "unclosed": self.env._("%(name)s has no end.", name=name),
            "unopened": self.env._("%(name)s has no beginning.", name=name),
            "depth": self.env._("too many lists within lists."),
        }
        return texts.get(fault.code) or self.env._(
            "cannot be read: %(reason)s.", reason=name
        )
