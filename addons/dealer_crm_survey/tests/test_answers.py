import json

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_crm.tools import json_lead

from ..tools.answers import Answer, document


@tagged("post_install", "-at_install")
class TestAnswers(BaseCase):
    def take(self, *answers, **known):
        lead = document("answer-7", "survey", answers, known)
        (item,) = json_lead.parse(json.dumps(lead).encode())
        return item

    def test_everything_in_its_place(self):
        item = self.take(
            Answer("name", "Name", "Лия Ким"),
            Answer("phone", "Phone", "8 900 555-31-01"),
            Answer("car", "Car", "Geely Monjaro Flagship"),
            Answer("trade_in", "Own car", "Kia Rio 2016"),
            Answer("timeframe", "When", "Within a month"),
            Answer("", "How may we reach you?", "By phone, By messenger"),
            Answer("", "Skipped", ""),
            Answer("test_drive", "Test drive", "5 March, 10:00"),
            Answer("comments", "Anything else", "In the evening"),
        )
        self.assertEqual(item["customer"]["full_name"], "Лия Ким")
        self.assertEqual(item["vehicle"]["make"], "Geely")
        self.assertEqual(item["vehicle"]["model"], "Monjaro Flagship")
        self.assertEqual(item["vehicle"]["interest"], "test-drive")
        self.assertEqual(item["trade_in"]["model"], "Kia Rio 2016")
        self.assertEqual(item["timeframe"], "Within a month")
        self.assertEqual(
            item["comments"].split("\n"),
            [
                "In the evening",
                "How may we reach you?: By phone, By messenger",
                "Test drive: 5 March, 10:00",
            ],
        )

    def test_a_known_participant_need_not_say_who_it_is(self):
        known = {"name": "Ann", "phone": "+7 900 555-31-02", "email": ""}
        item = self.take(Answer("phone", "Phone", "+7 900 555-31-03"), **known)
        self.assertEqual(item["customer"]["full_name"], "Ann")
        self.assertEqual(item["customer"]["phones"], ["+7 900 555-31-03"])
