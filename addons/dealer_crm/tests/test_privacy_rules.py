from odoo.tests import BaseCase, tagged

from ..tools import privacy

TRACES = privacy.traces(
    ["Orlova Zinaida Petrovna", "Anna"],
    ["+7 (917) 555-01-77", "12345"],
    ["Zina <Zinaida.Orlova@mail.example>"],
)


@tagged("post_install", "-at_install")
class TestPrivacyRules(BaseCase):
    def test_short_texts_are_no_trace(self):
        self.assertEqual(TRACES.names, {"Orlova Zinaida Petrovna"})
        self.assertEqual(TRACES.phones, {"9175550177"})
        self.assertEqual(TRACES.emails, {"zinaida.orlova@mail.example"})

    def test_traces_are_found_however_they_are_written(self):
        for text in (
            "call 8-917-555-01-77 tomorrow",
            "79175550177",
            "ORLOVA ZINAIDA PETROVNA",
            "Zinaida Petrovna Orlova",
            "Orlova, Zinaida  Petrovna",
            "<p>zinaida.orlova@MAIL.example</p>",
        ):
            self.assertTrue(TRACES.find(text), text)

    def test_others_are_left_alone(self):
        for text in (
            "",
            None,
            "Anna called",
            "Orlova Zinaida",
            "91755501770000",
            "zinaida-orlova@mail.example",
            "zinaidaxorlova@mail.example",
        ):
            self.assertFalse(TRACES.find(text), text)

    def test_redact(self):
        self.assertEqual(
            TRACES.redact("Call Zinaida Petrovna Orlova: +7 917 555 01 77!", "X"),
            "Call X: X!",
        )
        self.assertEqual(TRACES.redact("", "X"), "")
        self.assertEqual(privacy.Traces().redact("Orlova", "X"), "Orlova")
        self.assertFalse(privacy.Traces().find("anything"))

    def test_suppression_keys(self):
        found = privacy.suppression_keys(
            phones=["8 917 555-01-77", None, "12"],
            emails=["Z@Mail.example", ""],
            name="Зинаида Орлова",
            birthdate="1961-04-05",
            country_code="RU",
        )
        self.assertEqual(
            found,
            {
                ("phone", "+79175550177"),
                ("email", "z@mail.example"),
                ("person", "orlova zinaida|1961-04-05"),
            },
        )
        self.assertEqual(privacy.suppression_keys(name="Zinaida Orlova"), set())

    def test_seal_needs_the_secret(self):
        one = privacy.seal(b"a", "phone", "+79175550177")
        self.assertRegex(one, "^[0-9a-f]{64}$")
        self.assertEqual(one, privacy.seal(b"a", "phone", "+79175550177"))
        self.assertNotEqual(one, privacy.seal(b"b", "phone", "+79175550177"))
        self.assertNotEqual(one, privacy.seal(b"a", "email", "+79175550177"))

    def test_policy_classifies(self):
        policy = privacy.Policy(
            "erase", erase={"a": None}, kept=("b",), mentions=("c",)
        )
        self.assertEqual(
            [policy.is_classified(name) for name in "abcd"], [True, True, True, False]
        )
