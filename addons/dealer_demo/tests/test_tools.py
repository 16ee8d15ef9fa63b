from collections import Counter
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random

from PIL import Image

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_crm.tools import adf, keys, plate, vin

from ..tools import (
    adf_messages,
    build,
    cars,
    club,
    contact,
    copy_text,
    leads,
    logo,
    names,
    operations,
    people,
    plan,
    usage,
    visits,
)
from ..tools.dealership import owner_on

TODAY = date(2026, 3, 16)


@tagged("post_install", "-at_install")
class TestCars(BaseCase):
    def test_vins_are_valid(self):
        rng = Random(1)
        for car in cars.CARS:
            for year in range(car.years[0], car.years[1] + 1):
                text = cars.vin(car, year, 4711, rng)
                self.assertEqual(vin.status(text), "ok", f"{car.key} {text}")
                self.assertEqual(vin.normalise(text), text)
                self.assertEqual(len(text), 17)
                self.assertTrue(text[-6:].isdigit())

    def test_check_digit_agrees_with_the_validator(self):
        rng = Random(2)
        for car in cars.CARS:
            text = cars.vin(car, car.years[0], 99, rng)
            if cars.has_check_digit(text):
                self.assertTrue(vin.has_valid_check_digit(text), text)
            self.assertEqual(
                cars.has_check_digit(text), vin.check_digit_required(text), text
            )
        # The example of 49 CFR 565.
        self.assertEqual(cars.check_digit("1M8GDM9A0KP042788"), "X")

    def test_model_year_is_coded(self):
        self.assertEqual(cars.year_code(2010), "A")
        self.assertEqual(cars.year_code(2018), "J")
        self.assertEqual(cars.year_code(2026), "T")
        self.assertEqual(cars.year_code(2031), "1")
        text = cars.vin(cars.BY_KEY["model_lada_vesta"], 2022, 1, Random(3))
        self.assertEqual(text[:3] + text[9], "XTAN")
        self.assertIn(2022, vin.decode(text)["years"])

    def test_vins_are_unique(self):
        rng = Random(4)
        car = cars.BY_KEY["model_lada_granta"]
        texts = {cars.vin(car, 2020, index, rng) for index in range(20_000)}
        self.assertEqual(len(texts), 20_000)
        self.assertEqual(len({text[-6:] for text in texts}), 20_000)

    def test_chassis_numbers(self):
        numbers = {cars.chassis_number(index)[1] for index in range(5_000)}
        self.assertEqual(len(numbers), 5_000)
        for key, number, year in map(cars.chassis_number, range(20)):
            self.assertEqual(vin.status(number), "short")
            self.assertTrue(key.startswith("model_") and 2000 < year < 2015)

    def test_model_was_sold_in_its_year(self):
        rng = Random(5)
        for year in range(2010, 2028):
            car = cars.choose(rng, year)
            self.assertTrue(car.years[0] <= min(year, 2026) <= car.years[1])
        for _number in range(50):
            self.assertEqual(cars.choose_new(rng, 2026).years[1], 2026)


