import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl

from odoo.tests import BaseCase

from ..tools import headers, reading, rejected, rows, same, values

TODAY = date(2026, 11, 23)


class TestValues(BaseCase):
    def test_nothing(self):
        for text in ("", " ", "—", "–", "--", "...", "?", "n/a", "NULL", "нет данных"):
            self.assertEqual(values.clean(text), "", text)
        for text in ("未知", "无", None, "\ufeff", "\u200b", "#Н/Д"):
            self.assertEqual(values.clean(text), "", text)

    def test_names_may_be_words(self):
        self.assertEqual(values.clean("Null", words=False), "Null")
        self.assertEqual(values.clean("—", words=False), "")

    def test_clean(self):
        self.assertEqual(values.clean("  a \u00a0 b\x00 "), "a b")
        self.assertEqual(values.clean("'+7 912"), "+7 912")
        self.assertEqual(values.clean("'n"), "'n")

    def test_numbers(self):
        for text, number in {
            "1 234,56": "1234.56",
            "1\u00a0234,56": "1234.56",
            "1,234.56": "1234.56",
            "1.234.567,8": "1234567.8",
            "1,234,567": "1234567",
            "1,234": "1234",
            "0,125": "0.125",
            "1'234.5": "1234.5",
            "12,5": "12.5",
            "-5": "-5",
            "(12.50)": "-12.5",
            "1 234,56 руб.": "1234.56",
            "¥1,234": "1234",
            "3.5万": "35000",
            "１２": "12",
        }.items():
            self.assertEqual(values.number(text), Decimal(number), text)
        self.assertIsNone(values.number(""))

    def test_decimals_of_a_column(self):
        self.assertEqual(values.guess_decimal(["1,234", "12,5"]), ",")
        self.assertEqual(values.guess_decimal(["1.234", "12.50", "7"]), ".")
        self.assertEqual(values.guess_decimal(["1.234,50"]), ",")
        self.assertIsNone(values.guess_decimal(["1,234", "77"]))
        self.assertEqual(values.number("1,125", ","), Decimal("1.125"))
        self.assertEqual(values.number("1,125", "."), Decimal("1125"))

    def test_no_numbers(self):
        for text in ("abc", "12 or 13.5 x 4", "1-2", "--"):
            with self.assertRaises(values.BadValueError, msg=text):
                values.number(text)

    def test_dates(self):
        day = date(2024, 3, 5)
        for text in (
            "05.03.2024",
            "5.3.24",
            "05.03.2024 12:30",
            "2024-03-05",
            "2024-03-05T10:00:00Z",
            "2024/3/5",
            "2024年3月5日",
            "20240305",
            "45356",
            "5 марта 2024 г.",
            "Mar 5, 2024",
            "05-Mar-2024",
            "Tue Mar 05 2024 12:30:00 GMT-0800",
        ):
            self.assertEqual(values.day(text, "dmy", TODAY), day, text)
        self.assertEqual(values.day("03/05/2024", "mdy", TODAY), day)
        self.assertIsNone(values.day(""))

    def test_years_of_two_digits(self):
        self.assertEqual(values.day("1.2.27", "dmy", TODAY).year, 2027)
        self.assertEqual(values.day("1.2.28", "dmy", TODAY).year, 1928)

    def test_no_dates(self):
        for text in ("31.02.2024", "soon", "2024", "0000-00-00", "13/13/2024", "1.1.1"):
            with self.assertRaises(values.BadValueError, msg=text):
                values.day(text, "dmy", TODAY)

    def test_order_of_a_column(self):
        self.assertEqual(values.guess_order(["03/05/2024", "03/25/2024"]), "mdy")
        self.assertEqual(values.guess_order(["03/05/2024", "25/03/2024"]), "dmy")
        self.assertEqual(values.guess_order(["03/05/2024"], "mdy"), "mdy")
        self.assertEqual(values.guess_order(["03.05.2024"], "mdy"), "dmy")
        self.assertEqual(values.guess_order(["2024-05-03"]), "ymd")

    def test_kilometres(self):
        for text, km in {
            "84 200": 84200,
            "84,200": 84200,
            "84.200": 84200,
            "84200 km": 84200,
            "84,2 тыс. км": 84200,
            "84.2k": 84200,
            "8.42万公里": 84200,
            "120 тыс": 120000,
            "52 000 mi": 83686,
            "": None,
            "0": None,
        }.items():
            self.assertEqual(values.kilometres(text), (km, False), text)
        self.assertEqual(values.kilometres("999999"), (None, True))
        self.assertEqual(values.kilometres("84,250", "thousand"), (84250, False))
        self.assertEqual(values.kilometres("84.2", "thousand"), (84200, False))
        self.assertEqual(values.kilometres("8.4", "wan"), (84000, False))
        self.assertEqual(values.kilometres("100", "mile"), (161, False))

    def test_no_kilometres(self):
        for text, reason in {
            "-5": "negative",
            "3000001": "too_large",
            "many": "number",
        }.items():
            with self.assertRaises(values.BadValueError) as caught:
                values.kilometres(text)
            self.assertEqual(caught.exception.reason, reason)

    def test_unit_of_a_column(self):
        self.assertEqual(values.guess_unit("Пробег, тыс. км", []), "thousand")
        self.assertEqual(values.guess_unit("里程(万公里)", []), "wan")
        self.assertEqual(values.guess_unit("Odometer (miles)", []), "mile")
        self.assertEqual(values.guess_unit("Пробег", ["84,2", "120,5"]), "thousand")
        self.assertEqual(values.guess_unit("Пробег", ["12", "120500"]), "km")

    def test_year(self):
        for text in ("2019", "2019.0", "2019 г.", "05/2019", "2019年款"):
            self.assertEqual(values.year(text, 2027), 2019, text)
        for text in ("1850", "19", "2099", "2019/2020"):
            with self.assertRaises(values.BadValueError, msg=text):
                values.year(text, 2027)


