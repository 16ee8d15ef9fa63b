from odoo import api, models

from odoo.addons.dealer_crm.tools import keys

from ..tools import rows, same

COPIED = {
    "email": "email",
    "street": "street",
    "city": "city",
    "zip": "zip",
    "vat": "vat",
    "number": "ref",
    "birthdate": "dealer_birthdate",
}
COMPANY_WORDS = {"1", "true", "yes", "y", "да", "是", "юр", "company", "legal", "公司"}
COMPANY_MARKS = ("юр", "организ", "компан", "企业", "公司", "单位", "legal", "company")
# What people write instead of the official names.
SHORT_COUNTRIES = {
    "RU": "Russia Россия РФ 俄罗斯",
    "CN": "China Китай КНР 中国",
    "BY": "Belarus Беларусь Белоруссия РБ",
    "KZ": "Kazakhstan Казахстан РК",
}


class DealerImportKindCustomer(models.AbstractModel):
    _name = "dealer.import.kind.customer"
    _inherit = "dealer.import.kind"
    _description = "Import of Customers"

    @api.model
    def _get_help(self):
        return self.env._(
            "One customer in each row: a name, a phone or an e-mail address. Known "
            "customers are recognised; only what they lack is added to them."
        )

    @api.model
    def _get_required(self):
        return [("name", "last_name", "first_name", "phone", "email")]

    @api.model
    def _get_models(self):
        return ["res.partner"]

    @api.model
    def _import(self, job, todo):
        results = [None] * len(todo)
        identities = [self._get_identity(row) for row in todo]
        values = self._prepare_all(todo, identities, results)
        known = self._find_known(job, todo, identities)
        firsts = self._join(identities, known, todo, results)
        new = [
            place
            for place, row in enumerate(todo)
            if not results[place] and not known[place] and firsts[place] == place
        ]
        created = self._create_partners([values[place] for place in new])
        partners = dict(zip(new, created, strict=True))
        for place, first in enumerate(firsts):
            if place in partners:
                results[place] = rows.Result("created", partners[place].id)
            elif not results[place]:
                partner = known[place] or partners[first]
                results[place] = self._complete(partner, values[place])
        self._add_numbers(todo, results)
        return results

    def _add_numbers(self, todo, results):
        for row, result in zip(todo, results, strict=True):
            if row.get("number") and result.record_id:
                result.keys = (f"id:{row.get('number')}",)

    # === VALUES === #

    def _prepare_all(self, todo, identities, results):
        """Values of all rows; notes results of those which are rejected."""
        managers = self._find_managers(todo)
        countries = self._find_countries(todo)
        prepared = []
        for place, (row, identity) in enumerate(zip(todo, identities, strict=True)):
            try:
                self._check_row(row, identity, managers)
            except rows.RejectedError as error:
                results[place] = rows.Result("rejected", text=str(error))
                prepared.append({})
                continue
            prepared.append(
                self._prepare_partner_vals(row, identity, managers, countries)
            )
        return prepared

    def _check_row(self, row, identity, managers):
        if not any(identity.values()):
            raise rows.RejectedError(
                self.env._("The row has neither a name nor a phone nor an e-mail.")
            )
        if identity["email"] and not keys.email_key(identity["email"]):
            raise rows.RejectedError(
                self.env._(
                    "“%(email)s” is no e-mail address.", email=identity["email"][:60]
                )
            )
        if row.get("manager") and keys.name_key(row.get("manager")) not in managers:
            raise rows.RejectedError(
                self.env._(
                    "There is no user %(name)s. Create the user, or leave the column "
                    "of managers out.",
                    name=row.get("manager")[:60],
                )
            )

    @api.model
    def _prepare_partner_vals(self, row, identity, managers, countries):
        """Values of a new customer.

        :param row: tools.rows.Row
        :param dict identity: as ``_get_identity`` returns it
        :param dict managers: key of a name or login -> res.users
        :param dict countries: key of a name or code -> res.country
        :return: dict for ``res.partner.create``
        """
        vals = {field: row.get(code) for code, field in COPIED.items() if row.get(code)}
        vals["name"] = identity["name"] or identity["phone"] or identity["email"]
        if identity["phone"]:
            vals["phone"] = identity["phone"]
        if row.get("manager"):
            vals["user_id"] = managers[keys.name_key(row.get("manager"))].id
        if row.get("country"):
            vals["country_id"] = self._get_country(row, countries)
        if self._is_company(row.get("is_company")):
            vals["is_company"] = True
        comment = [row.get("comment")]
        if row.get("phone") and row.get("phone2"):
            comment.append(row.get("phone2"))
        if any(comment):
            vals["comment"] = "\n".join(filter(None, comment))
        return vals

    def _get_country(self, row, countries):
        """Id of the country; a customer is not refused for its sake."""
        text = row.get("country")
        country = countries.get(keys.name_key(text))
        if not country:
            row.notes.append(
                self.env._("There is no country %(name)s.", name=text[:60])
            )
        return country.id if country else False

    def _is_company(self, text):
        text = (text or "").lower()
        return text in COMPANY_WORDS or any(mark in text for mark in COMPANY_MARKS)

    def _find_managers(self, todo):
        """Users by login and by name."""
        if not any(row.get("manager") for row in todo):
            return {}
        users = self.env["res.users"].search_fetch(
            [("share", "=", False)], ["login", "name"], order="id desc"
        )
        return {
            keys.name_key(text): user
            for user in users
            for text in (user.name, user.login)
        }

    def _find_countries(self, todo):
        if not any(row.get("country") for row in todo):
            return {}
        found = {}
        countries = self.env["res.country"].search([("code", "!=", False)])
        for lang, _name in self.env["res.lang"].get_installed():
            for country in countries.with_context(lang=lang):
                found[keys.name_key(country.name)] = country
                found[keys.name_key(country.code)] = country
        by_code = {country.code: country for country in countries}
        for code, names in SHORT_COUNTRIES.items():
            for name in names.split():
                found[keys.name_key(name)] = by_code[code]
        return found

    # === WHO IS WHO === #

    def _find_known(self, job, todo, identities):
        """Customers who are there already; notes those who may be."""
        numbers = [row.get("number") or "" for row in todo]
        by_number = self._find_numbers(job, numbers)
        known = []
        for row, number, (sure, doubtful) in zip(
            todo, numbers, self._recognise(identities), strict=True
        ):
            known.append(by_number.get(number) or sure)
            if not known[-1] and doubtful:
                row.notes.append(
                    self.env._(
                        "A new customer, who has the phone of %(name)s: compare them.",
                        name=doubtful.name,
                    )
                )
        return known

    def _join(self, identities, known, todo, results):
        """For each row the first one of the same new person.

        :return: list of places
        """
        firsts, by_key = [], {}
        for place, identity in enumerate(identities):
            firsts.append(place)
            if known[place] or results[place]:
                continue
            phone, email, name = self._get_keys(identity)
            number = todo[place].get("number")
            candidates = [
                *((other, True) for other in by_key.get(("number", number), ())),
                *((other, True) for other in by_key.get(("email", email), ())),
                *((other, False) for other in by_key.get(("phone", phone), ())),
            ]
            for (other, other_name), is_sure in candidates:
                if is_sure or same.names_agree(name, other_name):
                    firsts[place] = firsts[other]
                    break
            for key in (("number", number), ("email", email), ("phone", phone)):
                if key[1]:
                    by_key.setdefault(key, []).append((place, name))
        return firsts

    # === RECORDS === #

    def _create_partners(self, vals_list):
        # Without parents there is nothing to be synchronised between contacts.
        partners = self.env["res.partner"].with_context(_partners_skip_fields_sync=True)
        return partners.create(vals_list)

    def _complete(self, partner, vals):
        missing = self._get_missing(partner, vals)
        missing.pop("is_company", None)
        if not missing:
            return rows.Result(
                "unchanged", partner.id, self.env._("Known: %s", partner.name)
            )
        partner.write(missing)
        text = self.env._("Known: %s", partner.name)
        return rows.Result("updated", partner.id, text)