@tagged("post_install", "-at_install")
class TestPeople(BaseCase):
    def test_surnames_of_women(self):
        forms = {
            "Соколов": "Соколова",
            "Калинин": "Калинина",
            "Горский": "Горская",
            "Бережной": "Бережная",
            "Шевченко": "Шевченко",
            "Ковальчук": "Ковальчук",
        }
        for surname, feminine in forms.items():
            self.assertEqual(names.feminine(surname), feminine)

    def test_patronymics_have_the_ending_of_the_gender(self):
        rng = Random(6)
        for _number in range(200):
            surname, _first, patronymic = people.russian_name(rng, "f", 0.3)
            self.assertTrue(patronymic.endswith("на"), patronymic)
            self.assertFalse(surname.endswith(("ов", "ев", "ин", "ский")), surname)
            _surname, _first, patronymic = people.russian_name(rng, "m", 0.3)
            self.assertTrue(patronymic.endswith("ич"), patronymic)
        for name, son, daughter in names.MEN_RU + names.MEN_TATAR:
            self.assertEqual({son[0], daughter[0]}, {name[0]})

    def test_romanise(self):
        self.assertEqual(names.romanise("Щукин Юрий"), "Shchukin Yuriy")
        self.assertEqual(names.romanise("Любовь, 王"), "Lyubov, 王")

    def test_phone_is_the_same_in_every_form(self):
        for index in range(50):
            national = contact.mobile(index)
            texts = [contact.format_phone(national, style) for style in range(4)]
            found = {keys.phone_key(text, "RU") for text in texts}
            self.assertEqual(found, {f"+7{national}"})
        numbers = {contact.mobile(index) for index in range(50_000)}
        self.assertEqual(len(numbers), 50_000)

    def test_nobody_real_can_be_reached(self):
        rng = Random(7)
        for index in range(500):
            person = people.person(rng, rng.choice(contact.AREAS), index)
            self.assertIn(person.national[:3], contact.MOBILE_CODES)
            if person.email:
                domain = person.email.partition("@")[2]
                self.assertTrue(
                    domain.endswith((".test", "example.com", "example.org"))
                )
                self.assertTrue(person.email.isascii())

    def test_all_scripts(self):
        rng = Random(8)
        found = {people.person(rng, "moscow", index).script for index in range(300)}
        self.assertEqual(found, {"ru", "latin", "zh"})

    def test_misspelled_text_differs_in_one_place(self):
        rng = Random(9)
        for text in ("Соколов", "Petrov", "Аннин", "Ооооо"):
            for _number in range(30):
                wrong = people.misspell(text, rng)
                self.assertNotEqual(wrong, text)
                self.assertLessEqual(abs(len(wrong) - len(text)), 1)
                self.assertEqual(wrong[0], text[0])

    def test_plates(self):
        rng = Random(10)
        for area in contact.AREAS:
            found = {contact.plate(area, index, rng) for index in range(3_000)}
            self.assertEqual(len({text[:6] for text in found}), 3_000)
            for text in found:
                self.assertIn(text[6:], contact.PLATE_REGIONS[area])
                self.assertTrue(set(text[0] + text[4:6]) <= set(contact.PLATE_LETTERS))
                self.assertNotEqual(text[1:4], "000")
                self.assertTrue(plate.normalise(text).isascii())
        for electric in (True, False):
            text = contact.chinese_plate(electric, rng)
            self.assertTrue(plate.normalise(text))
            self.assertEqual(len(text), 8 if electric else 7)


@tagged("post_install", "-at_install")
class TestDriving(BaseCase):
    def test_more_is_driven_in_summer(self):
        driven = usage.Usage(date(2024, 1, 1), 1000, 12_000)
        july = driven.at(date(2024, 8, 1)) - driven.at(date(2024, 7, 1))
        january = driven.at(date(2024, 2, 1)) - driven.at(date(2024, 1, 1))
        self.assertGreater(july, 1.7 * january)
        year = driven.at(date(2025, 1, 1)) - driven.at(date(2024, 1, 1))
        self.assertAlmostEqual(year, 12_000, delta=60)

    def test_day_of_a_reading(self):
        driven = usage.Usage(date(2024, 1, 1), 0, 15_000)
        latest = date(2026, 1, 1)
        day = driven.day_of(10_000, latest)
        self.assertGreaterEqual(driven.at(day), 10_000)
        self.assertLess(driven.at(day - timedelta(days=1)), 10_000)
        self.assertIsNone(driven.day_of(90_000, latest))

    def test_yearly_kilometres(self):
        rng = Random(11)
        people_km = [usage.yearly_km(rng) for _number in range(400)]
        company_km = [usage.yearly_km(rng, True) for _number in range(400)]
        self.assertTrue(10_000 < sum(people_km) / 400 < 22_000)
        self.assertGreater(sum(company_km), 2 * sum(people_km))

    def test_service_is_due_by_kilometres_or_after_a_year(self):
        car = cars.BY_KEY["model_lada_vesta"]
        sold = date(2020, 1, 10)
        much = usage.Usage(sold, 0, 45_000)
        days = visits.regular(car, much, sold, date(2023, 1, 10), Random(12))
        self.assertEqual(len(days), 8)
        little = usage.Usage(sold, 0, 4_000)
        days = visits.regular(car, little, sold, date(2023, 3, 30), Random(12))
        self.assertEqual([number for _day, number in days], [1, 2, 3])
        self.assertTrue(365 <= (days[0][0] - sold).days < 395)

    def test_chinese_car_has_a_first_check(self):
        car = cars.BY_KEY["model_geely_monjaro"]
        sold = date(2024, 2, 1)
        driven = usage.Usage(sold, 0, 20_000)
        days = visits.regular(car, driven, sold, date(2025, 2, 1), Random(13))
        self.assertEqual(days[0][1], 0)
        self.assertLess(driven.at(days[0][0]), 7_500)
        self.assertEqual(visits.maintenance(car, 0), ("TO-0",))

    def test_every_operation_exists(self):
        for car in cars.CARS:
            for number in range(13):
                for code in visits.maintenance(car, number):
                    self.assertIn(code, operations.OPERATIONS_BY_CODE)
        for code in visits.REPAIRS:
            self.assertIn(code, operations.OPERATIONS_BY_CODE)
        for operation in operations.OPERATIONS:
            for part, quantity in operation.parts:
                self.assertIn(part, operations.PARTS_BY_CODE)
                self.assertGreater(quantity, 0)

    def test_prices(self):
        self.assertLess(
            operations.hour_price(900_000), operations.hour_price(9_000_000)
        )
        self.assertEqual(operations.price_then(1000, 0), 1000)
        self.assertAlmostEqual(operations.price_then(1000, 365), 920, delta=5)
        lines = operations.lines(("TO-S",), 900_000, 0)
        self.assertEqual([line.kind for line in lines], ["labour", "part", "part"])
        self.assertEqual(
            operations.total(("TO-S",), 900_000, 0),
            sum(line.quantity * line.price for line in lines),
        )