class TestHeaders(BaseCase):
    TYPES = {"vin": "vin", "plate": "plate", "email": "email", "odometer": "km"}
    TYPES |= {"phone": "phone", "phone2": "phone", "year": "year"}

    def guess(self, titles, samples=None):
        targets = {
            code: headers.target(code, self.TYPES.get(code, "text"))
            for code in headers.SYNONYMS
        }
        titles = titles.split(";")
        return headers.guess(titles, samples or [[] for _ in titles], targets)

    def test_russian(self):
        self.assertEqual(
            self.guess("Код клиента;Фамилия;Имя;Отчество;Моб. телефон;Эл. почта;Город"),
            ["number", "last_name", "first_name", "middle_name", "phone", "email"]
            + ["city"],
        )
        self.assertEqual(
            self.guess("VIN-код;Гос. номер;Марка;Модель;Год выпуска;Пробег (тыс. км)"),
            ["vin", "plate", "make", "model", "year", "odometer"],
        )

    def test_english(self):
        self.assertEqual(
            self.guess(
                "customerID;customerName;Phone Number;E-mail;Body;License_Plate"
            ),
            ["number", "name", "phone", "email", None, "plate"],
        )

    def test_chinese(self):
        self.assertEqual(
            self.guess("客户编号;客户姓名;手机号码;车架号;车牌号;行驶里程(公里)"),
            ["number", "name", "phone", "vin", "plate", "odometer"],
        )

    def test_first_name_alone_is_the_name(self):
        self.assertEqual(self.guess("Имя;Телефон"), ["name", "phone"])

    def test_by_values(self):
        samples = [
            ["xtagfk330ly200017", "WVWZZZ1KZAW000117"],
            ["8 912 555-01-01", "+7 (912) 555 01 02"],
            ["a@example.com"],
            ["А123ВС77", "К777КК116"],
            ["12", "13"],
        ]
        self.assertEqual(
            self.guess("a;b;c;d;e", samples), ["vin", "phone", "email", "plate", None]
        )

    def test_values_speak_against_the_title(self):
        samples = [["front wheel", "no"], ["XTAGFK330LY200017"]]
        self.assertEqual(self.guess("VIN;x", samples), [None, "vin"])

    def test_each_meaning_once(self):
        self.assertEqual(self.guess("phone;Phone;name"), ["phone", None, "name"])


