"""The graph of a scenario: read, checked, played and drawn, without a database or a clock.

situation, people: [{name, role}], boundaries: [{key, text}], whose_decision, start: key
nodes: [{key, title, text, choices: [{key, text, consequence, shows: {SLM2: "++"}, next: key, coach_asks}]}]
ends: [{key, kind: good | mixed | poor, title, debrief}]
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MARKS = {"++": 2, "+": 1, "-": -1}  # strong sign of the behavior, sign, works against it
END_KINDS = ("good", "mixed", "poor")


@dataclass(frozen=True)
class Choice:
    """Something to do in a scene, and what follows."""

    key: str
    text: str
    consequence: str
    next: str
    shows: tuple[tuple[str, str], ...] = ()
    coach_asks: str = ""


@dataclass(frozen=True)
class Scene:
    """A moment in which to choose."""

    key: str
    title: str
    text: str
    choices: tuple[Choice, ...]

    def choice(self, key: str) -> Choice | None:
        """Return the choice with this key."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True)
class End:
    """Where a path ends."""

    key: str
    kind: str
    title: str
    debrief: str


@dataclass(frozen=True)
class Graph:
    """A scenario that has passed its checks."""

    situation: str
    people: tuple[tuple[str, str], ...]
    boundaries: tuple[tuple[str, str], ...]
    whose_decision: str
    start: str
    scenes: Mapping[str, Scene]
    ends: Mapping[str, End]


@dataclass(frozen=True)
class Step:
    """One choice made in one scene."""

    scene: Scene
    choice: Choice


@dataclass(frozen=True)
class Play:
    """Where a sequence of choices leads: same choices, same play."""

    steps: tuple[Step, ...]
    scene: Scene | None
    end: End | None


class UnknownChoice(ValueError):
    """A choice that does not exist in the scene it was made in."""


# Reading --------------------------------------------------------------------------------------------------------------


@dataclass
class _Reader:
    """Reads untrusted data and collects what is wrong with it, in words for an editor."""

    faults: list[str] = field(default_factory=list)

    def text(self, data: Any, name: str, where: str, *, optional: bool = False) -> str:
        value = data.get(name) if isinstance(data, dict) else None
        if isinstance(value, str) and value.strip():
            return value.strip()
        if not optional:
            self.faults.append(f"{where}: “{name}” is missing or empty.")
        return ""

    def items(self, data: Any, name: str, where: str) -> list[Any]:
        value = data.get(name) if isinstance(data, dict) else None
        if isinstance(value, list):
            return value
        self.faults.append(f"{where}: “{name}” must be a list.")
        return []

    def marks(self, data: Any, where: str) -> tuple[tuple[str, str], ...]:
        value = data.get("shows") or {}
        if not isinstance(value, dict) or any(str(mark) not in MARKS for mark in value.values()):
            self.faults.append(f"{where}: “shows” names behaviors with “++”, “+” or “-”.")
            return ()
        return tuple((str(behavior), str(mark)) for behavior, mark in value.items())

    def choice(self, data: Any, where: str) -> Choice:
        key = self.text(data, "key", where)
        here = f"{where}, choice “{key}”"
        return Choice(
            key=key,
            text=self.text(data, "text", here),
            consequence=self.text(data, "consequence", here),
            next=self.text(data, "next", here),
            shows=self.marks(data, here) if isinstance(data, dict) else (),
            coach_asks=self.text(data, "coach_asks", here, optional=True),
        )

    def scene(self, data: Any) -> Scene:
        key = self.text(data, "key", "A scene")
        here = f"Scene “{key}”"
        choices = tuple(self.choice(item, here) for item in self.items(data, "choices", here))
        self.once([choice.key for choice in choices], f"{here}, choice")
        return Scene(key, self.text(data, "title", here), self.text(data, "text", here), choices)

    def end(self, data: Any) -> End:
        key = self.text(data, "key", "An end")
        here = f"End “{key}”"
        kind = self.text(data, "kind", here)
        if kind and kind not in END_KINDS:
            self.faults.append(f"{here}: “kind” is one of {', '.join(END_KINDS)}.")
        return End(key, kind, self.text(data, "title", here), self.text(data, "debrief", here))

    def once(self, keys: Sequence[str], what: str) -> None:
        self.faults += [f"{what} “{key}” is there twice." for key in dict.fromkeys(keys) if keys.count(key) > 1]

    def graph(self, data: Any) -> Graph:
        here = "The scenario"
        scenes = [self.scene(item) for item in self.items(data, "nodes", here)]
        ends = [self.end(item) for item in self.items(data, "ends", here)]
        self.once([*(scene.key for scene in scenes), *(end.key for end in ends)], "The key")
        people = self.items(data, "people", here)
        boundaries = data.get("boundaries") if isinstance(data, dict) else None
        return Graph(
            situation=self.text(data, "situation", here),
            people=tuple((self.text(who, "name", "A person"), self.text(who, "role", "A person")) for who in people),
            boundaries=tuple(
                (self.text(item, "key", "A boundary"), self.text(item, "text", "A boundary"))
                for item in (boundaries if isinstance(boundaries, list) else [])
            ),
            whose_decision=self.text(data, "whose_decision", here),
            start=self.text(data, "start", here),
            scenes={scene.key: scene for scene in scenes},
            ends={end.key: end for end in ends},
        )


