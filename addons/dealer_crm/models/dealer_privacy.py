"""What belongs to a person: found by the links of every model, not by a list."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools import privacy

# Texts in which something personal can stand.
TEXT_TYPES = {"char", "text", "html", "json", "properties"}


class DealerPrivacy(models.AbstractModel):
    _name = "dealer.privacy"
    _description = "Personal Data"

    # === POLICIES === #

    @api.model
    def _get_policies(self):
        """How the personal data of each model are treated; addons add theirs.

        Every model of the suite and every model with a link to a contact has to be
        named here (a test looks for those which are not). Models which are not
        installed may be named.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            **self._get_policies_of_contacts(),
            **self._get_policies_of_accounts(),
            **self._get_policies_of_sales(),
            **self._get_policies_of_test_drives(),
            **self._get_policies_of_appraisals(),
            **self._get_policies_of_calls(),
            **self._get_policies_of_cars(),
            **self._get_policies_of_intake(),
            **self._get_policies_of_documents(),
            **self._get_policies_of_messages(),
            **self._get_policies_of_followers(),
            **self._get_policies_of_books(),
            **self._get_policies_of_system(),
        }

    @api.model
    def _get_installed_policies(self):
        """Policies of the models which are there.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            name: policy
            for name, policy in self._get_policies().items()
            if name in self.env
        }

    @api.model
    def _get_person_links(self, model_name):
        """Stored links of a model to contacts, besides many2many.

        :param str model_name: name of a model
        :return: list of field names
        """
        return [
            field.name
            for field in self.env[model_name]._fields.values()
            if field.type == "many2one"
            and field.comodel_name == "res.partner"
            and field.store
            and not field.inherited
        ]

    @api.model
    def _find_untreated(self):
        """Models with personal data for which nobody has said what becomes of them.

        Personal are: stored links to contacts, texts named like an address, and each
        model of the suite. Of models which are erased, and of those of the suite,
        every text has to be classified.

        :return: list of names of models, and of ``model.field``
        """
        policies = self._get_installed_policies()
        missing = []
        for name in sorted(self.env.registry.models):
            model = self.env[name]
            if model._abstract or not model._auto or model._transient:
                continue
            policy = policies.get(name)
            if policy is None:
                if self._is_personal(model):
                    missing.append(name)
            elif policy.treatment == "erase" or (
                name.startswith("dealer.") and policy.treatment == "none"
            ):
                missing += [
                    f"{name}.{field.name}"
                    for field in model._fields.values()
                    if self._needs_class(field) and not policy.is_classified(field.name)
                ]
        return missing

    def _is_personal(self, model):
        if model._name.startswith("dealer."):
            return True
        marks = ("email", "phone", "mobile", "partner_name", "contact_name", "street")
        return any(
            field.comodel_name == "res.partner"
            or (field.type in TEXT_TYPES and any(mark in field.name for mark in marks))
            for field in model._fields.values()
            if field.store and not field.inherited
        )

    def _needs_class(self, field):
        return (
            field.type in TEXT_TYPES
            and field.store
            and not field.inherited
            and not field.translate
        )

    # === PEOPLE === #

    @api.model
    def _check_rights(self):
        """Only data protection officers handle personal data as a whole.

        :raise AccessError: the user is none
        """
        if not self.env.su and not self.env.user.has_group(
            "dealer_crm.group_dealer_privacy"
        ):
            raise AccessError(
                self.env._(
                    "Personal data are handed out and erased by the data protection "
                    "officer of the dealership. Ask an administrator who that is."
                )
            )

    @api.model
    def _get_people(self, partner):
        """The person with all contacts which are the same person.

        :param partner: res.partner
        :return: res.partner in sudo: the survivor of merges first, then those merged
            into it, and addresses below it
        :raise UserError: not a customer
        """
        # sudo: the rights have been checked; merged and other companies' ones count.
        survivor = partner.sudo().with_context(active_test=False)
        while survivor.dealer_merged_into_id:
            survivor = survivor.dealer_merged_into_id
        if survivor.is_company:
            raise UserError(
                self.env._(
                    "%(name)s is a company. Personal data belong to people: choose its "
                    "contact person.",
                    name=survivor.display_name,
                )
            )
        people = last = survivor
        while last:
            last = survivor.search(
                Domain("dealer_merged_into_id", "in", last.ids)
                # Contacts below are other people, addresses are not.
                | Domain("parent_id", "in", last.ids) & Domain("type", "!=", "contact")
            )
            last -= people
            people |= last
        return people

    # === COLLECTING === #

    @api.model
    def _collect(self, people):
        """Everything that belongs to a person.

        :param people: res.partner as ``_get_people`` returns them
        :return: dict model name -> records in sudo, in the order of the policies
        """
        self.env.flush_all()
        policies = self._get_installed_policies()
        found = {"res.partner": people}
        contact = self._get_contact_keys(people)
        for name, policy in policies.items():
            if name != "res.partner":
                found[name] = self._find_linked(name, policy, people, contact)
        for name, records in self._find_further(people, found).items():
            found[name] |= records
        documents = {
            name: records
            for name, records in found.items()
            if policies[name].has and records
        }
        for name, policy in policies.items():
            if policy.document:
                found[name] |= self._find_on_documents(name, policy, documents)
        self._add_files(found)
        return {name: found[name] for name in policies if found[name]}

    def _all(self, name):
        # sudo: the rights have been checked; everything of the person is looked for,
        # archived and in every showroom.
        return self.env[name].sudo().with_context(active_test=False)

    def _get_contact_keys(self, people):
        """E-mail addresses and telephone numbers as stock stores them."""
        return {
            "email": [email for email in people.mapped("email_normalized") if email],
            "phone": [phone for phone in people.mapped("phone_sanitized") if phone],
        }

    def _find_linked(self, name, policy, people, contact):
        links = policy.links
        model = self._all(name)
        if links is None:
            links = self._get_person_links(name)
        links = [link for link in links if link.split(".")[0] in model._fields]
        domain = Domain.OR(Domain(link, "in", people.ids) for link in links)
        unlinked = Domain.AND(Domain(link, "=", False) for link in links)
        for field_name, kind in policy.contact:
            if contact[kind] and field_name in model._fields:
                domain |= unlinked & Domain(field_name, "in", contact[kind])
        if name == "ir.attachment":
            # Names the field, else files of fields are left out.
            domain &= Domain("id", ">", 0)
        return model.browse() if domain.is_false() else model.search(domain)

    def _find_on_documents(self, name, policy, documents):
        model_field, id_field = policy.document
        model = self._all(name)
        kinds = ("all",) if name == "ir.attachment" else ("all", "messages")
        policies = self._get_installed_policies()
        parts = [
            Domain(model_field, "=", document) & Domain(id_field, "in", records.ids)
            for document, records in documents.items()
            if policies[document].has in kinds and document != name
        ]
        if not parts:
            return model.browse()
        domain = Domain.OR(parts)
        if name == "ir.attachment":
            domain &= Domain("id", ">", 0)
        return model.search(domain)

    def _add_files(self, found):
        """Files sent with messages which are not on one of the documents."""
        messages = found.get("mail.message")
        if messages:
            kept = [
                name
                for name, policy in self._get_installed_policies().items()
                if policy.has == "messages"
            ]
            found["ir.attachment"] |= messages.attachment_ids.filtered(
                lambda file: file.res_model not in kept
            )
            if "mail.mail" in found:
                found["mail.mail"] |= self._all("mail.mail").search(
                    [("mail_message_id", "in", messages.ids)]
                )

    @api.model
    def _find_further(self, people, found):
        """Records which name the person without a link; addons add theirs.

        :param people: res.partner
        :param dict found: what was found by links so far
        :return: dict model name -> records
        """
        traces = self._get_traces(people, found)
        waiting = self._all("dealer.inbox").search(
            [("state", "in", ("pending", "quarantine"))]
        )
        mails = self._all("mail.mail")
        to_person = Domain.OR(
            Domain(name, "ilike", email)
            for name in ("email_to", "email_cc")
            for email in traces.emails
        )
        return {
            "mail.mail": mails if to_person.is_false() else mails.search(to_person),
            "dealer.inbox": waiting.filtered(
                lambda row: (
                    traces.find(row.payload_text) or traces.find(row.repaired_payload)
                )
            ),
        }

    # === TRACES === #

    @api.model
    def _get_traces(self, people, found):
        """Texts by which the person, and nobody else, can be recognised.

        What another contact shares (a family's number, a common name) is no trace.

        :param people: res.partner
        :param dict found: as ``_collect`` returns it
        :return: tools.privacy.Traces
        """
        leads = found.get("crm.lead", self.env["crm.lead"])
        names = [*people.mapped("name"), *leads.mapped("contact_name")]
        phones = [*people.mapped("phone"), *leads.mapped("phone")]
        emails = [*people.mapped("email"), *leads.mapped("email_from")]
        traces = privacy.traces(names, phones, emails)
        others = self._all("res.partner").search(
            Domain("id", "not in", people.ids)
            & Domain.OR(
                [
                    Domain("name", "in", list(traces.names)),
                    Domain("dealer_email_key", "in", list(traces.emails)),
                    Domain(
                        "dealer_phone_key",
                        "in",
                        [key for key in people.mapped("dealer_phone_key") if key],
                    ),
                ]
            )
        )
        shared = privacy.traces(
            others.mapped("name"), others.mapped("phone"), others.mapped("email")
        )
        return privacy.Traces(
            traces.names - shared.names,
            traces.phones - shared.phones,
            traces.emails - shared.emails,
        )
