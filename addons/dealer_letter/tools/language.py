"""The small language of templates: documented fields, ``for`` and ``if``.

Each text that Jinja is given passes ``Environment._parse``, wherever in the document
it stands: what is not in the lists below is refused before anything of it runs. So
there is no call, no index, no assignment, no arithmetic, no import and no name besides
the documented ones. Jinja's own sandbox is below that.
"""

import difflib
from dataclasses import dataclass

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

FILTERS = ("upper", "lower", "title", "capitalize", "trim", "default", "length")
LOOP = {"index": None, "index0": None, "first": None, "last": None, "length": None}
# Loops within loops: more would only serve to make a document endless.
MAX_DEPTH = 2
EXPRESSIONS = (
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.CondExpr),
    *(nodes.Concat, nodes.Neg),
)
STATEMENTS = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If)


@dataclass(frozen=True)
class Fault:
    """What is wrong: ``code`` is unknown, group, list, text, forbidden, syntax,
    unclosed, unopened or depth; ``name`` what was written; ``hint`` what may be
    meant."""

    code: str
    name: str
    hint: str = ""


class LanguageError(Exception):
    """The template is refused; ``fault`` says why."""

    def __init__(self, fault):
        super().__init__(f"{fault.code} {fault.name}")
        self.fault = fault


class Environment(SandboxedEnvironment):
    """Jinja for one schema.

    :param dict schema: name -> None (a text), dict (a group of fields) or [dict] (a
        list of groups)
    """

    def __init__(self, schema):
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.schema = schema
        kept = {name: self.filters[name] for name in FILTERS}
        self.filters.clear()
        self.filters.update(kept)
        self.globals.clear()

    def _parse(self, source, name, filename):
        tree = super()._parse(source, name, filename)
        visit(tree, Scope(self.schema))
        return tree


class Scope:
    """The names which hold at a place."""

    def __init__(self, names, depth=0):
        self.names = names
        self.depth = depth

    def enter(self, variable, row):
        """The scope within a loop.

        :param str variable: name of the row
        :param dict row: its fields
        """
        if self.depth >= MAX_DEPTH:
            raise LanguageError(Fault("depth", variable))
        return Scope({**self.names, variable: row, "loop": LOOP}, self.depth + 1)


def visit(node, scope):
    """Check a tree of Jinja.

    :param node: jinja2 node
    :param scope: Scope
    :return: schema of an expression
    :raise LanguageError: the first thing which is not allowed
    """
    if isinstance(node, nodes.Const):
        return None
    if isinstance(node, nodes.Name):
        return _look_up(scope.names, node.name, node.name)
    if isinstance(node, nodes.Getattr):
        return _visit_getattr(node, scope)
    if isinstance(node, nodes.Filter):
        _visit_filter(node, scope)
        return None
    if isinstance(node, nodes.For):
        _visit_for(node, scope)
        return None
    if isinstance(node, nodes.Output):
        for child in node.nodes:
            check_printable(visit(child, scope), child)
        return None
    if not isinstance(node, (*EXPRESSIONS, *STATEMENTS)):
        raise LanguageError(Fault("forbidden", type(node).__name__.lower()))
    for child in node.iter_child_nodes():
        visit(child, scope)
    return None


def _visit_getattr(node, scope):
    base = visit(node.node, scope)
    written = f"{path(node.node)}.{node.attr}"
    if isinstance(base, list):
        raise LanguageError(Fault("list", path(node.node)))
    if not isinstance(base, dict):
        raise LanguageError(Fault("text", path(node.node)))
    return _look_up(base, node.attr, written)


def _visit_filter(node, scope):
    if node.name not in FILTERS or node.node is None:
        raise LanguageError(Fault("forbidden", f"|{node.name}"))
    if node.dyn_args is not None or node.dyn_kwargs is not None or node.kwargs:
        raise LanguageError(Fault("forbidden", f"|{node.name}(...)"))
    for child in (node.node, *node.args):
        visit(child, scope)


def _visit_for(node, scope):
    inner = scope.enter(*get_loop(node, scope))
    if node.recursive:
        raise LanguageError(Fault("forbidden", "recursive"))
    for child in (*node.body, *([node.test] if node.test else [])):
        visit(child, inner)
    for child in node.else_:
        visit(child, scope)


def get_loop(node, scope):
    """Name and fields of the rows of a loop.

    :param node: jinja2.nodes.For
    :param scope: Scope around it
    :return: tuple (name, dict)
    """
    if not isinstance(node.target, nodes.Name):
        raise LanguageError(Fault("forbidden", "for a, b"))
    rows = visit(node.iter, scope)
    if not isinstance(rows, list):
        raise LanguageError(Fault("text", path(node.iter)))
    return node.target.name, rows[0]


def check_printable(schema, node):
    """A whole group or list is not printed.

    :param schema: of the expression
    :param node: jinja2 node of the expression
    """
    if isinstance(schema, dict):
        raise LanguageError(Fault("group", path(node), f"{path(node)}.{min(schema)}"))
    if isinstance(schema, list):
        raise LanguageError(Fault("list", path(node)))


def _look_up(names, name, written):
    if name in names:
        return names[name]
    near = difflib.get_close_matches(name, names, 1)
    hint = written[: len(written) - len(name)] + near[0] if near else ""
    raise LanguageError(Fault("unknown", written, hint))


def path(node):
    """How an expression was written, as far as it is a field."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{path(node.node)}.{node.attr}"
    return "..."


def parse_tag(environment, source):
    """Read one tag by itself, without checking names.

    :param environment: Environment
    :param str source: a whole template
    :return: the first node
    :raise LanguageError: Jinja cannot read it
    """
    try:
        # The grandparent's reader: names depend on the place, which is not known here.
        tree = super(Environment, environment)._parse(source, None, None)
    except TemplateSyntaxError as error:
        raise LanguageError(Fault("syntax", error.message or "")) from error
    return tree.body[0] if tree.body else nodes.Output([])
