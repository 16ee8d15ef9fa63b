"""The house: showrooms, books, staff, products, pipelines, intake."""

import base64

from odoo import Command, models

from ..tools import contact, leads, logo
from ..tools.house import (
    ADMIN_GROUPS,
    OPEN_FROM,
    OPEN_TO,
    SALESPEOPLE,
    SHOWROOMS,
    STAFF,
    TAX_RATE,
    TIME_ZONES,
)
from .dealer_demo import QUIET

# English names in the chart -> names in the language.
CHART_TERMS = {
    "ru_RU": {
        f"{TAX_RATE}%": f"{TAX_RATE}%",
        f"VAT {TAX_RATE}%": f"НДС {TAX_RATE}%",
        "Tax 0%": "НДС 0%",
        "0% Exports": "0% экспорт",
        "0% Imports": "0% импорт",
        "Domestic": "Внутренние операции",
        "Foreign Trade": "Внешняя торговля",
    },
    "zh_CN": {
        f"{TAX_RATE}%": f"{TAX_RATE}%",
        f"VAT {TAX_RATE}%": f"增值税 {TAX_RATE}%",
    },
}


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("companies", "showrooms and their books", self._make_companies),
            ("staff", "staff", self._make_staff),
            ("pipelines", "pipelines and intake", self._make_pipelines),
        ]

    # === SHOWROOMS === #

    def _make_companies(self, house):
        """Three companies in RUB with a generic chart of accounts each."""
        currency = self.env.ref("base.RUB")
        currency.active = True
        russia = self.env.ref("base.ru")
        companies = self.env.ref("base.main_company")
        companies |= companies.create(
            [
                {
                    "name": showroom.name,
                    "country_id": russia.id,
                    "currency_id": currency.id,
                }
                for showroom in SHOWROOMS[1:]
            ]
        )
        self.env.user.company_ids |= companies
        mark = base64.b64encode(logo.png())
        for company, showroom in zip(companies, SHOWROOMS, strict=True):
            company.write(
                {
                    "name": showroom.name,
                    "country_id": russia.id,
                    "street": showroom.street,
                    "city": contact.CITIES[showroom.area],
                    "zip": showroom.zip,
                    "phone": showroom.phone,
                    "email": f"{showroom.area}@meridian.example.com",
                    "logo": mark,
                }
            )
            self._open_showroom(company, showroom)
            self._load_chart(company, currency)
        self._make_warehouses(companies)
        self._remember("company", companies, [room.area for room in SHOWROOMS])

    def _open_showroom(self, company, showroom):
        """Open all week, in the local time."""
        days = [
            {
                "name": f"Day {day + 1}",
                "dayofweek": str(day),
                "day_period": "full_day",
                "hour_from": OPEN_FROM,
                "hour_to": OPEN_TO,
            }
            for day in range(7)
        ]
        company.resource_calendar_id.write(
            {
                "name": f"{showroom.name}: 09:00-20:00",
                "tz": TIME_ZONES[showroom.area],
                "attendance_ids": [
                    Command.clear(),
                    *(Command.create(day) for day in days),
                ],
            }
        )

    def _load_chart(self, company, currency):
        """Accounts and journals. The generic chart is American: made Russian here."""
        template = self.env["account.chart.template"]
        template.try_loading("generic_coa", company=company, install_demo=False)
        country = company.country_id
        company.write(
            {"currency_id": currency.id, "account_fiscal_country_id": country.id}
        )
        of_company = [("company_id", "=", company.id)]
        taxes = self.env["account.tax"].search(of_company)
        groups = taxes.tax_group_id
        groups.write({"country_id": country.id})
        taxes.write({"country_id": country.id})
        standard = taxes.filtered("amount")
        standard.write({"amount": TAX_RATE, "name": f"{TAX_RATE}%"})
        standard.tax_group_id.write({"name": f"VAT {TAX_RATE}%"})
        positions = self.env["account.fiscal.position"].search(of_company)
        positions.filtered("country_id").write({"country_id": country.id})
        for records in (taxes, groups, positions):
            self._translate_chart(records)
        self._translate_accounts(company)

    def _translate_accounts(self, company):
        """Stock's translations name the accounts of the first company only."""
        accounts = self.env["account.account"]
        first = accounts.search(
            [("company_ids", "in", self.env.ref("base.main_company").ids)]
        )
        own = accounts.search([("company_ids", "in", company.ids)]) - first
        for lang in CHART_TERMS:
            names = {row.name: row.with_context(lang=lang).name for row in first}
            known = own.filtered(lambda row, names=names: row.name in names)
            self._translate(known, lang, [names[row.name] for row in known])

    def _translate_chart(self, records):
        """Stock's translations have the rates of its own chart, or are missing."""
        for lang, terms in CHART_TERMS.items():
            known = records.filtered(lambda row, terms=terms: row.name in terms)
            self._translate(known, lang, [terms[row.name] for row in known])

    def _make_warehouses(self, companies):
        """Stock creates no warehouse for a second company outside of tests."""
        if "stock.warehouse" not in self.env:
            return
        warehouses = self.env["stock.warehouse"].search([])  # pylint: disable=no-search-all
        for company, room in zip(companies, SHOWROOMS, strict=True):
            own = warehouses.filtered_domain([("company_id", "=", company.id)])
            values = {"name": room.name, "code": room.area[:3].upper()}
            if own:
                own[:1].write(values)
            else:
                own.create({**values, "company_id": company.id})

    def _get_companies(self):
        """The showrooms by their area.

        :return: dict of res.company
        """
        return {
            room.area: self._get_record(f"company_{room.area}") for room in SHOWROOMS
        }

    # === STAFF === #

    def _make_staff(self, house):
        companies = self._get_companies()
        everything = self.env["res.company"].union(*companies.values())
        users = self.env["res.users"].with_context(**QUIET)
        lang = self.env.ref("base.user_admin").lang
        for person in STAFF:
            rooms = [companies[area].id for area in person.areas]
            values = {
                "login": person.login,
                "name": person.name,
                "email": f"{person.login}@meridian.example.com",
                "lang": lang,
                "tz": TIME_ZONES[person.areas[0]],
                "company_id": rooms[0],
                "company_ids": [Command.set(rooms)],
                "group_ids": [Command.set(self._get_groups(person.groups).ids)],
            }
            if person.can_log_in:
                values["password"] = person.login
            self._remember("user", users.create(values), [person.login])
        self._set_up_admin(everything)

    def _set_up_admin(self, companies):
        """The administrator sees all showrooms; login and password are admin."""
        admin = self.env.ref("base.user_admin")
        admin.with_context(**QUIET).write(
            {
                "company_ids": [Command.link(id_) for id_ in companies.ids],
                "group_ids": [
                    Command.link(id_) for id_ in self._get_groups(ADMIN_GROUPS).ids
                ],
            }
        )
        # Not by write: it would send a warning by e-mail.
        admin._set_encrypted_password(admin.id, admin._crypt_context().hash("admin"))

    def _get_groups(self, names):
        """The groups which exist: not every addon of the suite need be installed.

        Every user is an internal one.
        """
        groups = self.env.ref("base.group_user")
        for name in names:
            groups |= self.env.ref(name, raise_if_not_found=False) or groups
        return groups

    def _get_user(self, login):
        return self._get_record(f"user_{login}")

    def _act_as(self, login, area):
        """An environment in which a member of the staff works in a showroom.

        :return: this model with the user and the company
        """
        return self.with_user(self._get_user(login)).with_company(
            self._get_companies()[area]
        )

    # === PIPELINES === #

    def _make_pipelines(self, house):
        """A pipeline for every showroom with the same stages, and the ADF intake."""
        companies = self._get_companies()
        main = self.env.ref("dealer_crm.crm_team_new_cars")
        teams = main | main.create(
            [
                {
                    "name": f"New cars {room.area.capitalize()}",
                    "company_id": companies[room.area].id,
                    "dealer_pipeline": "new_cars",
                    "use_leads": False,
                    "sequence": 2,
                }
                for room in SHOWROOMS[1:]
            ]
        )
        areas = [room.area for room in SHOWROOMS]
        for team, area in zip(teams, areas, strict=True):
            team.member_ids = self._get_user(SALESPEOPLE[area])
        self._remember("team", teams, areas)
        self._make_lost_reasons()
        self._make_intake_source(main)

    def _make_lost_reasons(self):
        reasons = self.env["crm.lost.reason"].create(
            [{"name": row[0]} for row in leads.LOST_REASONS]
        )
        for column, lang in enumerate(("ru_RU", "zh_CN"), start=1):
            self._translate(reasons, lang, [row[column] for row in leads.LOST_REASONS])
        self._remember("reason", reasons)

    def _make_intake_source(self, team):
        """A portal and the dealer's own site; their tokens are known to everybody."""
        names = ("Autoportal", "Own website")
        utm_sources = self.env["utm.source"].create([{"name": name} for name in names])
        common = {
            "company_id": team.company_id.id,
            "team_id": team.id,
            "utm_medium_id": self.env.ref("utm.utm_medium_website").id,
        }
        sources = self.env["dealer.intake.source"].create(
            [
                {
                    **common,
                    "name": "Autoportal (ADF)",
                    "channel": "adf",
                    "utm_source_id": utm_sources[0].id,
                    "silence_days": 3,
                },
                {
                    **common,
                    "name": "Own website (JSON)",
                    "channel": "web",
                    "utm_source_id": utm_sources[1].id,
                    "sender_limit": 20,
                },
            ]
        )
        for source, name in zip(sources, ("adf", "lead"), strict=True):
            source._set_token(f"demo-{name}")
        self._remember("source", sources, ["adf", "lead"])

    def _translate(self, records, lang, names, field="name"):
        """Write the names (or another field) in another language, where installed."""
        if lang not in dict(self.env["res.lang"].get_installed()):
            return
        for record, name in zip(records.with_context(lang=lang), names, strict=True):
            record[field] = name
