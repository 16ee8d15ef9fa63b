"""Banned phrases: a pattern, what to write instead, an example that must be found."""

import re
from dataclasses import dataclass
from pathlib import Path

PYTHON = (".py",)
XML = (".xml",)
SCRIPT = (".js",)
TEXT = (".py", ".xml", ".js", ".scss", ".csv", ".rst", ".md", ".sh", ".conf", ".toml")


@dataclass(frozen=True)
class Ban:
    pattern: str
    advice: str
    bad: str
    suffixes: tuple[str, ...] = PYTHON
    in_tests: bool = True

    def applies(self, path: Path) -> bool:
        """Whether this file is looked at; libraries of others never are."""
        return (
            path.suffix in self.suffixes
            and "lib" not in path.parts
            and (self.in_tests or "tests" not in path.parts)
        )

    def find(self, text: str) -> list[int]:
        """Return the numbers of the lines where the phrase begins."""
        return [
            text.count("\n", 0, match.start()) + 1
            for match in re.finditer(self.pattern, text, re.MULTILINE)
        ]


PYTHON_BANS = (
    Ban(r"\b_sql_constraints\b", "models.Constraint", "_sql_constraints = []"),
    Ban(
        r"CREATE (UNIQUE )?INDEX",
        "models.Index or models.UniqueIndex",
        'cr.execute("CREATE INDEX x")',
    ),
    Ban(r"\buser_has_groups\(", "env.user.has_group()", "self.user_has_groups('x')"),
    Ban(
        r"\bodoo\.osv\b|\bexpression\.(AND|OR)\(",
        "odoo.fields.Domain",
        "from odoo.osv import expression",
    ),
    Ban(
        r"(?<![\w])read_group\(",
        "_read_group() or formatted_read_group()",
        "self.read_group([], [], [])",
    ),
    Ban(
        r"\b(def|\.)\s*name_get\(|\b_name_search\(",
        "_compute_display_name, _search_display_name, name_search",
        "def name_get(self):",
    ),
    Ban(
        r"\bcheck_access_(rights|rule)\(",
        "check_access(), has_access(), _filtered_access()",
        "self.check_access_rights('read')",
    ),
    Ban(
        r"""\btype=["']json["']""",
        "type='jsonrpc'",
        "@route('/x', type='json')",
    ),
    Ban(r"\bnumbercall\b|\bdoall\b", "crons have neither", "numbercall = -1"),
    Ban(r"\b_notify_progress\(", "_commit_progress()", "cron._notify_progress(1)"),
    Ban(r"\bself\._(cr|uid|context)\b", "self.env.cr / uid / context", "self._cr"),
    Ban(r"\btoggle_active\b", "action_archive / action_unarchive", "x.toggle_active()"),
    Ban(
        r"\b(self|records?)\.(flush|invalidate_cache)\(",
        "flush_model / invalidate_recordset / env.flush_all",
        "self.flush()",
    ),
    Ban(
        r"""\bexecute\(\s*f["']|\bexecute\(\s*["'][^"']*["']\s*(%|\.format)""",
        "SQL() with parameters and SQL.identifier()",
        'cr.execute("SELECT %s" % name)',
        # A test may well put EXPLAIN before a query.
        in_tests=False,
    ),
    Ban(r"\bgroup_operator=", "aggregator=", "fields.Integer(group_operator='sum')"),
    Ban(r"\bauto_join=", "bypass_search_access=", "fields.Many2one(auto_join=True)"),
    Ban(
        r"\blazy_property\b|\bormcache_context\b|\bforce_company\b",
        "functools.cached_property, ormcache, with_company()",
        "@lazy_property",
    ),
    Ban(
        r"\[\(\s*[0-6]\s*,\s*(0|_|False)\s*,|\[\(\s*[34]\s*,",
        "Command.create / link / set",
        "[(0, 0, {})]",
    ),
    Ban(
        r"""\b_\(\s*f["']|\b_\(\s*["'][^"']*["']\s*\)\s*%|\b_lt\(""",
        'self.env._("Hello %(who)s", who=name)',
        "_('Hello %s') % name",
    ),
    Ban(
        r"from odoo(\.tools\.translate)? import [^\n]*(?<![\w.])_(?!\w)",
        "self.env._()",
        "from odoo import _, models",
    ),
    Ban(r"\bgroups_id\b", "group_ids", "vals = {'groups_id': []}"),
    Ban(
        r"\bpartner\w*\.(mobile|title)\b",
        "res.partner has only phone",
        "self.partner_id.mobile",
    ),
    Ban(r"\bdetailed_type\b", "type and is_storable", "{'detailed_type': 'product'}"),
    Ban(
        r"""\bMarkup\(\s*f["']|\bMarkup\(\s*["'][^)"']*["']\s*(%|\+|\.format)""",
        'Markup("<b>%s</b>") % value, which escapes the value',
        'Markup(f"<b>{name}</b>")',
    ),
)

