"""Rules on Python's syntax tree. Each yields (line, finding)."""

import ast
import re
from pathlib import Path

MAX_FILE_LINES = 450
MAX_TEST_FILE_LINES = 800
MAX_METHOD_LINES = 60
# In tests, fixtures and long scenarios are lists of facts.
MAX_TEST_METHOD_LINES = 80
# How far above `.sudo()` its reason may stand: one statement is rarely longer.
SUDO_REASON_LINES = 6
HTTP_VERBS = {"get", "post", "put", "patch", "delete", "head", "request"}
TEST_BASES = re.compile(r"(Case|Common)$")

# A cron or a request commits through Odoo. By hand commits only: the in-box, which
# stores what came in before it tries to understand it; the worker of the points; the
# generator of large demo data.
COMMIT_FILES = re.compile(
    r"dealer_crm/(controllers|models)/\w*(intake|inbox)\w*\.py$"
    r"|dealer_loyalty/models/\w*(pending|worker)\w*\.py$"
    r"|dealer_demo/(models|tools)/\w+\.py$"
)
# XML from outside is parsed in two places, with entities and network switched off.
ETREE_FILES = re.compile(
    r"dealer_crm/tools/adf\w*\.py$|dealer_letter/tools/package\.py$"
)


def is_test(path: Path) -> bool:
    return "tests" in path.parts


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for an attribute chain, or what of it can be named."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def check_length(path: Path, text: str, tree: ast.AST):
    count = len(text.splitlines())
    most = MAX_TEST_FILE_LINES if is_test(path) else MAX_FILE_LINES
    if count > most:
        yield 1, f"{count} lines: split it by topic ({most} at most)"
    limit = MAX_TEST_METHOD_LINES if is_test(path) else MAX_METHOD_LINES
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > limit:
                yield (
                    node.lineno,
                    f"{node.name}: {length} lines ({limit} at most)",
                )


def check_sudo(path: Path, text: str, tree: ast.AST):
    """`.sudo()` says why, in a comment `# sudo: ...` just above or beside it."""
    if is_test(path):
        return
    lines = text.splitlines()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "sudo":
            end = node.func.end_lineno
            near = lines[max(0, end - 1 - SUDO_REASON_LINES) : end + 1]
            if not any("# sudo:" in line for line in near):
                yield end, ".sudo() without a comment `# sudo: <reason>`"


def check_commit(path: Path, text: str, tree: ast.AST):
    free = is_test(path) or "addons" not in path.parts
    if free or COMMIT_FILES.search(path.as_posix()):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func).endswith("cr.commit"):
            yield node.lineno, "cr.commit(): crons use _commit_progress()"


def check_etree(path: Path, text: str, tree: ast.AST):
    if is_test(path) or ETREE_FILES.search(path.as_posix()):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and dotted(node).startswith("etree."):
            yield node.lineno, "etree: XML is parsed where it is safe, see ETREE_FILES"


def check_timeout(path: Path, text: str, tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func).startswith("requests."):
            verb = dotted(node.func).removeprefix("requests.")
            if verb in HTTP_VERBS and not has_keyword(node, "timeout"):
                yield node.lineno, f"requests.{verb}() without timeout="


def has_keyword(call: ast.Call, name: str) -> bool:
    return any(keyword.arg in (name, None) for keyword in call.keywords)


def check_routes(path: Path, text: str, tree: ast.AST):
    """A route says who may call it and how; `@route()` takes over stock's words."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        for call in node.decorator_list:
            if not isinstance(call, ast.Call) or dotted(call.func).split(".")[-1] != (
                "route"
            ):
                continue
            if call.args or call.keywords:
                yield from check_route(call)


def check_route(call: ast.Call):
    for name in ("auth", "methods", "type"):
        if not has_keyword(call, name):
            yield call.lineno, f"route without {name}="
    words = {word.arg: ast.unparse(word.value) for word in call.keywords if word.arg}
    if "POST" in words.get("methods", "") and "max_content_length" not in words:
        yield call.lineno, "route with POST without max_content_length="


def check_tags(path: Path, text: str, tree: ast.AST):
    """Odoo's test classes run after the installation; outside of an addon an untagged
    class even stops pytest's collection."""
    if not is_test(path) or "odoo" not in text:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef) or not node.name.startswith("Test"):
            continue
        bases = [dotted(base).split(".")[-1] for base in node.bases]
        pure = "addons" in path.parts and bases == ["BaseCase"]
        tags = " ".join(ast.unparse(one) for one in node.decorator_list)
        odoo_class = any(TEST_BASES.search(base) for base in bases) and not pure
        if odoo_class and "post_install" not in tags:
            yield node.lineno, f'{node.name}: @tagged("post_install", "-at_install")'


ALL_CHECKS = (
    check_length,
    check_sudo,
    check_commit,
    check_etree,
    check_timeout,
    check_routes,
    check_tags,
)


def check_python(path: Path, text: str) -> list[str]:
    """Return all findings of one file."""
    tree = ast.parse(text)
    return [
        f"{path}:{line}: {finding}"
        for check in ALL_CHECKS
        for line, finding in check(path, text, tree)
    ]
