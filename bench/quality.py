"""Does the duplicate search find who is there twice, and nobody else?

Sets of records with known truth are entered into the populated dealership, then each
record is searched as the nightly search does it. One set is made here: people of the
generated lists of names in three scripts, with their families and namesakes. Other sets
come from files. Each set is divided by person: one half served to find the weights, the
other only to judge them.

Stock is Odoo's own wizard "Merge contacts", grouping by what a person would tick.
"""

import collections
import time

import database
import figures
import people

PEOPLE, SEED = 700, 19
SLICE = 200
HALVES = ("tuned on", "held apart")
STOCK_RULES = {
    "same e-mail": ("group_by_email",),
    "same name": ("group_by_name",),
    "same e-mail and name": ("group_by_email", "group_by_name"),
}


def measure(name: str, files: list[tuple]) -> dict:
    """Judge the search on each half of each set.

    :param name: database
    :param files: tuples (path, columns), see ``people.read``
    :return: dict set -> half -> {ours, stock rule: figures}
    """
    sets = {path.stem: people.read(path, columns) for path, columns in files}
    result = {}
    with database.environment(name) as env:
        for title, records in ({"three scripts": _generated()} | sets).items():
            result[title] = {
                half: _measure_half(env, people.half(records, number))
                for number, half in enumerate(HALVES)
            }
            env.cr.rollback()
    return result


def _generated():
    from odoo.addons.dealer_demo.tools import twins

    return [
        (record.person, {field: getattr(record, field) for field in people.FIELDS})
        for record in twins.records(PEOPLE, SEED)
    ]


def _measure_half(env, records):
    savepoint = env.cr.savepoint(flush=False)
    country = env.ref("base.ru").id
    partners = (
        env["res.partner"]
        .with_context(tracking_disable=True)
        .create([_prepare_partner(values, country) for _person, values in records])
    )
    env.flush_all()
    env.cr.execute("ANALYZE res_partner")
    truth = dict(zip(partners.ids, (person for person, _v in records), strict=True))
    result = {"ours": _judge_ours(env, partners, truth)}
    for rule, ticks in STOCK_RULES.items():
        result[rule] = _judge_stock(env, ticks, truth)
    savepoint.close(rollback=True)
    env.invalidate_all()
    return result


def _prepare_partner(values, country):
    vals = {field: values.get(field) or False for field in people.FIELDS}
    birthdate = vals.pop("birthdate")
    # A contact of Odoo has a name; where the source has none, a clerk enters something.
    name = vals["name"] or vals["email"] or vals["phone"] or "?"
    return {**vals, "name": name, "dealer_birthdate": birthdate, "country_id": country}


def _judge_ours(env, partners, truth):
    sure_from, _shown = env["res.partner"]._get_dealer_thresholds()
    sure, shown = set(), set()
    started = time.monotonic()
    for start in range(0, len(partners), SLICE):
        found = partners[start : start + SLICE]._dealer_duplicates_of_records()
        for partner, hits in found.items():
            for other, match in hits:
                pair = frozenset((partner.id, other.id))
                shown.add((partner.id, other.id))
                if match.score >= sure_from:
                    sure.add(pair)
    seconds = time.monotonic() - started
    true = _true_pairs(truth)
    candidates = len(shown)
    wrong = sum(frozenset(pair) not in true for pair in shown)
    return {
        **_pairwise(sure, true),
        "linked recall": round(_linked(sure, truth, true), 3),
        "shown recall": round(_share(true & set(map(frozenset, shown)), true), 3),
        "candidates": round(candidates / len(partners), 2),
        "wrong candidates": round(wrong / len(partners), 2),
        "ms": round(1000 * seconds / len(partners), 2),
    }


def _judge_stock(env, ticks, truth):
    """What the wizard puts together, as pairs."""
    wizard = env["base.partner.merge.automatic.wizard"].create(
        dict.fromkeys(ticks, True)
    )
    groups = wizard._compute_selected_groupby()
    env.cr.execute(wizard._generate_query(groups, maximum_group=0))
    pairs = set()
    for _least, ids in env.cr.fetchall():
        ids = sorted(ids)
        mine = [id_ for id_ in ids if id_ in truth]
        pairs |= {frozenset((a, b)) for a in mine for b in ids if a != b}
    return _pairwise(pairs, _true_pairs(truth))


def _true_pairs(truth):
    by_person = collections.defaultdict(list)
    for id_, person in truth.items():
        by_person[person].append(id_)
    return {
        frozenset((a, b))
        for ids in by_person.values()
        for a in ids
        for b in ids
        if a < b
    }


def _share(part, whole):
    return len(part) / len(whole) if whole else 0.0


def _pairwise(found, true):
    return {
        "precision": round(_share(found & true, found), 3),
        "recall": round(_share(found & true, true), 3),
    }


def _linked(sure, truth, true):
    """Recall when A is B and B is C make A and C one, as merging does."""
    parent = {id_: id_ for pair in sure for id_ in pair}

    def root(id_):
        while parent.get(id_, id_) != id_:
            id_ = parent[id_]
        return id_

    for one, other in map(tuple, sure):
        parent[root(one)] = root(other)
    return _share({pair for pair in true if len(set(map(root, pair))) == 1}, true)


def report(result: dict) -> str:
    """The table of the results."""
    columns = ["set", "half", "way", "precision", "recall", "linked"]
    columns += ["shown", "candidates", "wrong", "ms each"]
    keys = ("precision", "recall", "linked recall", "shown recall")
    keys += ("candidates", "wrong candidates", "ms")
    rows = [
        [title, half, way, *(found.get(key) for key in keys)]
        for title, halves in result.items()
        for half, ways in halves.items()
        for way, found in ways.items()
    ]
    return figures.table("Duplicates: sure pairs, and who is shown", columns, rows)
