"""What the SVG parser cannot take, and what a figure never needs, put right before parsing."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from .svg_clips import place_clips
from .svg_markers import place_markers
from .svg_text import lay_out_texts

_DROPPED = frozenset({"script", "foreignObject", "image", "metadata", "filter", "animate"})
_LINES = frozenset({"path", "line", "polyline"})
_MOST_RULES = 400
_SETTING = re.compile(r"[a-zA-Z][\w-]*")  # others, of single browsers, name no attribute
_SIMPLE = re.compile(r"[.#]?[\w-]+|\*")
# Attributes that may be a share of the picture's width (0) or height (1).
_SHARED = dict.fromkeys(("x", "x1", "x2", "cx", "width", "dx"), 0) | dict.fromkeys(
    ("y", "y1", "y2", "cy", "height", "dy"), 1
)


def mend(root: ElementTree.Element) -> None:
    """Change a parsed SVG in place so that it is drawn as meant and refers to itself only.

    What is not drawn is dropped, paths without `d` get an empty one, symbols
    and texts in pieces are written in forms the parser knows, references to
    other files and to what holds them are cut, nested style rules are applied.
    """
    _drop_unseen(root)
    _resolve_shares(root, (100.0, 100.0))
    _place_symbols(root)
    place_markers(root)
    place_clips(root)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rsplit("}", 1)[-1]
        if tag == "path" and not element.get("d", "").strip():
            element.set("d", "M0 0")
        for key in list(element.keys()):
            if key.rsplit("}", 1)[-1] == "href" and not element.get(key, "").startswith("#"):
                del element.attrib[key]
    lay_out_texts(root)
    _cut_reference_loops(root)
    _apply_descendant_rules(root)


def _resolve_shares(element: ElementTree.Element, size: tuple[float, float]) -> None:
    """Write places given as a share of the picture, such as 12.5%, as numbers.

    The parser takes them for shares of its size in other units.
    """
    size = _size_inside(element, size)
    for child in element:
        _resolve_shares(child, size)
        if _tag(child) in {"svg", "symbol", "marker", "pattern", "linearGradient"}:
            continue
        for name, along in _SHARED.items():
            found = re.fullmatch(r"\s*(-?[\d.]+)%\s*", child.get(name, ""))
            if found:
                child.set(name, f"{float(found.group(1)) * size[along] / 100:.9g}")


def _size_inside(element: ElementTree.Element, size: tuple[float, float]) -> tuple[float, float]:
    """Width and height of what an element's children are drawn on, in their own units."""
    if _tag(element) != "svg":
        return size
    try:
        box = re.split(r"[\s,]+", element.get("viewBox", "").strip())
        sides = box[2:] if len(box) == 4 else [element.get(n, "") for n in ("width", "height")]
        across, down = (float(side.removesuffix("px")) for side in sides)
    except ValueError:
        return size
    return across, down


def _drop_unseen(root: ElementTree.Element) -> None:
    """Drop what is not shown; where nothing else is drawn, a script would show what is hidden."""
    for parent in list(root.iter()):
        for child in list(parent):
            if isinstance(child.tag, str) and (
                _tag(child) in _DROPPED or _is_unseen(child, "display", "none")
            ):
                parent.remove(child)
    hidden = [
        (parent, child)
        for parent in root.iter()
        for child in parent
        if _is_unseen(child, "visibility", "hidden")
    ]
    inside = {id(one) for _, child in hidden for one in child.iter()}
    kept = {id(one) for shelf in root.iter() if _tag(shelf) == "defs" for one in shelf.iter()}
    if any(_tag(e) in _LINES and id(e) not in inside | kept for e in root.iter()):
        for parent, child in hidden:
            parent.remove(child)


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _is_unseen(element: ElementTree.Element, name: str, hiding: str) -> bool:
    """Whether an element says itself that it is not shown, by a setting or by its opacity."""
    settings = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", element.get("style", "")))
    if settings.get(name, element.get(name, "")).strip() == hiding:
        return True
    opacity = settings.get("opacity", element.get("opacity", "1")).strip().removesuffix("%")
    try:
        return float(opacity) < 0.05
    except ValueError:
        return False


