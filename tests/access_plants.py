"""A record of a colleague's customer in every model that follows "own customers only".

Used by `test_access_matrix.py`, which fails while a restricted model has none here.
"""

from datetime import date, datetime

from odoo.fields import Command


class AccessPlants:
    """Makes the records; the class that uses it has the people and the company."""

    @classmethod
    def _picture(cls):
        # One pixel.
        return (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
            "awAAAABJRU5ErkJggg=="
        )

    @classmethod
    def _plant_records(cls):
        """A record of the customer in every restricted model.

        :return: dict model name -> records
        """
        env, customer = cls.env, cls.customer
        mine = {"partner_id": customer.id, "company_id": cls.company.id}
        car, demo = env["dealer.vehicle"].create(
            [
                {"vin": "WBA8E9G50GNT43213", "license_plate": "CAN 4455"},
                {"vin": "WBA8E9G50GNT43214", "state": "demo"},
            ]
        )
        car._set_owner(customer)
        car.odometer_ids = [Command.create({"value": 5000})]
        lead = env["crm.lead"].create(
            {**mine, "name": "x", "type": "opportunity", "user_id": cls.colleague.id}
        )
        start = {"start": datetime(2026, 3, 2, 9), "stop": datetime(2026, 3, 2, 10)}
        twin = env["res.partner"].create({"name": "Somebody Else"})
        pair = {"partner_id": customer.id, "other_id": twin.id, "score": 90}
        touch = {
            "lead_id": lead.id,
            "company_id": cls.company.id,
            "intake_source_id": env["dealer.intake.source"]
            .create(
                {"name": "Portal", "team_id": env["crm.team"].search([], limit=1).id}
            )
            .id,
        }
        event = env["calendar.event"].create(
            {
                **start,
                "name": "x",
                "user_id": cls.colleague.id,
                "partner_ids": [Command.set(customer.ids)],
            }
        )
        cls.lead, cls.car = lead, car
        return {
            "res.partner": customer | customer.child_ids,
            "res.partner.bank": customer.bank_ids,
            "dealer.vehicle": car,
            "dealer.vehicle.ownership": car.ownership_ids,
            "dealer.vehicle.odometer": car.odometer_ids,
            "dealer.vehicle.plate": env["dealer.vehicle.plate"].search(
                [("vehicle_id", "=", car.id)]
            ),
            "crm.lead": lead,
            "dealer.lead.touch": env["dealer.lead.touch"].create(touch),
            "dealer.call": env["dealer.call"].create(
                {**mine, "result": "reached", "user_id": cls.colleague.id}
            ),
            "dealer.visit": env["dealer.visit"].create(
                {"partner_id": customer.id, "user_id": cls.colleague.id, "note": "x"}
            ),
            "dealer.test.drive": env["dealer.test.drive"].create(
                {**mine, **start, "lead_id": lead.id, "vehicle_id": demo.id}
            ),
            **cls._plant_appraisal(mine, lead, car),
            **cls._plant_answer(customer),
            "dealer.duplicate": env["dealer.duplicate"].create(pair),
            "calendar.event": event,
            "calendar.attendee": event.attendee_ids,
            **cls._plant_documents(mine, car),
        }

    @classmethod
    def _plant_appraisal(cls, mine, lead, car):
        """The customer's car with a photo; see ``_plant_records``."""
        pixel = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6"
            "kgAAAABJRU5ErkJggg=="
        )
        appraisal = cls.env["dealer.appraisal"].create(
            {
                **mine,
                "lead_id": lead.id,
                "vehicle_id": car.id,
                "photo_ids": [Command.create({"image_1920": pixel, "note": "x"})],
            }
        )
        return {
            "dealer.appraisal": appraisal,
            "dealer.appraisal.photo": appraisal.photo_ids,
        }

    @classmethod
    def _plant_documents(cls, mine, car):
        """Orders, invoices and points of the customer; see ``_plant_records``."""
        env, customer = cls.env, cls.customer
        order = env["sale.order"].create(
            {
                **mine,
                "user_id": cls.colleague.id,
                "order_line": [Command.create({"product_id": cls.product_a.id})],
            }
        )
        service = env["dealer.service.order"].create(
            {
                **mine,
                "vehicle_id": car.id,
                "advisor_id": cls.colleague.id,
                "line_ids": [Command.create({"kind": "labour", "quantity": 1})],
            }
        )
        service._make_checks("inspection")
        invoice = cls.init_invoice(
            "out_invoice", partner=customer, amounts=[100], post=True
        )
        invoice.invoice_user_id = False
        offers = env.ref("dealer_marketing.purpose_offers")
        decisions = [(offers, "email", "granted")]
        consents = env["dealer.consent"]._record(
            customer, decisions, "desk", "CANARY evidence"
        )
        return {
            **cls._plant_service(mine, car),
            "dealer.consent": consents,
            "dealer.consent.state": env["dealer.consent.state"].search(
                [("partner_id", "=", customer.id)]
            ),
            **cls._plant_claims(customer, offers),
            "dealer.contact.refusal": env["dealer.contact.refusal"].create(
                {"partner_id": customer.id, "channel": "email", "reason": "none"}
            ),
            "sale.order": order,
            "sale.order.line": order.order_line,
            "account.move": invoice,
            "account.move.line": invoice.line_ids,
            "account.analytic.account": env["account.analytic.account"].create(
                {
                    **mine,
                    "name": "x",
                    "plan_id": env["account.analytic.plan"]
                    .create({"name": "Deals"})
                    .id,
                }
            ),
            "dealer.service.order": service,
            "dealer.service.line": service.line_ids,
            "dealer.complaint": env["dealer.complaint"].create(
                {"order_id": service.id, "description": "CANARY complaint"}
            ),
            **cls._plant_workshop(service),
            **cls._plant_cards(customer, invoice),
        }

    @classmethod
    def _plant_cards(cls, customer, invoice):
        """Cards and points of the customer; see ``_plant_records``."""
        env = cls.env
        program = env["loyalty.program"].search([("dealer_club", "=", True)], limit=1)
        env["dealer.loyalty.tier"].create({"name": "First", "program_id": program.id})
        card = customer._dealer_enrol(program)
        env["dealer.loyalty.ledger"]._post(
            card, "adjust", 500, "matrix", description="CANARY points"
        )
        env["dealer.loyalty.ledger"]._hold(card, 10)
        club = cls._plant_club(env, program, card, invoice)
        gift = env["loyalty.card"].create(
            {
                "program_id": env["loyalty.program"]
                .create({"name": "Gifts", "program_type": "gift_card"})
                .id,
                "partner_id": customer.id,
            }
        )
        return {
            "loyalty.card": card | gift,
            "loyalty.history": env["loyalty.history"].create(
                {"card_id": gift.id, "description": "x"}
            ),
            "dealer.loyalty.entry": env["dealer.loyalty.entry"].search(
                [("card_id", "=", card.id)]
            ),
            "dealer.loyalty.hold": env["dealer.loyalty.hold"].search(
                [("card_id", "=", card.id)]
            ),
            "dealer.loyalty.tier.change": card.dealer_tier_change_ids,
            **club,
            **cls._plant_desk(card),
        }

    @classmethod
    def _plant_answer(cls, customer):
        """What the customer wrote into a questionnaire."""
        survey = cls.env.ref("dealer_crm_survey.survey_visit")
        answer = cls.env["survey.user_input"].create(
            {
                "survey_id": survey.id,
                "partner_id": customer.id,
                "user_input_line_ids": [
                    Command.create(
                        {
                            "question_id": survey.question_ids[:1].id,
                            "answer_type": "char_box",
                            "value_char_box": "CANARY answer",
                        }
                    )
                ],
            }
        )
        return {
            "survey.user_input": answer,
            "survey.user_input.line": answer.user_input_line_ids,
        }

    @classmethod
    def _plant_workshop(cls, service):
        """A claim, a transfer and a rating of the customer's service order."""
        env = cls.env
        pay_type = env.ref("dealer_service.pay_type_warranty")
        pay_type.with_company(cls.company).payer_id = cls.partner_a
        sale = env["sale.order"].create(
            {
                "partner_id": cls.partner_a.id,
                "company_id": cls.company.id,
                "dealer_service_order_id": service.id,
                "dealer_pay_type_id": pay_type.id,
            }
        )
        kind = env["stock.picking.type"].search(
            [("company_id", "=", cls.company.id), ("code", "=", "outgoing")], limit=1
        )
        picking = {"partner_id": cls.customer.id, "picking_type_id": kind.id}
        rating = {
            "partner_id": cls.customer.id,
            "res_model_id": env["ir.model"]._get_id("dealer.service.order"),
            "res_id": service.id,
        }
        return {
            "dealer.service.check": service.check_ids,
            "dealer.warranty.claim": env["dealer.warranty.claim"]._ensure(sale),
            "stock.picking": env["stock.picking"].create(picking),
            "rating.rating": env["rating.rating"].create(rating),
        }

    @classmethod
    def _plant_desk(cls, card):
        """What the card desk keeps of the customer; see ``_plant_records``."""
        env = cls.env
        relative, friend = env["res.partner"].create(
            [{"name": "A Relative"}, {"name": "A Friend"}]
        )
        card._replace_dealer_number("lost")
        return {
            "dealer.loyalty.member": env["dealer.loyalty.member"]._share(
                card, relative, "redeem"
            ),
            "dealer.loyalty.number": card.dealer_number_ids,
            "dealer.loyalty.gift": env["dealer.loyalty.gift"]._give(
                cls.customer, 2026, "Perfume"
            ),
            "dealer.loyalty.referral": env["dealer.loyalty.referral"].create(
                {
                    "card_id": card.id,
                    "partner_id": friend.id,
                    "company_id": cls.company.id,
                }
            ),
        }

    @classmethod
    def _plant_club(cls, env, program, card, invoice):
        """Rows of the club which hang on the card of the hidden customer.

        :return: dict model name -> records
        """
        env["dealer.loyalty.bonus.rule"].create(
            {"name": "Survey", "program_id": program.id, "event": "survey"}
        )
        env["dealer.loyalty.bonus"]._grant("survey", card.partner_id, "matrix")
        common = {"card_id": card.id, "company_id": env.company.id}
        env["dealer.loyalty.waiting"].create(
            {**common, "move_id": invoice.id, "points": 5}
        )
        env["dealer.loyalty.adjustment"].create(
            {
                **common,
                "points": 5,
                "reason": "CANARY reason",
                "requested_by_id": env.uid,
            }
        )
        env["dealer.loyalty.identification"].create(
            {
                **common,
                "user_id": env.uid,
                "method": "staff",
                "success": True,
                "valid_until": "2099-01-01",
            }
        )
        names = ("lot", "waiting", "bonus", "adjustment", "identification")
        planted = {
            name: env[name].search([("card_id", "=", card.id)])
            for name in (f"dealer.loyalty.{part}" for part in names)
        }
        planted["dealer.loyalty.lot.move"] = planted["dealer.loyalty.lot"].move_ids
        return planted

    @classmethod
    def _plant_service(cls, mine, car):
        """Appointment, reminder and recall of the customer's car."""
        env = cls.env
        rule = env.ref("dealer_service.reminder_rule_30")
        recall = env["dealer.recall"].create({"name": "R/1", "title": "Belt"})
        return {
            "dealer.service.appointment": env["dealer.service.appointment"].create(
                {**mine, "vehicle_id": car.id, "state": "waiting", "reason": "x"}
            ),
            "dealer.service.reminder": env["dealer.service.reminder"].create(
                {
                    "rule_id": rule.id,
                    "vehicle_id": car.id,
                    "partner_id": cls.customer.id,
                    "due_date": date(2026, 5, 4),
                    "date": date(2026, 4, 4),
                }
            ),
            "dealer.recall.vehicle": env["dealer.recall.vehicle"].create(
                {"recall_id": recall.id, "vehicle_id": car.id}
            ),
        }

    @classmethod
    def _plant_claims(cls, customer, purpose):
        """Reservations, contacts, greetings of the customer; see ``_plant_records``."""
        origin = "CANARY mailing"
        cls.env["dealer.contact.claim"]._claim(customer, purpose, "email", origin)
        greeting = cls.env.ref("dealer_marketing.greeting_birthday")
        runs = cls.env["dealer.greeting.run"]
        group = cls.env["mailing.filter"].search([("dealer_is_group", "=", True)])
        campaign = cls.env["utm.campaign"].create(
            {
                "title": "x",
                "dealer_is_campaign": True,
                "dealer_filter_id": group[0].id,
                "dealer_purpose_id": purpose.id,
                "dealer_step_ids": [Command.create({"name": "x", "kind": "call"})],
            }
        )
        members = cls.env["dealer.campaign.member"]
        members._enrol(campaign, customer)
        return {
            "dealer.campaign.member": members.search(
                [("campaign_id", "=", campaign.id)]
            ),
            "dealer.campaign.contact": cls.env["dealer.campaign.contact"]._book(
                campaign.dealer_step_ids, customer, "sent"
            ),
            "dealer.greeting.run": runs._book(
                greeting, customer, 2026, "2026-03-01", cls.company
            ),
            **{
                name: cls.env[name].search([("origin", "=", origin)])
                for name in ("dealer.contact.claim", "dealer.contact.count")
            },
        }

    @classmethod
    def _plant_chatter(cls):
        """Messages, tasks and files on what has a chatter."""
        env = cls.env
        for name in (
            "res.partner",
            "crm.lead",
            "dealer.vehicle",
            "dealer.service.order",
        ):
            record = cls.planted[name][:1]
            record.message_post(body="CANARY message", subject="CANARY subject")
            record.message_subscribe(cls.customer.ids)
            if hasattr(record, "activity_schedule"):
                record.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary="CANARY task",
                    user_id=cls.colleague.id,
                )
            env["ir.attachment"].create(
                {
                    "name": "CANARY.txt",
                    "raw": b"CANARY file",
                    "res_model": name,
                    "res_id": record.id,
                }
            )
        mine = [("name", "=", "CANARY.txt")]
        cls.planted["ir.attachment"] = env["ir.attachment"].search(mine)
        cls.planted["mail.message"] = env["mail.message"].search(
            [("subject", "=", "CANARY subject")]
        )
        cls.planted["mail.activity"] = env["mail.activity"].search(
            [("summary", "=", "CANARY task")]
        )
        cls.planted["mail.followers"] = env["mail.followers"].search(
            [("partner_id", "=", cls.customer.id)]
        )
