from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.merge_rows import MAX_CONTACTS


class DealerMergeWizard(models.TransientModel):
    _name = "dealer.merge.wizard"
    _description = "Merge Contacts"

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Contacts",
        required=True,
        context={"active_test": False},
    )
    target_id = fields.Many2one(
        comodel_name="res.partner",
        string="Stays",
        required=True,
        domain="[('id', 'in', partner_ids)]",
        help="Everything of the others moves to this contact. Proposed: the one with "
        "the most documents, then the oldest.",
    )
    line_ids = fields.One2many(
        comodel_name="dealer.merge.wizard.line",
        inverse_name="wizard_id",
        string="Different Values",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    @api.model
    def default_get(self, fields):
        """Take the selected contacts and propose which one stays."""
        values = super().default_get(fields)
        ids = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") == "res.partner":
            partners = self.env["res.partner"].browse(ids).exists()
            if not 1 < len(partners) <= MAX_CONTACTS:
                raise UserError(
                    self.env._(
                        "Select two to %(number)s contacts in the list, then choose "
                        "the action again.",
                        number=MAX_CONTACTS,
                    )
                )
            values["partner_ids"] = [Command.set(partners.ids)]
            values["target_id"] = self._propose_target(partners).id
        return values

    @api.model
    def _propose_target(self, partners):
        """The contact with the most documents; of equal ones the oldest.

        :param partners: res.partner records
        :return: res.partner
        """
        counts = self._count_documents(partners)
        return partners.sorted(
            lambda partner: (
                not partner.user_ids,
                not partner.active,
                -counts.get(partner.id, 0),
                partner.id,
            )
        )[:1]

    @api.model
    def _count_documents(self, partners):
        """How many records belong to each contact.

        :param partners: res.partner records
        :return: dict id -> number
        """
        documents = self._get_document_fields()
        partners.flush_recordset()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, sum(number)::int FROM (%s) item GROUP BY 1",
                SQL(" UNION ALL ").join(
                    SQL(
                        "SELECT %s AS partner_id, count(*) AS number FROM %s"
                        " WHERE %s IN %s GROUP BY 1",
                        SQL.identifier(name),
                        SQL.identifier(self.env[model]._table),
                        SQL.identifier(name),
                        tuple(partners.ids),
                    )
                    for model, name in documents
                ),
            )
        )
        return dict(rows)

    @api.model
    def _get_document_fields(self):
        """Links which make a contact the one that stays; addons append theirs.

        :return: list of tuples (model, name of a many2one field)
        """
        documents = [
            ("dealer.vehicle.ownership", "partner_id"),
            ("crm.lead", "partner_id"),
        ]
        for model in ("sale.order", "account.move"):
            if model in self.env:
                documents.append((model, "partner_id"))
        return documents

    @api.model
    def _get_compared_fields(self):
        """Fields of a contact which are shown side by side; addons append theirs.

        :return: list of names
        """
        return [
            "name",
            "phone",
            "email",
            "street",
            "street2",
            "zip",
            "city",
            "state_id",
            "country_id",
            "vat",
            "company_registry",
            "ref",
            "function",
            "website",
            "lang",
            "user_id",
        ]

    @api.depends("partner_ids", "target_id")
    def _compute_line_ids(self):
        for wizard in self:
            lines = [Command.clear()]
            target = wizard.target_id._origin
            for source in wizard.partner_ids._origin - target if target else []:
                for name in self._get_compared_fields():
                    if target[name] and source[name] and target[name] != source[name]:
                        lines.append(
                            Command.create({"field_name": name, "source_id": source.id})
                        )
            wizard.line_ids = lines

    @api.depends("partner_ids")
    def _compute_summary(self):
        for wizard in self:
            partners = wizard.partner_ids._origin
            counts = wizard._count_documents(partners) if partners else {}
            wizard.summary = self.env["ir.qweb"]._render(
                "dealer_crm.dealer_merge_wizard_summary",
                {
                    "partners": [
                        (partner, counts.get(partner.id, 0)) for partner in partners
                    ]
                },
                minimal_qcontext=True,
            )

    def action_merge(self):
        """Merge the contacts as chosen and open the one that stays.

        :return: window action
        :raise UserError: they cannot be merged
        """
        self.ensure_one()
        partners = self.partner_ids
        if self.target_id not in partners:
            raise UserError(self.env._("Choose which of the selected contacts stays."))
        self.env["dealer.merge"]._merge(
            self.target_id, partners - self.target_id, self._prepare_values()
        )
        return self.target_id._get_records_action()

    def _prepare_values(self):
        """Values which the contact that stays takes over from another one.

        :return: dict for ``write``
        """
        values = {}
        for line in self.line_ids.filtered("use_other"):
            name = line.field_name
            # The names come from the client.
            if name not in self._get_compared_fields():
                continue
            if line.source_id not in self.partner_ids:
                continue
            if name in values:
                raise UserError(
                    self.env._(
                        "Take %(field)s from one contact only.", field=line.label
                    )
                )
            field = line.source_id._fields[name]
            values[name] = field.convert_to_write(line.source_id[name], line.source_id)
        return values
