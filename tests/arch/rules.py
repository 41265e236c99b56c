"""Rules of the house that no linter knows. Each takes source and answers with what breaks it, as sentences."""

import ast
import re
from collections.abc import Iterator

LONGEST_MODULE = 350
BANNED_NAMES = frozenset({"base", "common", "helpers", "misc", "services", "signals", "utils"})


def too_long(source: str) -> list[str]:
    """A module is read in one sitting."""
    lines = source.count("\n")
    return [f"{lines} lines, at most {LONGEST_MODULE}"] if lines > LONGEST_MODULE else []


def manager_used(module: ast.Module) -> list[str]:
    """Views and API fetch through `access` and the querysets' own words, never from a bare manager."""
    managers = {"objects", "_default_manager", "_base_manager"}
    return [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in managers
    ]


def loose_action(module: ast.Module, *, without_actor: frozenset[str] = frozenset()) -> list[str]:
    """An action takes keyword arguments, among them who acts and when; neither has a default.

    :param without_actor: names of those that the clock sets off, so that nobody acts
    """
    problems = []
    for function in _public_functions(module):
        arguments = function.args
        if arguments.posonlyargs or arguments.args or arguments.vararg:
            problems.append(f"{function.name} takes positional arguments")
        defaults = dict(zip((argument.arg for argument in arguments.kwonlyargs), arguments.kw_defaults, strict=True))
        needed = {"now"} if function.name in without_actor else {"by", "now"}
        problems += [f"{function.name} takes no {name}=" for name in sorted(needed - set(defaults))]
        problems += [f"{function.name} has a default for {name}=" for name in sorted(needed) if defaults.get(name)]
    return problems


def _public_functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def clock_read(module: ast.Module) -> list[str]:
    """Only interfaces look at the clock; below them the moment is handed in."""
    problems = []
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
            names = {alias.name for alias in node.names} & {"now", "localdate", "localtime"}
            problems += [f"line {node.lineno}: imports {name}" for name in sorted(names - {"localtime"})]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "timezone":
            problems += [f"line {node.lineno}: timezone.{node.attr}"] if node.attr in {"now", "localdate"} else []
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            problems.append(f"line {node.value.lineno}: {node.arg}")
    return problems


def optional_moment(module: ast.Module) -> list[str]:
    """No function has a `now` that may be left out."""
    problems = []
    for node in ast.walk(module):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        positional = [*node.args.posonlyargs, *node.args.args]
        with_default = positional[len(positional) - len(node.args.defaults) :]
        keywords = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        with_default += [argument for argument, default in keywords if default is not None]
        problems += [f"{node.name} has a default for now" for argument in with_default if argument.arg == "now"]
    return problems


_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
_INLINE = {
    "a script in the page": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"(?:application/json|application/ld\+json)\")", re.IGNORECASE
    ),
    "a style sheet in the page": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[^\s=]*)\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    # A field's help is written by Django and by us, never by a visitor, and Django's own is markup.
    "unescaped output": re.compile(r"(?<!help_text)\|\s*safe\b|\{%\s*autoescape\s+off"),
}


def inline_code(template: str, *, mail: bool = False) -> list[str]:
    """Pages carry no scripts, styles or handlers of their own; mail alone has styles inline, as mail readers want."""
    bare = _COMMENT.sub("", template)
    allowed = {"a style sheet in the page", "a style attribute"} if mail else set()
    return [what for what, pattern in _INLINE.items() if what not in allowed and pattern.search(bare)]


def _leaks() -> dict[str, re.Pattern[str]]:
    """Patterns, put together from pieces so that this file holds none of them."""
    return {
        "a registry's address": re.compile(
            "|".join(
                (
                    "index" + "-url",
                    "files.python" + "hosted",
                    "//py" + "pi.org/simple",
                    "registry.npm" + "js",
                    '"resol' + 'ved":',
                )
            )
        ),
        "a path of one machine": re.compile(r"(?<![\w.~-])/(?:ro" + "ot|ho" + "me|wo" + r"rk|Us" + r"ers)/[A-Za-z]"),
        "a private key": re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY"),
        "a Stripe key": re.compile(r"\b(?:[sr]k_li" + r"ve_|whs" + r"ec_)\w{12}"),
        "a cloud key": re.compile(r"\bAK" + r"IA[0-9A-Z]{16}\b"),
        "a token of a code host": re.compile(r"\b(?:gh" + r"[pousr]_\w{30}|glp" + r"at-\w{20})"),
    }


def leak(source: str) -> list[str]:
    """Nothing that is committed names a package registry or a machine's folders, or opens anything."""
    return [f"{what}: {found.group()!r}" for what, pattern in _leaks().items() if (found := pattern.search(source))]


def badly_named(constraint: str) -> list[str]:
    """A constraint's name says what must hold, as a sentence of at least three words that PostgreSQL keeps whole."""
    problems = []
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+){2,}", constraint):
        problems.append(f"{constraint} is not a sentence of three words or more")
    if len(constraint) > 63:
        problems.append(f"{constraint} is longer than the 63 characters that PostgreSQL keeps")
    return problems


def misshapen_record(text: str) -> list[str]:
    """A decision record has a title with its number and the four headings, in order."""
    headings = re.findall(r"^## (.+?)\s*$", text, re.MULTILINE)
    problems = [] if re.match(r"# \d{4}: \S", text) else ["does not begin with '# NNNN: title'"]
    if headings != ["Context", "Decision", "Rejected", "Consequences"]:
        problems.append(f"headings are {headings}")
    return problems
