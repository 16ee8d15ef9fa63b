from odoo.tests import BaseCase, tagged

from ..tools import assignment
from ..tools.assignment import Lead, Member


@tagged("post_install", "-at_install")
class TestAssignmentRules(BaseCase):
    def choose(self, lead, *members):
        decision = assignment.choose(lead, members)
        return decision.member, decision.reason

    def test_turns(self):
        members = [Member(1), Member(2), Member(3, is_absent=True), Member(4)]
        got = []
        for _number in range(7):
            decision = assignment.choose(Lead(), members)
            assignment.give(members, decision.member)
            got.append(decision.member)
        self.assertEqual(got, [1, 2, 4, 1, 2, 4, 1])
        # Whoever comes back has waited longest, but only for one lead.
        members[2].is_absent = False
        back = []
        for _number in range(3):
            decision = assignment.choose(Lead(), members)
            assignment.give(members, decision.member)
            back.append(decision.member)
        self.assertEqual(back, [3, 2, 4])

    def test_each_refusal(self):
        lead = Lead(showroom=1, brand=7, language="ru_RU", source=5)
        for member, code in (
            (Member(1), ""),
            (Member(1, is_paused=True), "paused"),
            (Member(1, is_absent=True), "absent"),
            (Member(1, is_off_duty=True), "off_duty"),
            (Member(1, showrooms=frozenset({2})), "showroom"),
            (Member(1, brands=frozenset({8})), "brand"),
            (Member(1, brands=frozenset({7, 8})), ""),
            (Member(1, languages=frozenset({"zh_CN"})), "language"),
            (Member(1, sources=frozenset({6})), "source"),
            (Member(1, open_max=3, open_count=3), "full"),
            (Member(1, open_max=3, open_count=2), ""),
        ):
            self.assertEqual(assignment.refusal(lead, member), code)
        for name, code in (
            ("forbidden", "rights"),
            ("had", "had_it"),
            ("unmatched", "filter"),
        ):
            closed = Lead(**{name: frozenset({1})})
            self.assertEqual(assignment.refusal(closed, Member(1)), code)

    def test_unknown_wish_suits_everybody(self):
        member = Member(1, brands=frozenset({8}), languages=frozenset({"zh_CN"}))
        self.assertEqual(self.choose(Lead(), member), (1, "turn"))
        # An unknown source does not: whoever takes one channel takes no other.
        member = Member(1, sources=frozenset({5}))
        self.assertEqual(self.choose(Lead(), member), (0, "nobody"))

    def test_preferred(self):
        lead = Lead(preferred=frozenset({2}))
        self.assertEqual(
            self.choose(lead, Member(1), Member(2, turn=9)), (2, "preferred")
        )
        away = Member(2, is_absent=True)
        self.assertEqual(self.choose(lead, Member(1), away), (1, "turn"))

    def test_manager(self):
        lead = Lead(brand=7, manager=2)
        other = Member(1)
        for own, expected in (
            (Member(2, turn=9, brands=frozenset({8})), (2, "manager")),
            (Member(2, open_max=1, open_count=5), (2, "manager")),
            (Member(2, is_absent=True), (1, "turn")),
            (Member(2, is_off_duty=True), (1, "turn")),
            (Member(2, is_paused=True), (1, "turn")),
        ):
            self.assertEqual(self.choose(lead, other, own), expected)
        closed = assignment.without(lead, 2)
        self.assertEqual(self.choose(closed, other, Member(2)), (1, "turn"))

    def test_nobody(self):
        decision = assignment.choose(
            Lead(), [Member(1, is_absent=True), Member(2, is_off_duty=True)]
        )
        self.assertEqual((decision.member, decision.reason), (0, "nobody"))
        self.assertEqual(decision.refused, ((1, "absent"), (2, "off_duty")))
        self.assertEqual(self.choose(Lead()), (0, "empty"))
