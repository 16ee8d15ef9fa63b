"""Every filter of the search views of our models can be asked."""

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import datetime, safe_eval


@tagged("post_install", "-at_install")
class TestFilters(TransactionCase):
    def test_every_filter(self):
        asked = 0
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not name.startswith("dealer.") or model._abstract:
                continue
            arch = etree.fromstring(model.get_view(view_type="search")["arch"])
            for node in arch.iter("filter"):
                if domain := node.get("domain"):
                    with self.subTest(model=name, filter=node.get("name")):
                        model.search(safe_eval(domain, self.get_names()), limit=1)
                        asked += 1
        self.assertGreater(asked, 20)

    def get_names(self):
        """What the web client knows in the domain of a filter."""
        return {
            "uid": self.env.uid,
            "datetime": datetime,
            "relativedelta": relativedelta,
            "context_today": datetime.date.today,
            "current_date": str(datetime.date.today()),
        }
