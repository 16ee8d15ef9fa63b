import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer_crm.tools import json_lead, keys

from ..tools import rows


class DealerImportKindLead(models.AbstractModel):
    """People are recognised as by the import of customers; what they want is a lead."""

    _name = "dealer.import.kind.lead"
    _inherit = "dealer.import.kind.customer"
    _description = "Import of Leads"

    @api.model
    def _get_help(self):
        return self.env._(
            "One request in each row: a name, a phone or an e-mail address, and what "
            "the person wants. Known customers are recognised. Whoever has an open "
            "lead from another source keeps it: the row is noted there."
        )

    @api.model
    def _get_models(self):
        return ["res.partner", "crm.lead"]

    @api.model
    def _check_start(self, job):
        res = super()._check_start(job)
        if not job.intake_source_id:
            raise UserError(
                self.env._(
                    "Choose the intake source for which the leads count. If there is "
                    "none, make one in Configuration > Intake Sources."
                )
            )
        if job.intake_source_id.company_id != job.company_id:
            raise UserError(
                self.env._("The intake source belongs to another showroom.")
            )
        return res

    @api.model
    def _import(self, job, todo):
        results = [None] * len(todo)
        identities = [self._get_identity(row) for row in todo]
        values = self._prepare_all(todo, identities, results)
        known = self._find_known(job, todo, identities)
        firsts = self._join(identities, known, todo, results)
        self._leave_out(job, todo, known, firsts, results)
        messages, items = self._store_rows(job, todo, identities, results)
        partners = self._take_partners(values, known, firsts, results)
        self._take_leads(job, todo, messages, items, partners, results)
        return results

    @api.model
    def _leave_out(self, job, todo, known, firsts, results):
        """Note results of rows which make no lead; a kind of list may have reasons.

        :param job: dealer.import
        :param todo: list of tools.rows.Row
        :param known: list of res.partner, each one or empty
        :param firsts: list of places: the first row of the same new person
        :param list results: of tools.rows.Result or None; changed
        """

    # === MESSAGES === #

    def _store_rows(self, job, todo, identities, results):
        """Keep each row in the intake, as it would have come by a web form.

        :return: tuple of dicts place -> dealer.inbox, place -> prospect
        """
        inbox = self.env["dealer.inbox"]
        documents, places, items = {}, {}, {}
        for place, row in enumerate(todo):
            if results[place]:
                continue
            document = self._prepare_document(job, row, identities[place])
            payload = json.dumps(document, ensure_ascii=False).encode()
            (items[place],) = json_lead.parse(payload)
            number = f"{job.source}|{document['id']}"
            if number in documents:
                text = self.env._("The same request is in the file already.")
                results[place] = rows.Result("unchanged", text=text)
                continue
            documents[number] = payload
            places[number] = place
        made, before = inbox._store_batch(job.intake_source_id, documents)
        for number, message in before.items():
            text = self.env._("Imported before.")
            results[places[number]] = rows.Result(
                "unchanged", message.lead_ids[:1].id, text
            )
        return {places[number]: message for number, message in made.items()}, items

    @api.model
    def _prepare_document(self, job, row, identity):
        """A row as a JSON lead.

        :param job: dealer.import
        :param row: tools.rows.Row
        :param dict identity: as ``_get_identity`` returns it
        :return: dict, schema in ``dealer_crm/tools/json_lead.py``
        """
        phones = [row.get("phone"), row.get("phone2")]
        return {
            "id": row.get("lead_number") or row.key,
            "source": job.source,
            "customer": {
                "name": identity["name"] or None,
                "phones": list(filter(None, phones)),
                "email": row.get("email"),
                "address": {
                    "street": row.get("street"),
                    "city": row.get("city"),
                    "postalcode": row.get("zip"),
                    "country": row.get("country"),
                },
            },
            "vehicle": self._prepare_car(row),
            "trade_in": {"model": row.get("trade_in")},
            "comments": "\n".join(filter(None, self._get_comments(row))),
        }

    def _prepare_car(self, row):
        """The wanted car as the intake understands it.

        :param row: tools.rows.Row
        :return: dict, see ``dealer_crm.tools.json_lead``
        """
        make, model = row.get("make"), row.get("model")
        if not make and row.get("car"):
            make, _space, model = row.get("car").partition(" ")
        price = row.get("budget")
        return {
            "make": make,
            "model": model,
            "year": row.get("year"),
            "vin": row.get("vin"),
            "price": f"{price:f}" if price else None,
        }

    def _get_comments(self, row):
        day = row.get("request_date")
        asked = day and self.env._("Asked on %s", fields.Date.to_string(day))
        return [row.get("comment"), asked]

    # === RECORDS === #

    def _take_partners(self, values, known, firsts, results):
        """Customers of the rows which make leads, new ones created.

        :return: dict place -> res.partner
        """
        places = [place for place, result in enumerate(results) if not result]
        new = [place for place in places if not known[place]]
        heads = list(dict.fromkeys(firsts[place] for place in new))
        created = self._create_partners([self._get_own(values[head]) for head in heads])
        by_head = dict(zip(heads, created, strict=True))
        partners = {}
        for place in places:
            partners[place] = known[place] or by_head[firsts[place]]
            if known[place]:
                missing = self._get_missing(known[place], self._get_own(values[place]))
                missing.pop("is_company", None)
                if missing:
                    known[place].write(missing)
        return partners

    def _get_own(self, vals):
        """Values of the person; note and salesperson of a row belong to the lead."""
        return {
            name: value
            for name, value in vals.items()
            if name not in ("comment", "user_id")
        }

    def _take_leads(self, job, todo, messages, items, partners, results):
        """Make the leads, or note rows on the leads which people have already."""
        everyone = self.env["res.partner"].union(*partners.values())
        others = self.env["dealer.inbox"]._find_leads_of_other_sources(
            job.intake_source_id, everyone
        )
        managers = self._find_managers(todo)
        new, taken = [], []
        for place, message in messages.items():
            message = message.with_env(self.env)
            lead = self._get_open_lead(others, partners[place])
            if lead:
                message._complete_lead(lead, items[place])
                taken.append((message, lead, items[place], False))
                text = self.env._("Noted on the open lead %s", lead.name)
                results[place] = rows.Result("updated", lead.id, text)
            else:
                new.append(place)
        vals_list = [
            self._prepare_lead_vals(
                job,
                todo[place],
                messages[place],
                items[place],
                partners[place],
                managers,
            )
            for place in new
        ]
        leads = self.env["crm.lead"].with_context(dealer_assign_later=True)
        # Asked once, not for each lead.
        team = job.intake_source_id.team_id
        stage = leads._stage_find(team_id=team.id, domain=[("fold", "=", False)])
        for vals in vals_list:
            vals.setdefault("stage_id", stage.id)
        for place, lead in zip(new, leads.create(vals_list), strict=True):
            results[place] = rows.Result("created", lead.id)
            taken.append((messages[place], lead, items[place], True))
        self.env["dealer.inbox"]._note_batch(taken)

    @api.model
    def _get_open_lead(self, others, partner):
        """The lead on which a row is noted instead of making a new one.

        :param dict others: res.partner -> crm.lead of other sources
        :param partner: res.partner
        :return: crm.lead or an empty recordset
        """
        return others.get(partner, self.env["crm.lead"])

    @api.model
    def _prepare_lead_vals(self, job, row, message, item, partner, managers):
        """Values of a lead: those which the intake gives it, and the salesperson.

        :param job: dealer.import
        :param row: tools.rows.Row
        :param message: dealer.inbox which keeps the row
        :param dict item: prospect as ``tools.json_lead`` returns it
        :param partner: res.partner, the customer
        :param dict managers: key of a name or login -> res.users
        :return: dict for ``crm.lead.create``
        """
        vals = message.with_env(self.env)._prepare_lead_vals(item, partner)
        if row.get("manager"):
            vals["user_id"] = managers[keys.name_key(row.get("manager"))].id
        return vals