class TestReading(BaseCase):
    RUSSIAN = "Фамилия;Город\nИВАНОВА;КАЗАНЬ\nПетров, Глеб;Тула\n"
    CHINESE = "姓名,城市\n王伟,上海\n李娜,北京\n"

    def test_encodings(self):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
            for text in (self.RUSSIAN, self.CHINESE):
                self.check(text, encoding, encoding[:6].rstrip("-"))
        for encoding in ("cp1251", "koi8-r", "cp866"):
            self.check(self.RUSSIAN, encoding, encoding)
        self.check(self.CHINESE, "gb18030", "gb18030")
        self.check("name;city\nMüller;Köln\n", "cp1252", "cp1252")

    def check(self, text, encoding, expected):
        data = text.encode(encoding)
        guess = reading.guess_encoding(data)
        self.assertEqual(guess[: len(expected)], expected, encoding)
        self.assertEqual(reading.decode(data, guess), text)

    def test_separators(self):
        for mark in reading.SEPARATORS:
            text = f'a{mark}b{mark}c\n"x{mark}y"{mark}1.5{mark}2\n'
            self.assertEqual(reading.guess_separator(text), mark)
        self.assertEqual(reading.guess_separator("a;b\n1,5;2,5\n3,5;4\n"), ";")

    def test_own_file(self):
        raw = b'a;b;\r\n"one\ntwo;";2\r\n\r\n;;\r\n3;4;\r\n'
        data = reading.to_utf8(raw, "utf-8", ";")
        self.assertEqual(reading.count_rows(data), 2)
        found = list(reading.rows(data))
        self.assertEqual(
            [cells for cells, _place in found],
            [["a", "b"], ["one two;", "2"], ["3", "4"]],
        )
        # From each place on, the rest is the same.
        for number, (_cells, place) in enumerate(found, start=1):
            self.assertEqual(list(reading.rows(data, place)), found[number:])

    def refuse(self, reason, function, *args):
        with self.assertRaises(reading.UnreadableError) as caught:
            function(*args)
        self.assertEqual(caught.exception.reason, reason)

    def test_bad_text(self):
        self.refuse("encoding", reading.to_utf8, b"a\xff\xfeb\n", "utf-8", ",")
        self.refuse("no_rows", reading.to_utf8, b"a,b\n\n", "utf-8", ",")
        self.refuse("binary", reading.to_utf8, b"a\x00\x01\x00\n" * 9, "utf-8", ",")
        self.assertEqual(reading.decode(b"ab" * 99 + b"\x00", "utf-8"), "ab" * 99)
        self.refuse("csv", reading.to_utf8, b"a\n" + b"x" * 2_000_000, "utf-8", ",")
        self.refuse("old_excel", reading.is_workbook, b"\xd0\xcf\x11\xe0rest")

    def workbook(self, *lines):
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def test_workbook(self):
        data = self.workbook(
            ["vin", "day", "sum", "flag", "number"],
            ["XTA", date(2024, 3, 5), 1.125, True, 79125550101],
            [None, None, None, None, None],
            ["=1+1", None, 12.5, False, 3.0],
        )
        self.assertTrue(reading.is_workbook(data))
        found = [row for row, _place in reading.rows(reading.workbook_to_utf8(data))]
        self.assertEqual(found[1], ["XTA", "2024-03-05", "1.1250", "1", "79125550101"])
        # A formula without a stored result has no value.
        self.assertEqual(found[2], ["", "", "12.5", "0", "3"])

    def change(self, data, **parts):
        """The workbook with other or further parts."""
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, parts.pop(name, content))
            for name, content in parts.items():
                new.writestr(name, content)
        return out.getvalue()

    def test_bad_workbooks(self):
        good = self.workbook(["a"], ["b"])
        self.refuse("not_excel", reading.workbook_to_utf8, good[:-400])
        self.refuse("not_excel", reading.workbook_to_utf8, b"PK\x03\x04 nothing")
        sheet = "xl/worksheets/sheet1.xml"
        broken = self.change(good, **{sheet: b"<worksheet><sheetData><row>"})
        self.refuse("not_excel", reading.workbook_to_utf8, broken)
        entities = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
        self.refuse(
            "bomb", reading.workbook_to_utf8, self.change(good, **{sheet: entities})
        )
        zeros = self.change(good, **{"xl/sharedStrings.xml": bytes(160 * 1024**2)})
        self.assertLess(len(zeros), 1024**2)
        self.refuse("bomb", reading.workbook_to_utf8, zeros)
        self.refuse("no_rows", reading.workbook_to_utf8, self.workbook(["a"]))


class TestRejected(BaseCase):
    def test_formulas_are_disarmed(self):
        for text in ("=1+1", "+7 912", "@x", "-1+cmd", "\t=1", " =1", "＝1", "\r=1"):
            self.assertEqual(rejected.guard(text), "'" + text)
        for text in ("-5", "-12,5", "a=1", "", "12"):
            self.assertEqual(rejected.guard(text), text)

    def test_file(self):
        data = rejected.write(["имя", "b"], [["=x", 'q"'], ["+7", "2"]], ";")
        self.assertTrue(data.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(data.decode("utf-8-sig"), 'имя;b\r\n\'=x;"q"""\r\n\'+7;2\r\n')
        # Our own import takes the guard away again.
        self.assertEqual(values.clean("'=x"), "=x")


class TestSame(BaseCase):
    def test_agree(self):
        for first, second in (
            ("anna ivanova", "ivanova anna petrovna"),
            ("a ivanova p", "ivanova anna petrovna"),
            ("schukina elena", "elena shchukina"),
            ("anna", "anna ivanova"),
            ("", "anna"),
        ):
            self.assertTrue(same.names_agree(first, second), (first, second))
            self.assertTrue(same.names_agree(second, first), (first, second))

    def test_differ(self):
        for first, second in (
            ("anna ivanova", "ivanov petr"),
            ("boris kuznetsov", "anna ivanova"),
            ("irina petrova", "marina petrova"),
            ("li na", "li wei"),
        ):
            self.assertFalse(same.names_agree(first, second), (first, second))
            self.assertFalse(same.names_agree(second, first), (first, second))


class TestRows(BaseCase):
    def test_digest(self):
        self.assertEqual(rows.digest(["a", "b", ""]), rows.digest(["a", "b"]))
        different = [["a", "b"], ["ab", ""], ["", "a", "b"], ["a", "B"]]
        self.assertEqual(len({rows.digest(cells) for cells in different}), 4)
        self.assertNotEqual(rows.digest(["a"], "2"), rows.digest(["a"]))