def read(data: Any) -> Graph:
    """Return the graph in `data`, which has passed `faults` before; raises `ValueError` if it has not."""
    reader = _Reader()
    graph = reader.graph(data)
    if reader.faults:
        raise ValueError(" ".join(reader.faults))
    return graph


# Checking -------------------------------------------------------------------------------------------------------------


def faults(data: Any) -> list[str]:
    """Return what is wrong with a scenario, each fault naming its scene; an empty list means that it can be played."""
    reader = _Reader()
    graph = reader.graph(data)
    return reader.faults or _shape_faults(graph)


def _shape_faults(graph: Graph) -> list[str]:
    if graph.start not in graph.scenes:
        return [f"The scenario starts in “{graph.start}”, which is not a scene."]
    places = graph.scenes.keys() | graph.ends.keys()
    found = [
        f"Scene “{scene.key}” is a dead end: it has no choices." for scene in graph.scenes.values() if not scene.choices
    ]
    found += [
        f"Scene “{scene.key}”, choice “{choice.key}” leads to “{choice.next}”, which does not exist."
        for scene in graph.scenes.values()
        for choice in scene.choices
        if choice.next not in places
    ]
    if found:
        return found
    reached = reachable(graph)
    found += [f"Scene “{key}” is never reached." for key in graph.scenes if key not in reached]
    found += [f"End “{key}” is never reached." for key in graph.ends if key not in reached]
    circle = find_circle(graph)
    if circle:
        found.append(f"The scenes {' → '.join(circle)} lead in a circle, so that a path need not end.")
    return found


def reachable(graph: Graph) -> set[str]:
    """Return the keys of all scenes and ends that some path from the start meets."""
    reached: set[str] = set()
    waiting = [graph.start]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += [choice.next for choice in graph.scenes[key].choices] if key in graph.scenes else []
    return reached


def find_circle(graph: Graph) -> list[str]:
    """Return the scenes of a circle that the start can reach, the first one named again at the end; else nothing."""
    done: set[str] = set()
    path: list[str] = []
    stack: list[tuple[str, Iterator[Choice]]] = [(graph.start, iter(graph.scenes[graph.start].choices))]
    path.append(graph.start)
    while stack:
        key, choices = stack[-1]
        following = next((choice.next for choice in choices if choice.next in graph.scenes), None)
        if following is None:
            stack.pop()
            path.pop()
            done.add(key)
        elif following in path:
            return [*path[path.index(following) :], following]
        elif following not in done:
            path.append(following)
            stack.append((following, iter(graph.scenes[following].choices)))
    return []


# Playing --------------------------------------------------------------------------------------------------------------


def play(graph: Graph, choices: Sequence[str]) -> Play:
    """Return where `choices` lead from the start; raises `UnknownChoice` for one that its scene does not offer."""
    scene: Scene | None = graph.scenes[graph.start]
    end: End | None = None
    steps: list[Step] = []
    for key in choices:
        choice = scene.choice(key) if scene else None
        if scene is None or choice is None:
            raise UnknownChoice(key)
        steps.append(Step(scene, choice))
        end = graph.ends.get(choice.next)
        scene = None if end else graph.scenes[choice.next]
    return Play(tuple(steps), scene, end)


def paths(graph: Graph) -> Iterator[tuple[str, ...]]:
    """Yield every sequence of choices from the start to an end; a checked graph has finitely many."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(graph.start, ())]
    while waiting:
        key, so_far = waiting.pop()
        if key in graph.ends:
            yield so_far
        else:
            waiting += [(choice.next, (*so_far, choice.key)) for choice in graph.scenes[key].choices]


def depths(graph: Graph) -> dict[str, int]:
    """Return for each scene and end the length of the longest way to it: the column in which a map draws it."""
    columns = {graph.start: 0}
    order = _in_order(graph)
    for key in order:
        for choice in graph.scenes[key].choices if key in graph.scenes else ():
            columns[choice.next] = max(columns.get(choice.next, 0), columns[key] + 1)
    return columns


def _in_order(graph: Graph) -> list[str]:
    """Return scenes and ends so that each stands after all that lead to it (Kahn's algorithm)."""
    incoming = dict.fromkeys([*graph.scenes, *graph.ends], 0)
    for scene in graph.scenes.values():
        for choice in scene.choices:
            incoming[choice.next] += 1
    ready = [key for key, count in incoming.items() if not count]
    order: list[str] = []
    while ready:
        key = ready.pop(0)
        order.append(key)
        for choice in graph.scenes[key].choices if key in graph.scenes else ():
            incoming[choice.next] -= 1
            if not incoming[choice.next]:
                ready.append(choice.next)
    return order
