"""The mass: enquiries of several years."""

from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.iap.tools import iap_tools

from odoo.addons.dealer_crm.models.crm_lead_level import GAPS

from ..tools import cars, leads, plan
from ..tools.dealership import HISTORY_DAYS

LEAD_COLUMNS = (
    "id",
    "name",
    "partner_id",
    "contact_name",
    "partner_name",
    "email_from",
    "email_normalized",
    "phone",
    "phone_sanitized",
    "street",
    "city",
    "zip",
    "state_id",
    "country_id",
    "lang_id",
    "team_id",
    "company_id",
    "user_id",
    "stage_id",
    "priority",
    "description",
    "expected_revenue",
    "active",
    "won_status",
    "lost_reason_id",
    "probability",
    "automated_probability",
    "prorated_revenue",
    "create_date",
    "date_open",
    "date_closed",
    "date_last_stage_update",
    "dealer_level",
    "dealer_contact_due",
    "day_open",
    "day_close",
    "email_state",
    "phone_state",
    "email_domain_criterion",
    "dealer_channel",
    "dealer_wish_brand_id",
    "dealer_wish_model_id",
)
# A lead without history scores so in stock as long as nothing is known.
PROBABILITIES = {"won": 100, "lost": 0, "pending": 50}


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_mass_constants(self):
        constants = super()._get_mass_constants()
        companies = self._get_companies()
        names = [name for name, _weight, _span in leads.STAGES if name != "lost"]
        languages = {lang.code: lang.id for lang in self.env["res.lang"].search([])}
        return {
            **constants,
            "lead": self._get_template("crm.lead", {"name": "Template"}),
            "teams": {area: self._get_record(f"team_{area}").id for area in companies},
            "companies": {area: company.id for area, company in companies.items()},
            "stages": {name: self.env.ref(f"dealer_crm.{name}").id for name in names},
            "lang_ids": {
                script: languages[code]
                for script, code in constants["people"]["languages"].items()
            },
            "reasons": self._get_records("crm.lost.reason", "reason").ids,
        }

    def _make_slice(self, house, first, constants):
        res = super()._make_slice(house, first, constants)
        rng = house.random("leads")
        count = round(plan.MASS_LEADS * len(house.customers))
        enquiries = leads.make_mass(count, HISTORY_DAYS, rng)
        ids = self._take_ids("crm_lead", count)
        rows = (
            self._prepare_lead_row(id_, lead, house, constants, rng)
            for id_, lead in zip(ids, enquiries, strict=True)
        )
        self._copy("crm_lead", constants["lead"], LEAD_COLUMNS, rows)
        return res

    def _prepare_lead_row(self, id_, lead, house, constants, rng):
        """Columns of a lead, with what the ORM would compute.

        :param lead: tools.leads.Lead
        :param house: tools.dealership.Dealership
        :param dict constants: as ``_get_mass_constants`` returns them
        :return: tuple in the order of LEAD_COLUMNS
        """
        number = rng.randrange(len(house.customers))
        person = house.customers[number]
        car = cars.choose_new(rng, house.today.year)
        model_id, brand_id = constants["catalogue"][car.key]
        title = leads.title(person.script, car.key[6:].replace("_", " ").title())
        return (
            id_,
            title,
            house.ids["res_partner"][number],
            *self._prepare_lead_contact(person, constants),
            constants["teams"][person.area],
            constants["companies"][person.area],
            constants["people"]["managers"][person.area],
            *self._prepare_lead_state(lead, car.price, house, constants, rng),
            "correct" if person.email else None,
            "correct" if person.phone else None,
            iap_tools.mail_prepare_for_domain_search(person.email) or None,
            lead.channel,
            brand_id,
            model_id,
        )

    def _prepare_lead_contact(self, person, constants):
        """Columns which a lead copies from its customer.

        :return: tuple from contact_name to lang_id
        """
        people = constants["people"]
        return (
            None if person.is_company else person.name,
            person.name if person.is_company else None,
            person.email or None,
            person.email.lower() or None,
            person.phone or None,
            f"+7{person.national}" if person.phone else None,
            person.street or None,
            person.city,
            person.zip or None,
            people["states"][person.area],
            people["country"],
            constants["lang_ids"][person.script],
        )

    def _prepare_lead_state(self, lead, price, house, constants, rng):
        """Columns which tell how far a lead has got and when.

        :return: tuple from stage_id to day_close
        """
        lost = lead.stage == "lost"
        won = lead.stage == "crm_stage_delivered"
        status = "lost" if lost else "won" if won else "pending"
        reached = rng.choice(list(constants["stages"])[:6]) if lost else lead.stage
        start = datetime.combine(house.today, time(rng.randint(6, 9)))
        start -= timedelta(days=lead.age)
        start = min(start, fields.Datetime.now() - timedelta(minutes=90))
        answered = start + timedelta(minutes=rng.randint(2, 80))
        moved = datetime.combine(house.today, time(rng.randint(10, 15)))
        moved = max(answered, moved - timedelta(days=lead.moved))
        closed = moved if lost or won else None
        probability = PROBABILITIES[status]
        return (
            constants["stages"][reached],
            lead.priority,
            f"<p>{leads.comment('latin', rng)}</p>",
            price,
            not lost,
            status,
            constants["reasons"][lead.reason] if lost else None,
            probability,
            probability,
            round(price * probability / 100, 2),
            start,
            answered,
            closed,
            moved,
            "b",
            None if closed else (start + timedelta(days=GAPS["b"])).date(),
            (answered - start).days,
            (closed - start).days if closed else None,
        )

    # === PROBABILITIES === #

    def _finish(self):
        """Let stock's scoring learn from all leads, also from the old ones."""
        res = super()._finish()
        oldest = self.env["crm.lead"].search(
            [("active", "in", (True, False))], order="create_date", limit=1
        )
        day = fields.Date.to_string(oldest.create_date or fields.Date.today())
        self.env["ir.config_parameter"].set_param("crm.pls_start_date", day[:10])
        scores = self.env["crm.lead"]
        scores._rebuild_pls_frequency_table()
        scores._update_automated_probabilities()
        # Stock writes the probability by SQL and leaves the expected part behind.
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead
                   SET prorated_revenue =
                       round((expected_revenue * probability / 100)::numeric, 2)
                 WHERE won_status = 'pending' AND expected_revenue <> 0
                """
            )
        )
        self.env.invalidate_all()
        return res
