"""Which data of intake, calls and test drives are personal, and their treatment."""

from odoo import api, models

from ..tools.privacy import Policy
from .dealer_privacy_policies import nothing


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies_of_test_drives(self):
        """Policies of test drives.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "dealer.test.drive": Policy(
                "erase",
                links=("partner_id", "lead_id.partner_id"),
                has="all",
                erase=nothing(
                    *("licence_number", "licence_category", "licence_valid_until"),
                    *("route", "feedback"),
                ),
                note=self.env._(
                    "Which car was driven when stays, the licence does not."
                ),
                show=(
                    *("start", "stop", "vehicle_id", "state", "route", "outcome"),
                    *("licence_number", "licence_category", "licence_valid_until"),
                    *("liking", "advice", "would_buy", "feedback"),
                ),
            ),
        }

    @api.model
    def _get_policies_of_appraisals(self):
        """Policies of appraisals of customers' cars.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "dealer.appraisal": Policy(
                "erase",
                links=("partner_id", "lead_id.partner_id"),
                has="all",
                erase=nothing("refusal_note"),
                kept=("name",),
                mentions=("note",),
                note=self.env._("What a car was worth stays, photos and words do not."),
                show=(
                    *("name", "date", "vehicle_id", "odometer", "state", "offer"),
                    *("valid_until", "agreed_price", "refusal", "refusal_note", "note"),
                ),
            ),
            "dealer.appraisal.photo": Policy(
                "delete", links=("appraisal_id.partner_id",), show=("part", "note")
            ),
        }

    @api.model
    def _get_policies_of_calls(self):
        """Policies of calls.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "dealer.visit": Policy(
                "erase",
                links=("partner_id", "lead_id.partner_id"),
                erase=nothing("visitor_name", "visitor_phone", "note"),
                mentions=("note",),
                note=self.env._("That somebody came stays, name and words do not."),
                show=("arrived_at", "purpose", "model_id", "user_id", "result", "note"),
            ),
            "dealer.call": Policy(
                "erase",
                links=("partner_id", "lead_id.partner_id"),
                contact=(("phone_key", "phone"),),
                erase=nothing("phone", "phone_key", "note"),
                kept=("external_id",),
                mentions=("note",),
                note=self.env._("Who called when stays, number and words do not."),
                show=("started_at", "direction", "phone", "result", "note"),
            ),
        }

    @api.model
    def _get_policies_of_intake(self):
        """Policies of messages taken in, duplicates and merges.

        :return: dict model name -> tools.privacy.Policy
        """
        return {
            "dealer.inbox": Policy(
                "erase",
                links=("lead_ids.partner_id", "call_id.partner_id"),
                contact=(("call_phone_key", "phone"),),
                erase={
                    # base64 of "erased", as the column keeps it.
                    "payload": b"ZXJhc2Vk",
                    "parsed": [],
                    **nothing("repaired_payload", "error", "sender_key"),
                    **nothing("call_phone_key"),
                },
                kept=(
                    *("external_id", "dedup_key", "payload_hash", "content_type"),
                    "call_ref",
                ),
                show=("create_date", "intake_source_id", "payload_text"),
            ),
            "dealer.intake.ref": Policy("none", kept=("external_ref",), show=()),
            # A hash which is gone after a day.
            "dealer.intake.turn": Policy("none", kept=("key",), show=()),
            "dealer.lead.touch": Policy(
                "none",
                links=("lead_id.partner_id",),
                show=("date", "intake_source_id", "utm_source_id", "is_first"),
            ),
            "dealer.assignment.log": Policy(
                "erase",
                links=("lead_id.partner_id",),
                erase=nothing("note"),
                kept=("refusals",),
                show=("date", "occasion", "reason", "user_id"),
            ),
            "dealer.intake.source": Policy(
                "none", kept=("name", "token_hash", "call_secret"), show=()
            ),
            "dealer.duplicate": Policy(
                "delete", show=("partner_id", "other_id", "score", "state")
            ),
            "dealer.merge": Policy(
                "erase",
                links=("target_id", "source_ids"),
                erase={
                    "is_erased": True,
                    **nothing("source_names", "moved", "undo_note", "snapshot"),
                },
                show=("date", "source_names", "target_id", "state"),
            ),
        }
