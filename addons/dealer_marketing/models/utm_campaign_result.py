"""What a campaign has brought, and whether it is more than chance."""

from odoo import api, fields, models
from odoo.tools import format_amount

from ..tools import uplift

GROUP = "dealer_marketing.group_marketing_user"
# What people do also without the campaign: compared with the hold-out.
COMPARED = ("visited", "test_drive", "bought")


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    dealer_result = fields.Html(
        string="Result",
        compute="_compute_dealer_result",
        sanitize=False,
        groups=GROUP,
    )

    @api.depends_context("uid", "lang")
    def _compute_dealer_result(self):
        for campaign in self:
            rows = campaign._get_dealer_result_rows() if campaign.id else []
            campaign.dealer_result = bool(rows) and self.env["ir.qweb"]._render(
                "dealer_marketing.campaign_result",
                {"rows": rows, **campaign._prepare_dealer_result()},
            )

    def _prepare_dealer_result(self):
        """Head and foot of the result.

        :return: dict of values of the template
        """
        sizes = self._get_dealer_sizes()
        return {
            "treated": self.env._("Contacted (%(count)s)", count=sizes["treated"]),
            "held_out": self.env._("Held Out (%(count)s)", count=sizes["held_out"]),
            "note": self.env._(
                "Counted for %(days)s days after somebody joined. A difference is "
                "named when it is more than chance: when its 95 %% interval leaves "
                "zero out.",
                days=self.dealer_result_days,
            ),
        }

    def _get_dealer_sizes(self):
        """How many people are on each side.

        :return: dict treated and held_out -> number
        """
        self.ensure_one()
        groups = self.env["dealer.campaign.member"]._read_group(
            [("campaign_id", "=", self.id)], ["arm"], ["__count"]
        )
        return {"treated": 0, "held_out": 0} | dict(groups)

    def _get_dealer_result_rows(self):
        """Lines of the result; addons add theirs.

        Everybody counts on the side they were put on when they joined, whether or not
        they could be contacted: so both sides are alike but for the campaign.

        :return: list of dicts: name, treated and held_out (texts), effect (text, or
            "" where nothing is compared), is_shown
        """
        self.ensure_one()
        sizes = self._get_dealer_sizes()
        if not sizes["treated"]:
            return []
        counts = self._count_dealer_ways()
        names = dict(
            self.env["dealer.campaign.member"]
            ._fields["reached"]
            ._description_selection(self.env)
        )
        return [
            self._prepare_dealer_share(way, names[way], counts, sizes)
            for way in names
            if way != "none"
        ]

    def _count_dealer_ways(self):
        """How many on each side did what.

        :return: dict (part of ``tools.campaigns.WAY``, treated or held_out) -> number
        """
        members = self.env["dealer.campaign.member"]
        ways = [way for way in members._fields["reached"].get_values(self.env)]
        ways.remove("none")
        groups = members._read_group(
            [("campaign_id", "=", self.id)],
            ["arm"],
            [f"{way}_at:count" for way in ways],
        )
        return {
            (way, arm): count
            for arm, *found in groups
            for way, count in zip(ways, found, strict=True)
        }

    def _prepare_dealer_share(self, way, name, counts, sizes):
        """Line of the result about a share of the people."""
        treated = counts.get((way, "treated"), 0)
        held = counts.get((way, "held_out"), 0)
        row = {
            "name": name,
            "treated": self._format_dealer_share(treated, sizes["treated"]),
            "held_out": "",
            "effect": "",
            "is_shown": False,
        }
        if way not in COMPARED:
            return row
        effect = uplift.share_difference(
            treated, sizes["treated"], held, sizes["held_out"]
        )
        row["held_out"] = self._format_dealer_share(held, sizes["held_out"])
        return row | self._prepare_dealer_effect(
            effect, lambda value: f"{100 * value:+.1f}\N{NO-BREAK SPACE}%"
        )

    @api.model
    def _format_dealer_share(self, count, size):
        return f"{count} ({100 * count / size:.1f} %)" if size else ""

    def _prepare_dealer_effect(self, effect, show):
        """The difference in words.

        :param effect: tools.uplift.Effect, or None
        :param show: function of a number which gives its text
        :return: dict effect, is_shown
        """
        if effect is None:
            text = self.env._("too few people held out")
        elif not effect.is_shown:
            text = self.env._("not shown")
        else:
            text = self.env._(
                "%(value)s (from %(low)s to %(high)s)",
                value=show(effect.value),
                low=show(effect.low),
                high=show(effect.high),
            )
        return {"effect": text, "is_shown": bool(effect and effect.is_shown)}

    def _format_dealer_amount(self, value):
        return format_amount(self.env, value, self.dealer_currency_id)

    def action_dealer_refresh(self):
        """Look up now what the members did, instead of at night.

        :return: True
        :raise AccessError: no marketing manager
        """
        self._check_dealer_manager()
        self.check_access("write")
        members = self.env["dealer.campaign.member"]
        # sudo: rows of a campaign are written by the campaign alone.
        members.sudo().search([("campaign_id", "in", self.ids)]).facts_on = False
        cron = self.env.ref("dealer_marketing.ir_cron_campaign_facts")
        # sudo: as above, its scheduled action is woken.
        cron.sudo()._trigger()
        return True
