from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.dealer_import.models import dealer_import_run
from odoo.addons.dealer_import.tests.common import VIN_VW, ImportCommon

HEAD = (
    "Заказ-наряд;Дата;VIN;Пробег;Код клиента;Причина обращения;Тип;Работа;Кол-во;"
    "Цена;Сумма;Итого\n"
)


@tagged("post_install", "-at_install")
class TestService(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss.group_ids += cls.env.ref("dealer_service.group_service_advisor")
        cls.anna = cls.env["res.partner"].create({"name": "Anna", "ref": "K-1"})
        cls.car = cls.env["dealer.vehicle"].create({"vin": VIN_VW})

    def history(self, text, **values):
        return self.load(HEAD + text, "service", **values)

    FILE = (
        f"ЗН-7;05.03.2024;{VIN_VW};84 200;K-1;Стук справа;работа;Диагностика;0,5;"
        "2 000,00;;\n"
        f"ЗН-7;05.03.2024;{VIN_VW};84 200;K-1;;Запчасти;Стойка;2;150,5;;\n"
        f"ЗН-8;06.03.2024;{VIN_VW};84 300;;;;Мойка;;;500;700\n"
    )

    def test_orders_with_lines(self):
        job = self.history(self.FILE)
        self.assertEqual(self.counts(job), (3, 0, 0, 0), self.reasons(job))
        last, first = self.env["dealer.service.order"].search(
            [("vehicle_id", "=", self.car.id)]
        )
        self.assertRecordValues(
            first | last,
            [
                {
                    "name": "ЗН-7",
                    "state": "history",
                    "partner_id": self.anna.id,
                    "odometer": 84200,
                    "history_amount": 1301,
                    "amount_total": 1301,
                    "history_source": "Old system",
                    "concern": "Стук справа",
                    "advisor_id": False,
                },
                {
                    "name": "ЗН-8",
                    "state": "history",
                    "partner_id": False,
                    "odometer": 84300,
                    "history_amount": 700,
                    "amount_total": 700,
                    "history_source": "Old system",
                    "concern": False,
                    "advisor_id": False,
                },
            ],
        )
        self.assertRecordValues(
            first.line_ids,
            [
                {
                    "kind": "labour",
                    "name": "Диагностика",
                    "quantity": 0.5,
                    "price_unit": 2000,
                },
                {"kind": "part", "name": "Стойка", "quantity": 2, "price_unit": 150.5},
            ],
        )
        self.assertEqual(last.line_ids.price_unit, 500)
        self.assertEqual(self.car.odometer, 84300)
        self.assertEqual(self.car.odometer_ids.mapped("source"), ["import"] * 2)
        self.assertFalse(first.sale_order_ids)
        self.assertEqual(first.date.date(), fields.Date.to_date("2024-03-05"))

    def test_twice_changes_nothing(self):
        self.history(self.FILE)
        again = self.history(self.FILE)
        self.assertEqual(self.counts(again), (0, 0, 3, 0))
        self.assertEqual(len(self.car.service_order_ids.line_ids), 3)
        # Rows of a finished order in another form would double its lines.
        changed = self.history(self.FILE.replace("Мойка", "Мойка кузова"))
        self.assertEqual(self.counts(changed), (0, 0, 2, 1))
        self.assertIn("imported before", self.reasons(changed)[4])
        self.assertEqual(len(self.car.service_order_ids.line_ids), 3)

    def test_order_is_whole_or_not_at_all(self):
        text = self.FILE.replace("150,5", "-150,5")
        job = self.history(text)
        self.assertEqual(self.counts(job), (1, 0, 0, 2))
        self.assertEqual(self.car.service_order_ids.name, "ЗН-8")
        self.assertIn("below zero", self.reasons(job)[3])
        self.assertIn("so the whole order is", self.reasons(job)[2])

    def test_lines_of_an_order_apart_in_the_file(self):
        lines = self.FILE.splitlines(keepends=True)
        text = lines[0] + lines[2] + lines[1]
        for size in (500, 1):
            source = f"By {size}"
            with patch.object(dealer_import_run, "SLICE", size):
                job = self.history(text, source=source)
            self.assertEqual(job.rejected_count, 0)
            order = self.car.service_order_ids.filtered(
                lambda order, source=source: (
                    order.history_source == source and order.name == "ЗН-7"
                )
            )
            self.assertEqual(len(order), 1)
            self.assertEqual((len(order.line_ids), order.history_amount), (2, 1301))

    def test_equal_lines_are_several(self):
        line = f"ЗН-9;05.03.2024;{VIN_VW};;;;работа;Подъем;1;100;;\n"
        self.history(line * 2)
        self.assertEqual(len(self.car.service_order_ids.line_ids), 2)
        self.assertEqual(self.counts(self.history(line * 2)), (0, 0, 2, 0))

    def test_bad_rows(self):
        job = self.history(
            "1;05.03.2024;XTAGFK330LY200017;;;;;Мойка;;;;\n"
            f"2;;{VIN_VW};;;;;Мойка;;;;\n"
            f"3;05.03.2099;{VIN_VW};;;;;Мойка;;;;\n"
            f"4;05.03.2024;{VIN_VW};;;;подарок;Мойка;;;;\n"
            f"5;05.03.2024;{VIN_VW};;;;;Мойка;0;;;\n"
        )
        self.assertEqual(self.counts(job), (0, 0, 0, 5))
        for line, words in enumerate(
            ("no vehicle", "no day", "in the future", "no kind", "below zero"), start=2
        ):
            self.assertIn(words, self.reasons(job)[line])

    def test_orders_without_number(self):
        text = (
            f"date,vin,operation\n2024-03-05,{VIN_VW},Oil\n2024-03-05,{VIN_VW},Filter\n"
            f"2024-04-05,{VIN_VW},Tyres\n"
        )
        self.load(text, "service")
        orders = self.car.service_order_ids
        self.assertEqual(orders.mapped("name"), ["2024-04-05", "2024-03-05"])
        self.assertEqual(len(orders[1].line_ids), 2)

    def test_rights(self):
        self.boss.group_ids -= self.env.ref("dealer_service.group_service_advisor")
        job = self.make(HEAD + self.FILE, "service")
        for action in (job.action_start, job.action_preview):
            with self.assertRaises(AccessError):
                action()

    def test_queries_do_not_grow_with_the_rows(self):
        counts = []
        self.history(self.FILE)
        for first, number in ((100, 40), (300, 80)):
            text = HEAD + "".join(
                f"{first + n};05.03.2024;{VIN_VW};;K-1;;работа;Мойка;1;100;;\n"
                for n in range(number)
            )
            job = self.make(text, "service")
            counts.append(self.count_queries(job))
            self.assertEqual(job.created_count, number)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)
