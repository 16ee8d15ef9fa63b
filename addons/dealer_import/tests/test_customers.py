from odoo.tests import tagged

from .common import ImportCommon

RUSSIAN = """Код клиента;Фамилия;Имя;Отчество;Телефон;E-mail;Город;Примечание
К-1;Иванова;Анна;Петровна;8 (912) 555-01-01;ANNA@example.com;Казань;—
К-2;Петров;Глеб;;+7 912 555-01-02;;Тула;Любит синий
К-3;;;;;;Омск;ничего нет
К-4;Сидорова;Яна;;;яна(at)example;Омск;
"""


@tagged("post_install", "-at_install")
class TestCustomers(ImportCommon):
    def person(self, phone):
        return self.env["res.partner"].search([("dealer_phone_key", "=", phone)])

    def test_russian_file(self):
        job = self.load(RUSSIAN, encoding="cp1251")
        self.assertEqual((job.encoding, job.separator), ("cp1251", ";"))
        self.assertEqual(job.state, "done")
        self.assertEqual(self.counts(job), (2, 0, 0, 2))
        anna = self.person("+79125550101")
        self.assertRecordValues(
            anna,
            [
                {
                    "name": "Иванова Анна Петровна",
                    "email": "ANNA@example.com",
                    "city": "Казань",
                    "ref": "К-1",
                    "comment": False,
                    "create_uid": self.boss.id,
                }
            ],
        )
        reasons = self.reasons(job)
        self.assertEqual(set(reasons), {4, 5})
        self.assertIn("neither a name", reasons[4])
        self.assertIn("no e-mail address", reasons[5])

    def test_birthdate(self):
        self.load("ФИО;Телефон;Дата рождения\nСомова Ида;+79125550777;05.03.1990\n")
        person = self.person("+79125550777")
        self.assertEqual(str(person.dealer_birthdate), "1990-03-05")

    def test_chinese_file(self):
        text = (
            "客户编号,姓名,手机号,城市\n1,王伟,13800138000,上海\n"
            "2,李娜,13900139000,北京\n"
        )
        self.env.company.country_id = self.env.ref("base.cn")
        job = self.load(text, encoding="gb18030")
        self.assertEqual(job.encoding, "gb18030")
        self.assertEqual(self.counts(job), (2, 0, 0, 0))
        self.assertEqual(self.person("+8613800138000").name, "王伟")

    def test_twice_changes_nothing(self):
        first = self.load(RUSSIAN)
        total = self.env["res.partner"].search_count([])
        self.person("+79125550101").city = "Уфа"
        second = self.load(RUSSIAN)
        self.assertEqual(self.counts(second), (0, 0, 2, 2))
        self.assertEqual(self.env["res.partner"].search_count([]), total)
        self.assertEqual(self.person("+79125550101").city, "Уфа")
        self.assertEqual(first.created_count, 2)

    def test_nameless_rows_are_not_doubled_either(self):
        """Nothing recognises a name alone, the row itself does."""
        text = "name,city\nOlga Zimina,Perm\nOlga Zimina,Perm\nOlga Zimina,Omsk\n"
        job = self.load(text)
        self.assertEqual(self.counts(job), (2, 0, 1, 0))
        self.assertEqual(self.counts(self.load(text)), (0, 0, 3, 0))

    def test_known_customer_is_completed_never_changed(self):
        known = self.env["res.partner"].create(
            {"name": "Иванова Анна", "phone": "+79125550101", "city": "Москва"}
        )
        job = self.load(RUSSIAN)
        self.assertEqual(self.counts(job), (1, 1, 0, 2))
        self.assertEqual(self.person("+79125550101"), known)
        self.assertEqual((known.city, known.email), ("Москва", "ANNA@example.com"))
        self.assertEqual(known.name, "Иванова Анна")

    def test_phone_of_another_person_is_not_enough(self):
        other = self.env["res.partner"].create(
            {"name": "Борис Кузнецов", "phone": "+79125550101"}
        )
        job = self.load(RUSSIAN)
        self.assertEqual(job.created_count, 2)
        self.assertEqual(len(self.person("+79125550101")), 2)
        self.assertIn(other.name, self.reasons(job, "note")[2])

    def test_one_person_in_two_rows_of_a_slice(self):
        text = (
            "name,phone,email,city\n"
            "Ivanova Anna,+79125550101,,\n"
            "Anna Ivanova,8 912 555 01 01,anna@example.com,Kazan\n"
            "Petr Ivanov,+79125550101,,\n"
        )
        job = self.load(text)
        self.assertEqual(self.counts(job), (2, 1, 0, 0))
        anna = self.person("+79125550101").filtered("email")
        self.assertEqual((anna.name, anna.city), ("Ivanova Anna", "Kazan"))

    def test_number_recognises_within_its_system(self):
        self.load("id,name\n17,Anna Ivanova\n")
        again = self.load("id,name,city\n17,Anna Petrova,Kazan\n")
        self.assertEqual(self.counts(again), (0, 1, 0, 0))
        partner = self.env["res.partner"].search([("ref", "=", "17")])
        self.assertEqual((partner.name, partner.city), ("Anna Ivanova", "Kazan"))

    def test_manager_country_and_kind(self):
        text = (
            "name;phone;менеджер;страна;тип клиента\n"
            "Volga Trade;+78435550101;import-seller;Россия;Юридическое лицо\n"
            "Zoya;+79125550109;Nobody Known;Russia;физ. лицо\n"
        )
        job = self.load(text)
        self.assertEqual(self.counts(job), (1, 0, 0, 1))
        self.assertIn("There is no user", self.reasons(job)[3])
        self.assertRecordValues(
            self.person("+78435550101"),
            [
                {
                    "is_company": True,
                    "user_id": self.seller.id,
                    "country_id": self.env.ref("base.ru").id,
                }
            ],
        )

    def test_second_phone_is_kept(self):
        self.load("name,phone,phone 2\nZoya,+79125550109,+79125550110\n")
        self.assertIn("79125550110", self.person("+79125550109").comment)
