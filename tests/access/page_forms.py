"""The forms of a page as a browser reads them: where they go, and what they would send as they stand."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Inputs that people do not type into.
BUTTONS = frozenset({"submit", "button", "reset", "image"})


@dataclass
class PageForm:
    """A form: its method, its address, and its fields with what they hold. Files are left out."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    #: fields whose text is printed again where it is refused
    typed: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.forms = url, list[PageForm]()
        self.form: PageForm | None = None
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = PageForm(has.get("method", "get").lower(), has.get("action") or self.url)
            self.forms.append(self.form)
        elif self.form is not None:
            self._field(tag, has)

    def _field(self, tag: str, has: dict[str, str]) -> None:
        assert self.form is not None
        name = has.get("name", "")
        if tag == "option" and self.select:
            if "selected" in has or self.select not in self.form.values:
                self.form.values[self.select] = [has.get("value", "")]
        elif name and "disabled" not in has:
            self._named_field(tag, name, has)

    def _named_field(self, tag: str, name: str, has: dict[str, str]) -> None:
        assert self.form is not None
        if tag == "select":
            self.select = name
            self._named(name)
        elif tag == "textarea":
            self.area = name
            self._named(name, "", is_typed=True)
        elif tag == "button" or (tag == "input" and has.get("type") in BUTTONS):
            if name not in self.form.names:
                self._named(name, has.get("value", ""))
        elif tag == "input" and has.get("type") != "file":
            self._input(name, has)

    def _input(self, name: str, has: dict[str, str]) -> None:
        kind = has.get("type", "text")
        if kind in {"checkbox", "radio"}:
            self._named(name, has.get("value", "on") if "checked" in has else None)
        else:
            self._named(name, has.get("value", ""), is_typed=kind in {"text", "search", "email", "tel"})

    def _named(self, name: str, value: str | None = None, *, is_typed: bool = False) -> None:
        assert self.form is not None
        if name not in self.form.names:
            self.form.names.append(name)
        if value is not None:
            self.form.values.setdefault(name, []).append(value)
        if is_typed:
            self.form.typed.add(name)

    def handle_data(self, data: str) -> None:
        if self.area and self.form is not None:
            self.form.values[self.area] = [self.form.values[self.area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


def forms_of(page: str, *, url: str) -> list[PageForm]:
    """The forms of a page, in order; a form without an action goes to the page's own address."""
    reader = _Reader(url)
    reader.feed(page)
    return reader.forms
