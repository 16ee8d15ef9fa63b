"""To know what is kept: all data of one person in a file which people can read."""

import io
import json
import re
import zipfile

from odoo import api, fields, models

HIDDEN = re.compile("token|password|secret")


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _export(self, partner, reason):
        """All data of a person: for reading, for other systems, and the files.

        :param partner: res.partner
        :param str reason: for the log
        :return: tuple (file name, bytes of a zip with ``person.html``,
            ``person.json`` and ``files/``)
        :raise AccessError: the user is no data protection officer
        """
        self._check_rights()
        people = self._get_people(partner)
        found = self._collect(people)
        sections = self._get_sections(found)
        log = self.env["dealer.privacy.log"]._add(
            "export",
            people[0],
            reason=reason,
            record_count=sum(map(len, found.values())),
        )
        page = self.env["ir.qweb"]._render(
            "dealer_crm.dealer_privacy_person",
            {
                "person": people[0],
                "sections": sections,
                "date": fields.Datetime.context_timestamp(self, log.date),
                "company": self.env.company,
            },
            minimal_qcontext=True,
        )
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("person.html", "<!DOCTYPE html>\n" + str(page))
            archive.writestr("person.json", self._get_json(sections))
            for name, data in self._get_files(found):
                archive.writestr(f"files/{name}", data)
        return f"person-{people[0].id}.zip", stream.getvalue()

    def _get_sections(self, found):
        """What is shown of the records, model by model.

        :return: list of dicts: ``model``, ``title``, ``columns`` (list of tuples (name,
            label)) and ``rows`` (list of dicts name -> (plain value, text))
        """
        policies = self._get_installed_policies()
        sections = []
        for name, records in found.items():
            policy = policies[name]
            columns = self._get_shown_fields(name, policy)
            if columns:
                sections.append(self._prepare_section(records, columns))
        return sections

    def _prepare_section(self, records, columns):
        """The rows of a model for the file which is handed out.

        :param columns: list of pairs (name of a field, label)
        :return: dict
        """
        rows = [
            {
                "id": record.id,
                **{
                    name: self._get_shown_value(record, name)
                    for name, _label in columns
                },
            }
            for record in records
        ]
        return {
            "model": records._name,
            "title": self.env["ir.model"]._get(records._name).name,
            # What is empty everywhere only makes the page wide.
            "columns": [
                (name, label)
                for name, label in columns
                if any(row[name][1] for row in rows)
            ],
            "rows": rows,
        }

    def _get_shown_fields(self, name, policy):
        model = self.env[name]
        shown = policy.show
        if shown is None:
            shown = [
                field.name
                for field in model._fields.values()
                if field.store
                and not field.automatic
                and field.type not in ("binary", "image", "one2many", "json")
                and not HIDDEN.search(field.name)
            ]
        # sudo: labels do not depend on rights.
        labels = model.sudo().fields_get(shown, ["string"])
        return [(field, labels[field]["string"]) for field in shown if field in labels]

    def _get_shown_value(self, record, name):
        """Plain value for other systems, and a text for people."""
        field, value = record._fields[name], record[name]
        if field.relational:
            text = ", ".join(value.mapped("display_name"))
            return text or None, text
        if field.type == "many2one_reference":
            return value or None, str(value or "")
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return value or None, str(labels.get(value, value) or "")
        if field.type == "html":
            text = fields.Html.convert_to_export(field, value, record) or ""
            text = re.sub(r"<[^>]+>", " ", str(text)).strip()
            return text or None, text
        if field.type in ("integer", "float", "monetary"):
            return value, str(value)
        if field.type == "boolean":
            return value, self.env._("yes") if value else self.env._("no")
        if field.type == "datetime" and value:
            local = fields.Datetime.context_timestamp(self, value)
            return value.isoformat(), local.strftime("%Y-%m-%d %H:%M")
        text = str(value) if value else ""
        return text or None, text

    def _get_json(self, sections):
        return json.dumps(
            {
                section["model"]: [
                    {
                        name: value[0] if isinstance(value, tuple) else value
                        for name, value in row.items()
                    }
                    for row in section["rows"]
                ]
                for section in sections
            },
            ensure_ascii=False,
            indent=2,
        )

    def _get_files(self, found):
        """Contents of the person's files.

        :return: generator of tuples (name without a folder, bytes)
        """
        files = found.get("ir.attachment", self.env["ir.attachment"])
        moves = found.get("account.move")
        if moves:
            files |= self._all("ir.attachment").search(
                [
                    ("res_model", "=", "account.move"),
                    ("res_id", "in", moves.ids),
                    ("id", ">", 0),
                ]
            )
        for file in files:
            if file.type == "binary" and file.raw:
                name = re.sub(r"[^\w.\- ]+", "_", file.name or "file")[-100:]
                yield f"{file.id}-{name}", file.raw

    @api.model
    def _is_logged_export(self, model_name):
        """Whether the export of a list of such records is noted in the log.

        :param str model_name: name of a model
        :return: bool
        """
        policy = self._get_policies().get(model_name)
        return bool(policy and policy.show)