def _place_symbols(root: ElementTree.Element) -> None:
    """Make symbols what is drawn by reference only, as large as each reference wants them."""
    symbols = {e.get("id", ""): e for e in root.iter() if _tag(e) == "symbol"}
    if not symbols:
        return
    for use in [e for e in root.iter() if _tag(e) == "use"]:
        names = [v.lstrip("#") for k, v in use.attrib.items() if k.rsplit("}", 1)[-1] == "href"]
        symbol = symbols.get(names[0]) if names else None
        if symbol is not None:
            _fit_symbol(use, symbol)
    shelf = ElementTree.Element(root.tag.removesuffix("svg") + "defs")
    for parent in list(root.iter()):
        for child in [child for child in parent if _tag(child) == "symbol"]:
            parent.remove(child)
            child.tag = child.tag.removesuffix("symbol") + "g"
            child.attrib.pop("viewBox", None)
            shelf.append(child)
    root.insert(0, shelf)


def _fit_symbol(use: ElementTree.Element, symbol: ElementTree.Element) -> None:
    """Scale a reference to a symbol with a view box into the place it is given, centred."""
    try:
        left, top, width, height = map(
            float, re.split(r"[\s,]+", symbol.get("viewBox", "").strip())
        )
        across = float(use.get("width") or symbol.get("width") or width)
        down = float(use.get("height") or symbol.get("height") or height)
        scale = min(across / width, down / height)
        x = float(use.get("x", "0")) + (across - scale * width) / 2 - scale * left
        y = float(use.get("y", "0")) + (down - scale * height) / 2 - scale * top
    except (ValueError, ZeroDivisionError):
        return
    for name in ("x", "y", "width", "height"):
        use.attrib.pop(name, None)
    use.set("transform", f"{use.get('transform', '')} translate({x},{y}) scale({scale})".strip())


def _apply_descendant_rules(root: ElementTree.Element) -> None:
    """Apply style rules like ".plot line" or ".curve.arm-1", which the parser passes over.

    The rule is written onto the element where it says nothing itself.
    """
    sheets = [e.text or "" for e in root.iter() if str(e.tag).rsplit("}", 1)[-1] == "style"]
    rules: list[tuple[list[str], dict[str, str]]] = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", " ".join(sheets)):
        pairs = (part.split(":", 1) for part in body.split(";") if ":" in part)
        settings = {name.strip(): value.strip() for name, value in pairs}
        for selector in selectors.split(","):
            parts = selector.replace(">", " ").split()
            if len(parts) > 1 or (parts and len(_SIMPLE.findall(parts[0])) > 1):
                rules.append((parts, settings))
    if 0 < len(rules) <= _MOST_RULES:
        _style_below(root, [], rules)


def _style_below(
    element: ElementTree.Element,
    above: list[ElementTree.Element],
    rules: list[tuple[list[str], dict[str, str]]],
) -> None:
    for parts, settings in rules:
        holds = _matches(element, parts[-1]) and all(
            any(_matches(one, part) for one in above) for part in parts[:-1]
        )
        if holds:
            own = element.get("style", "")
            for name, value in settings.items():
                is_own = re.search(rf"(^|;)\s*{re.escape(name)}\s*:", own)
                if _SETTING.fullmatch(name) and element.get(name) is None and not is_own:
                    element.set(name, value)
    for child in element:
        _style_below(child, [*above, element], rules)


def _matches(element: ElementTree.Element, part: str) -> bool:
    """Whether an element is all that a selector without blanks names, such as path.curve.arm-1."""
    simple = _SIMPLE.findall(part)
    return bool(simple) and all(_is_named(element, name) for name in simple)


def _is_named(element: ElementTree.Element, name: str) -> bool:
    if name.startswith("."):
        return name[1:] in element.get("class", "").split()
    if name.startswith("#"):
        return element.get("id") == name[1:]
    return name in {"*", _tag(element)}


def _cut_reference_loops(root: ElementTree.Element) -> None:
    """Remove every `use` that would draw something which holds itself."""
    targets = {element.get("id", ""): element for element in root.iter() if element.get("id")}
    state: dict[str, bool] = {}  # False while on the way down, True when done
    for first in targets:
        way = [(first, iter(list(_uses(targets[first]))))]
        if first in state:
            continue
        state[first] = False
        while way:
            name, links = way[-1]
            for key, element, goal in links:
                if state.get(goal) is False:
                    element.attrib.pop(key, None)
                elif goal in targets and goal not in state:
                    state[goal] = False
                    way.append((goal, iter(list(_uses(targets[goal])))))
                    break
            else:
                state[name] = True
                way.pop()


def _uses(element: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element, str]]:
    """References in an element: attribute, the element that has it, the name it refers to."""
    for child in element.iter():
        for key, value in child.attrib.items():
            if key.rsplit("}", 1)[-1] == "href":
                yield key, child, value.lstrip("#")
