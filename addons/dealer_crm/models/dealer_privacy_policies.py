"""Which data of stock models and of this addon are personal, and their treatment."""

from odoo import api, models

from ..tools.privacy import Policy

# Links which say nothing about a person, or only that there is one.
LINK_ONLY = Policy("none", show=())
ADDRESS = ("street", "street2", "zip", "city")


def nothing(*names):
    """Columns which are emptied."""
    return dict.fromkeys(names)


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies_of_contacts(self):
        """Policies of contacts and their logins.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "res.partner": Policy(
                "erase",
                links=(),
                has="all",
                erase=nothing(
                    *("name", "ref", "vat", "company_registry", "website", "comment"),
                    *("function", "email", "phone", "company_name", "barcode"),
                    *("global_location_number", "sale_warn_msg", "properties"),
                    *("dealer_birthdate", *ADDRESS),
                    *("dealer_marital_status", "dealer_children"),
                    *("dealer_children_years", "dealer_is_vip"),
                ),
                mentions=("comment",),
                # What follows from those, and technical words.
                kept=(
                    *("complete_name", "email_normalized", "phone_sanitized"),
                    *("commercial_company_name", "signup_type", "peppol_endpoint"),
                    *("invoice_edi_format_store", "dealer_search_key"),
                    *("dealer_email_key", "dealer_phone_key", "dealer_sound_key"),
                    "dealer_name_blocks",
                ),
                show=(
                    *("name", "phone", "email", *ADDRESS, "state_id", "country_id"),
                    *("dealer_birthdate", "lang", "vat", "ref", "function", "website"),
                    *("comment", "parent_id", "category_id", "user_id", "create_date"),
                    *("dealer_interest_ids", "dealer_motive_ids", "dealer_is_vip"),
                    *("dealer_marital_status", "dealer_children"),
                    "dealer_children_years",
                ),
            ),
            "res.users": Policy(
                "erase",
                erase=nothing(
                    *("login", "signature", "out_of_office_message"),
                    "dealer_extension",
                ),
                show=("login", "active", "create_date"),
            ),
        }

    @api.model
    def _get_policies_of_accounts(self):
        """Policies of bank accounts, payments and lists of addresses.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "res.partner.bank": Policy(
                "erase",
                erase={
                    "acc_number": "erased-{id}",
                    "sanitized_acc_number": "ERASED{id}",
                    **nothing("acc_holder_name", "note", "clearing_number"),
                },
                show=("acc_number", "acc_holder_name"),
            ),
            "payment.token": Policy(
                "erase",
                erase={"payment_details": None, "active": False},
                kept=("provider_ref",),
                show=("payment_details", "create_date"),
            ),
            "payment.transaction": Policy(
                "erase",
                erase=nothing(
                    *("partner_name", "partner_email", "partner_phone"),
                    *("partner_address", "partner_zip", "partner_city"),
                    "state_message",
                ),
                kept=("reference", "provider_reference", "landing_route"),
                show=(
                    *("reference", "amount", "partner_name", "partner_email"),
                    *("partner_phone", "partner_address", "partner_city"),
                ),
            ),
            "mail.blacklist": Policy(
                "delete", contact=(("email", "email"),), show=("email", "create_date")
            ),
            "phone.blacklist": Policy(
                "delete", contact=(("number", "phone"),), show=("number", "create_date")
            ),
            "mail.gateway.allowed": Policy(
                "delete", contact=(("email_normalized", "email"),), show=()
            ),
            "mail.guest": Policy("delete", contact=(("email", "email"),), show=()),
            "res.partner.category": LINK_ONLY,
            "res.company": LINK_ONLY,
            "res.bank": LINK_ONLY,
            "privacy.log": LINK_ONLY,
        }

    @api.model
    def _get_policies_of_sales(self):
        """Policies of leads.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "crm.lead": Policy(
                "erase",
                contact=(("email_normalized", "email"), ("phone_sanitized", "phone")),
                has="all",
                erase={
                    "name": "#{id}",
                    **nothing(
                        *("contact_name", "partner_name", "function", "website"),
                        *("email_from", "email_normalized", "email_cc"),
                        *("email_domain_criterion", "phone", "phone_sanitized"),
                        *("description", "referred", "lead_properties", *ADDRESS),
                        *("dealer_wish_text", "dealer_trade_in_text"),
                        *("dealer_not_same", "reveal_id"),
                        *("dealer_competitor", "dealer_lost_comment"),
                    ),
                },
                kept=("dealer_wish_trim", "dealer_wish_color"),
                mentions=("name", "description", "referred"),
                show=(
                    *("name", "create_date", "stage_id", "contact_name", "phone"),
                    *("email_from", *ADDRESS, "description", "user_id", "source_id"),
                    *("dealer_wish_brand_id", "dealer_wish_model_id"),
                    *("dealer_wish_text", "dealer_trade_in_text"),
                    "dealer_lost_comment",
                ),
            ),
        }

    @api.model
    def _get_policies_of_cars(self):
        """Policies of cars and their owners.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "dealer.vehicle": Policy(
                "none",
                kept=(
                    *("vin", "vin_key", "license_plate", "plate_key", "color"),
                    "trim",
                ),
                mentions=("vin_override_reason",),
                note=self.env._(
                    "The car keeps its history, VIN and plate; its owner has no name."
                ),
                show=(
                    *("vin", "license_plate", "model_id", "model_year", "color"),
                    "odometer",
                ),
            ),
            "dealer.vehicle.ownership": Policy(
                "none",
                note=self.env._("Dates of the car's history, without a name."),
                show=("vehicle_id", "role", "date_from", "date_to"),
            ),
            "dealer.vehicle.odometer": Policy("none", mentions=("note",), show=()),
            "dealer.vehicle.plate": Policy(
                "none", kept=("plate", "plate_key"), show=()
            ),
        }

    @api.model
    def _get_policies_of_documents(self):
        """Policies of appointments and orders.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "calendar.event": Policy(
                "erase",
                links=("partner_ids", "opportunity_id.partner_id"),
                document=("res_model", "res_id"),
                has="all",
                erase={
                    "name": "#{id}",
                    **nothing("description", "location", "notes", "videocall_location"),
                },
                mentions=("name", "description"),
                kept=("access_token", "res_model"),
                show=("name", "start", "stop", "location", "description"),
            ),
            "calendar.attendee": Policy(
                "erase",
                erase=nothing("common_name"),
                kept=("access_token",),
                show=("event_id", "state"),
            ),
            "calendar.filters": Policy("delete", show=()),
            "sale.order": Policy(
                "erase",
                has="all",
                erase=nothing("client_order_ref", "signed_by", "access_token"),
                kept=(
                    *("name", "origin", "reference", "customizable_pdf_form_fields"),
                ),
                mentions=("note",),
                note=self.env._("Cars, parts, prices and dates of the order stay."),
                show=("name", "date_order", "state", "amount_total", "signed_by"),
            ),
            "sale.order.line": Policy(
                "none",
                mentions=("name",),
                show=("order_id", "name", "product_uom_qty", "price_subtotal"),
            ),
        }

    @api.model
    def _get_policies_of_messages(self):
        """Policies of the chatter, mails and text messages.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "mail.message": Policy(
                "erase",
                links=("author_id", "partner_ids"),
                document=("model", "res_id"),
                erase={
                    "body": "",
                    **nothing(
                        *("subject", "email_from", "reply_to", "incoming_email_to"),
                        *("incoming_email_cc", "outgoing_email_to"),
                    ),
                },
                kept=("model", "message_id", "email_layout_xmlid"),
                mentions=("body", "subject"),
                note=self.env._("Who wrote when stays, the text does not."),
                show=("date", "author_id", "email_from", "subject", "body"),
            ),
            "mail.activity": Policy(
                "delete",
                links=(),
                document=("res_model", "res_id"),
                mentions=("summary", "note", "feedback", "res_name"),
                show=("date_deadline", "activity_type_id", "summary", "note"),
            ),
            "mail.scheduled.message": Policy(
                "delete",
                document=("model", "res_id"),
                show=("scheduled_date", "subject", "body"),
            ),
            "mail.mail": Policy(
                "delete",
                links=("recipient_ids",),
                mentions=("body_html", "email_to", "email_cc"),
                show=("date", "email_to", "subject", "state"),
            ),
            "sms.sms": Policy("delete", show=("create_date", "number", "body")),
            "snailmail.letter": Policy(
                "delete", show=("create_date", *ADDRESS, "state")
            ),
        }

    @api.model
    def _get_policies_of_followers(self):
        """Policies of who is told, and files.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "mail.followers": Policy(
                "delete", links=("partner_id",), show=("res_model", "res_id")
            ),
            "mail.notification": Policy("delete", links=("res_partner_id",), show=()),
            "mail.message.reaction": Policy("delete", show=("message_id", "content")),
            "mail.push.device": Policy("delete", show=()),
            "discuss.channel.member": Policy("delete", show=("channel_id",)),
            "discuss.channel.rtc.session": Policy("delete", show=()),
            "res.users.settings.volumes": Policy("delete", show=()),
            "ir.attachment": Policy(
                "delete",
                links=(),
                document=("res_model", "res_id"),
                note=self.env._("Files of posted invoices stay."),
                show=("create_date", "name", "mimetype", "file_size"),
            ),
            "mail.template": LINK_ONLY,
            "ir.actions.server": LINK_ONLY,
            "ir.actions.act_window": LINK_ONLY,
        }

    @api.model
    def _get_policies_of_books(self):
        """Policies of what the law keeps.

        :return: dict model name -> tools.privacy.Policy
        """
        books = self.env._("Kept by law; name and address go into a file on it.")
        return {
            "account.move": Policy(
                "keep",
                has="messages",
                note=books,
                show=("name", "invoice_date", "amount_total", "payment_state"),
            ),
            "account.move.line": Policy("keep", show=()),
            "account.payment": Policy(
                "keep", has="messages", note=books, show=("name", "date", "amount")
            ),
            "account.bank.statement.line": Policy(
                "keep",
                note=self.env._("Bank statements are part of the books."),
                show=("date", "payment_ref", "amount", "partner_name"),
            ),
            "account.analytic.account": LINK_ONLY,
            "account.analytic.line": LINK_ONLY,
            "account.analytic.distribution.model": LINK_ONLY,
            "account.journal": LINK_ONLY,
            "account.reconcile.model": LINK_ONLY,
            "account.reconcile.model.line": LINK_ONLY,
            "product.supplierinfo": LINK_ONLY,
        }

    @api.model
    def _get_policies_of_system(self):
        """Policies of the company's own cars and of the log of these actions.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "fleet.vehicle": LINK_ONLY,
            "fleet.vehicle.assignation.log": LINK_ONLY,
            "fleet.vehicle.log.contract": LINK_ONLY,
            "fleet.vehicle.log.services": LINK_ONLY,
            "fleet.vehicle.model": LINK_ONLY,
            "fleet.vehicle.odometer": LINK_ONLY,
            "dealer.stand.in": Policy("none", kept=("note",), show=()),
            "dealer.stage.rule": LINK_ONLY,
            "dealer.interest": LINK_ONLY,
            "dealer.motive": LINK_ONLY,
            "dealer.privacy.log": Policy(
                "keep",
                mentions=("details",),
                note=self.env._("Proof of what was done; it names nobody."),
                show=("date", "kind", "user_id", "reason"),
            ),
            "dealer.privacy.suppression": Policy(
                "none", kept=("kind", "key_hash"), show=()
            ),
        }
