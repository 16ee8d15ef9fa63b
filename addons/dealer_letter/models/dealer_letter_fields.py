"""The fields of letters: what they are called, and what they say."""

from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class DealerLetterFields(models.AbstractModel):
    _name = "dealer.letter.fields"
    _description = "Fields of Letters"

    # === WHICH === #

    @api.model
    def _get_models(self):
        """On what letters are written; addons add theirs.

        :return: dict name of the model -> name for people
        """
        return {
            "res.partner": self.env._("Customer"),
            "crm.lead": self.env._("Lead"),
        }

    @api.model
    def _get_fields(self, model):
        """Which fields a template may name; addons add theirs.

        :param str model: on which the letter is written
        :return: dict name -> label, dict of the same kind (a group), or [dict] (a list,
            for ``{% for row in list %}``)
        """
        car = self._get_car_fields()
        known = {
            "today": self.env._("Date of the letter"),
            "company": self._get_company_fields(),
            "user": self._get_user_fields(),
            "customer": self._get_customer_fields(),
            "car": car,
            "cars": [car],
        }
        if model == "crm.lead":
            known["lead"] = self._get_lead_fields(car)
        return known

    @api.model
    def _get_company_fields(self):
        return {
            "name": self.env._("Showroom"),
            "street": self.env._("Street of the showroom"),
            "zip": self.env._("Postcode of the showroom"),
            "city": self.env._("City of the showroom"),
            "country": self.env._("Country of the showroom"),
            "phone": self.env._("Phone of the showroom"),
            "email": self.env._("E-mail of the showroom"),
            "website": self.env._("Website of the showroom"),
            "vat": self.env._("Tax number of the showroom"),
        }

    @api.model
    def _get_user_fields(self):
        return {
            "name": self.env._("Who writes the letter"),
            "phone": self.env._("Phone of who writes"),
            "email": self.env._("E-mail of who writes"),
            "function": self.env._("Position of who writes"),
        }

    @api.model
    def _get_customer_fields(self):
        return {
            "name": self.env._("Name of the customer"),
            "address": self.env._("Address, one line below the other"),
            "address_line": self.env._("Address in one line"),
            "street": self.env._("Street"),
            "zip": self.env._("Postcode"),
            "city": self.env._("City"),
            "country": self.env._("Country"),
            "phone": self.env._("Phone"),
            "email": self.env._("E-mail"),
            "birthdate": self.env._("Date of birth"),
            "vat": self.env._("Tax number"),
            "manager": self.env._("Personal manager"),
        }

    @api.model
    def _get_car_fields(self):
        return {
            "name": self.env._("Brand and model"),
            "brand": self.env._("Brand"),
            "model": self.env._("Model"),
            "year": self.env._("Model year"),
            "color": self.env._("Colour"),
            "vin": self.env._("VIN"),
            "license_plate": self.env._("Licence plate"),
            "odometer": self.env._("Odometer in km"),
        }

    @api.model
    def _get_lead_fields(self, car):
        return {
            "name": self.env._("Title of the lead"),
            "wish": self.env._("Wanted car"),
            "price": self.env._("Expected revenue"),
            "trade_in": self.env._("Car given in part exchange"),
            "salesperson": self.env._("Salesperson"),
            "car": car,
        }

    # === WHAT === #

    @api.model
    def _prepare_values(self, records):
        """What the fields say for each letter, in the language of the environment.

        :param records: of one of the models of ``_get_models``
        :return: list of dicts as of ``_get_fields``, in the order of the records
        """
        common = {
            "today": format_date(self.env, fields.Date.context_today(self)),
            "company": self._prepare_company(self.env.company),
            "user": self._prepare_user(self.env.user),
        }
        return [{**common, **self._prepare_record(record)} for record in records]

    @api.model
    def _get_customer(self, record):
        """Whom the letter is for.

        :param record: of one of the models of ``_get_models``
        :return: res.partner, may be empty
        """
        return record if record._name == "res.partner" else record.partner_id

    @api.model
    def _prepare_record(self, record):
        """Values of the groups which depend on the record. Override for a model."""
        partner = self._get_customer(record)
        cars = partner.dealer_vehicle_ids
        values = {
            "customer": self._prepare_customer(partner),
            "car": self._prepare_car(cars[:1]),
            "cars": [self._prepare_car(car) for car in cars],
        }
        if record._name == "crm.lead":
            values["lead"] = self._prepare_lead(record)
            if not partner:
                values["customer"] |= self._prepare_stranger(record)
        return values

    @api.model
    def _prepare_company(self, company):
        """Fields of the showroom which writes.

        :return: dict name -> text
        """
        partner = company.partner_id
        return {
            "name": company.name,
            "street": partner.street,
            "zip": partner.zip,
            "city": partner.city,
            "country": partner.country_id.name,
            "phone": company.phone,
            "email": company.email,
            "website": company.website,
            "vat": company.vat,
        }

    @api.model
    def _prepare_user(self, user):
        """Fields of whoever signs.

        :return: dict name -> text
        """
        return {
            "name": user.name,
            "phone": user.phone,
            "email": user.email,
            "function": user.partner_id.function,
        }

    @api.model
    def _prepare_customer(self, partner):
        """Fields of the recipient.

        :param partner: res.partner
        :return: dict name -> text
        """
        address = partner._display_address(without_company=True) if partner else ""
        lines = [line.strip() for line in address.splitlines() if line.strip()]
        return {
            "name": partner.name,
            "address": "\n".join(lines),
            "address_line": ", ".join(lines),
            "street": partner.street,
            "zip": partner.zip,
            "city": partner.city,
            "country": partner.country_id.name,
            "phone": partner.phone,
            "email": partner.email,
            "birthdate": self._get_date(partner.dealer_birthdate),
            "vat": partner.vat,
            "manager": partner.user_id.name,
        }

    @api.model
    def _prepare_stranger(self, lead):
        """A lead which has no contact yet says itself whose it is."""
        place = " ".join(filter(None, [lead.zip, lead.city]))
        lines = [line for line in [lead.street, place] if line]
        return {
            "name": lead.contact_name or lead.partner_name or lead.name,
            "address": "\n".join(lines),
            "address_line": ", ".join(lines),
            "phone": lead.phone,
            "email": lead.email_from,
            **{name: lead[name] for name in ("street", "zip", "city")},
        }

    @api.model
    def _prepare_car(self, car):
        """Fields of a car.

        :param car: dealer.vehicle, may be empty
        :return: dict name -> text
        """
        # sudo: names of brands and models are no secret.
        model = car.model_id.sudo()
        return {
            "name": " ".join(filter(None, [model.brand_id.name, model.name])),
            "brand": model.brand_id.name,
            "model": model.name,
            "year": str(car.model_year or ""),
            "color": car.color,
            "vin": car.vin,
            "license_plate": car.license_plate,
            "odometer": self._get_number(car.odometer),
        }

    @api.model
    def _prepare_lead(self, lead):
        """Fields of a lead.

        :param lead: crm.lead
        :return: dict name -> text
        """
        # sudo: names of brands and models are no secret.
        wish = lead.dealer_wish_model_id.sudo()
        brand = (lead.dealer_wish_brand_id or wish.brand_id).sudo()
        wanted = " ".join(filter(None, [brand.name, wish.name]))
        given = self._prepare_car(lead.dealer_trade_in_vehicle_id)["name"]
        currency = lead.company_currency
        revenue = lead.expected_revenue
        return {
            "name": lead.name,
            "wish": wanted or lead.dealer_wish_text or lead.name,
            "price": format_amount(self.env, revenue, currency) if revenue else "",
            "trade_in": given or lead.dealer_trade_in_text,
            "salesperson": lead.user_id.name,
            "car": self._prepare_car(lead.dealer_vehicle_id),
        }

    @api.model
    def _get_date(self, day):
        return format_date(self.env, day) if day else ""

    @api.model
    def _get_number(self, number):
        """A whole number with the separators of the language, "" for none."""
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        return lang.format("%d", number, grouping=True) if number else ""