@tagged("post_install", "-at_install")
class TestDealership(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house = build.core(7, TODAY, plan.core(1))

    def test_same_seed_same_dealership(self):
        size = plan.core(0.2)
        self.assertEqual(build.core(7, TODAY, size), build.core(7, TODAY, size))
        self.assertNotEqual(build.core(7, TODAY, size), build.core(8, TODAY, size))
        self.assertEqual(build.part(7, TODAY, 400, 50), build.part(7, TODAY, 400, 50))

    def test_volumes(self):
        self.assertEqual(len(self.house.customers), plan.CUSTOMERS)
        self.assertEqual(len(self.house.vehicles), plan.VEHICLES)
        self.assertEqual(len(self.house.cases), plan.LEADS)
        self.assertEqual(len(self.house.orders), plan.LIVE_ORDERS)
        part = build.part(7, TODAY, 400, 200)
        self.assertEqual(len(part.customers), 200)
        self.assertEqual(len(part.vehicles), 300)
        self.assertEqual(sum(len(car.visits) for car in part.vehicles), 1000)

    def test_slices_reach_the_volume(self):
        for scale, customers in ((1, 400), (1.1, 440), (50, 20_000), (500, 200_000)):
            parts = plan.slices(scale, 0)
            self.assertEqual(400 + sum(count for _first, count in parts), customers)
        self.assertEqual(plan.slices(50, 20_000), [])
        self.assertEqual(plan.slices(0.05, 0), [])
        first, count = plan.slices(50, 10_400)[0]
        self.assertEqual((first, count), (10_400, plan.SLICE))

    def test_duplicates_share_a_key_with_their_original(self):
        house = self.house
        self.assertEqual(len(house.duplicates), 32)
        self.assertEqual(
            {kind for _a, _b, kind in house.duplicates}, set(people.DUPLICATE_KINDS)
        )
        for first, twin, kind in house.duplicates:
            one, other = house.customers[first], house.customers[twin]
            self.assertNotEqual(one, other)
            same = [
                key(getattr(one, name)) == key(getattr(other, name))
                for name, key in (("phone", self._phone_key), ("email", keys.email_key))
                if getattr(other, name)
            ]
            self.assertTrue(any(same), f"{kind}: {one} {other}")

    @staticmethod
    def _phone_key(text):
        return keys.phone_key(text, "RU")

    def test_vins(self):
        texts = [car.vin for car in self.house.vehicles if car.vin]
        self.assertEqual(len(set(texts)), len(texts))
        found = Counter(vin.status(car.vin) for car in self.house.vehicles)
        self.assertGreater(found["ok"], 490)
        for status in ("bad_check_digit", "short", "missing"):
            self.assertTrue(1 <= found[status] <= 12, status)

    def test_owners_follow_each_other(self):
        resold = 0
        for car in self.house.vehicles:
            for before, after in zip(car.periods, car.periods[1:], strict=False):
                resold += 1
                self.assertEqual(before.end, after.start)
                self.assertLess(before.start, before.end)
                self.assertNotEqual(before.customer, after.customer)
            if car.periods:
                self.assertIsNone(car.periods[-1].end)
                self.assertLessEqual(car.periods[-1].start, TODAY)
        self.assertTrue(0.08 < resold / len(self.house.vehicles) < 0.2)

    def test_odometers_only_rise(self):
        for car in self.house.vehicles:
            readings = [(visit.day, visit.odometer) for visit in car.visits]
            readings.append((car.read_on, car.odometer))
            self.assertEqual(readings, sorted(readings))
            values = [value for _day, value in readings]
            self.assertEqual(values, sorted(values), car)

    def test_visits_belong_to_an_owner_and_to_three_years(self):
        for car in self.house.vehicles:
            for visit in car.visits:
                self.assertIsNotNone(owner_on(car, visit.day))
                self.assertTrue(timedelta(50) < TODAY - visit.day < timedelta(1100))
                self.assertTrue(visit.operations)

    def test_leads(self):
        stages = Counter(case.lead.stage for case in self.house.cases)
        self.assertEqual(set(stages), {stage for stage, _w, _a in leads.STAGES})
        channels = {case.lead.channel for case in self.house.cases}
        self.assertEqual(channels, {channel for channel, _w in leads.CHANNELS})
        for case in self.house.cases:
            self.assertEqual(case.lead.reason is not None, case.lead.stage == "lost")
            self.assertNotEqual(case.customer is None, case.stranger is None)
            if case.lead.channel == "adf":
                self.assertEqual(case.area, "moscow")
            if case.lead.stage == "crm_stage_delivered":
                self.assertEqual(self.house.vehicles[case.vehicle].state, "sale")
        delivered = [c.vehicle for c in self.house.cases if c.vehicle is not None]
        self.assertEqual(len(set(delivered)), len(delivered))

    def test_orders_in_every_state(self):
        states = {order.state for order in self.house.orders}
        self.assertEqual(
            states, {"delivered", "invoiced", "ready", "in_work", "check_in"}
        )
        for order in self.house.orders:
            car = self.house.vehicles[order.vehicle]
            self.assertEqual(order.customer, car.periods[-1].customer)
            self.assertLessEqual(order.visit.day, TODAY)
            self.assertGreaterEqual(order.visit.odometer, car.odometer)


@tagged("post_install", "-at_install")
class TestLedger(BaseCase):
    def test_balances_follow(self):
        rng = Random(14)
        for count in (1, 2, 60):
            rows = club.ledger(count, date(2023, 1, 1), TODAY, rng)
            self.assertEqual([row.seq for row in rows], list(range(1, count + 1)))
            balance = 0
            for row in rows:
                balance += row.points
                self.assertEqual(row.balance, balance)
                self.assertGreaterEqual(balance, 0)
                self.assertEqual(row.points > 0, row.kind == "earn")
            days = [row.day for row in rows]
            self.assertEqual(days, sorted(days))

    def test_shares(self):
        parts = club.shares(1000, 60, Random(15))
        self.assertEqual((sum(parts), len(parts)), (1000, 60))
        self.assertGreaterEqual(min(parts), 1)

    def test_members_have_one_card_each(self):
        found = club.members(100, {98, 99}, 0.6, Random(16))
        self.assertEqual(len(set(found)), 59)
        self.assertFalse(set(found) & {98, 99})
        serials = {club.card_serial(index) for index in range(20_000)}
        self.assertEqual(len(serials), 20_000)


@tagged("post_install", "-at_install")
class TestMessages(BaseCase):
    def test_messages_are_read_by_the_intake(self):
        person = people.person(Random(17), "kazan", 5)
        payload = adf_messages.message(
            person,
            "AP-1 & 2",
            datetime(2026, 3, 1, 10, 0),
            "Geely",
            "Monjaro",
            "Есть <вопрос>",
            ("LADA", "Vesta", "XTAGFL110NY000123"),
        )
        [prospect] = adf.parse(payload)
        self.assertEqual(prospect["customer"]["full_name"], person.name)
        self.assertEqual(prospect["vehicle"]["model"], "Monjaro")
        self.assertEqual(prospect["trade_in"]["vin"], "XTAGFL110NY000123")
        self.assertEqual(prospect["comments"], "Есть <вопрос>")
        self.assertTrue(adf.split_prospect_key(prospect))

    def test_broken_messages_are_not(self):
        codes = []
        for payload in adf_messages.broken():
            with self.assertRaises(adf.AdfError) as caught:
                adf.parse(payload)
            codes.append(caught.exception.code)
        self.assertEqual(codes, ["not_xml", "no_contact"])


@tagged("post_install", "-at_install")
class TestLogo(BaseCase):
    def test_mark(self):
        image = Image.open(BytesIO(logo.png()))
        self.assertEqual(image.size, (logo.SIZE, logo.SIZE))
        self.assertEqual(image.getpixel((0, 0))[3], 0)
        self.assertEqual(image.getpixel((40, 90))[:3], (31, 78, 121))


@tagged("post_install", "-at_install")
class TestCopy(BaseCase):
    def test_values(self):
        line = copy_text.line(
            [None, True, 5, 1.5, date(2026, 1, 2), datetime(2026, 1, 2, 3), "a\tб\\\n"]
        )
        self.assertEqual(
            line, "\\N\tt\t5\t1.5\t2026-01-02\t2026-01-02 03:00:00\ta\\tб\\\\\\n\n"
        )

    def test_stream_gives_every_character_once(self):
        rows = ["abc\n", "d\n", "efghij\n"]
        for size in (1, 3, 100):
            stream = copy_text.Stream(iter(rows))
            parts = iter(lambda stream=stream, size=size: stream.read(size), "")
            self.assertEqual("".join(parts), "abc\nd\nefghij\n")
        self.assertEqual(copy_text.Stream(iter(rows)).read(), "abc\nd\nefghij\n")