XML_BANS = (
    Ban(r"</?tree\b|//tree\b", "<list>", "<tree>", XML),
    Ban(
        r"""view_mode"?>[^<]*\btree\b""",
        "list,form",
        '<field name="view_mode">tree,form</field>',
        XML,
    ),
    Ban(
        r"\s(attrs|states)=",
        "invisible= / readonly= / required= with a Python expression",
        '<field name="x" attrs="{}"/>',
        XML,
    ),
    Ban(
        r"""\b(invisible|readonly|required)=["']\[""",
        "a Python expression: a domain here is always true",
        """<field invisible="[('a', '=', 1)]"/>""",
        XML,
    ),
    Ban(r"kanban-box", '<t t-name="card">', '<t t-name="kanban-box">', XML),
    Ban(r"oe_chatter", "<chatter/>", '<div class="oe_chatter">', XML),
    Ban(
        r"app_settings_block",
        "<app><block><setting>",
        '<div class="app_settings_block">',
        XML,
    ),
    Ban(
        r"contains\(\s*@class",
        "hasclass(), or an anchor by name",
        """<xpath expr="//div[contains(@class, 'x')]">""",
        XML,
    ),
    Ban(
        r"""name="(numbercall|doall)\"""",
        "crons have neither",
        '<field name="numbercall">-1</field>',
        XML,
    ),
    Ban(
        r"""name="groups_id\"""",
        "group_ids",
        '<field name="groups_id" eval="[]"/>',
        XML,
    ),
    Ban(
        r"""eval=["'][^"']*\(\s*[0-6]\s*,\s*(0|_|ref|False)""",
        "Command.link(ref('x'))",
        """<field eval="[(4, ref('x'))]"/>""",
        XML,
    ),
)

SCRIPT_BANS = (
    Ban(r"\bodoo\.define\(", "an ES module", "odoo.define('x')", SCRIPT),
    Ban(
        r"@odoo-module",
        "nothing: static/src is always a module",
        "@odoo-module",
        SCRIPT,
    ),
    Ban(r"(?<![\w.])(\$|jQuery)\(", "the DOM or Owl", "$('.x')", SCRIPT),
)

# Put together from parts, so that these lines do not find themselves.
TEXT_BANS = (
    Ban(
        r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
        "do it, or leave it out",
        "# TO" + "DO: later",
        TEXT,
    ),
    Ban(
        r"(?i)\bcoming " + r"soon\b",
        "what is not done is not there",
        "Coming " + "soon",
        TEXT,
    ),
    Ban(
        r"(?<![\w.])/(wo" + r"rk|ro" + r"ot|ho" + r"me/\w+)/",
        "no path of one machine",
        "cd /wo" + "rk/main",
        TEXT,
    ),
)

ALL_BANS = PYTHON_BANS + XML_BANS + SCRIPT_BANS + TEXT_BANS
