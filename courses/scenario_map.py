"""The map of a scenario: where scenes and ends stand, and which ways were taken. Pure; templates draw it as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from courses.scenario_graph import Graph, depths, play

COLUMN, ROW, MARGIN = 232, 112, 24  # user units of the drawing
LINE, LINES = 24, 3  # characters in a line of a label, lines at most


@dataclass(frozen=True)
class Node:
    """A scene or an end on the map."""

    key: str
    x: int
    y: int
    lines: tuple[tuple[int, str], ...]  # (y, words)
    state: str
    is_end: bool

    @property
    def left(self) -> int:
        """Return the left edge of the square that stands for an end."""
        return self.x - 8

    @property
    def top(self) -> int:
        """Return its upper edge."""
        return self.y - 8

    @property
    def label_x(self) -> int:
        """Return where the words begin: beside the dot."""
        return self.x + 18


@dataclass(frozen=True)
class Edge:
    """A way from one place to another."""

    path: str
    state: str


@dataclass(frozen=True)
class Map:
    """A drawing, ready for a template."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw(graph: Graph, choices: Sequence[str]) -> Map:
    """Return the map of a scenario with the way that `choices` took; rows are steps, from top to bottom."""
    taken = play(graph, choices)
    visited = {step.scene.key for step in taken.steps} | ({taken.end.key} if taken.end else set())
    ways = {(step.scene.key, step.choice.next) for step in taken.steps}
    rows: dict[int, list[str]] = {}
    deepest = max(depths(graph).values())
    for key, depth in depths(graph).items():
        rows.setdefault(deepest if key in graph.ends else depth, []).append(key)
    order = [*graph.scenes, *graph.ends]
    widest = max(len(keys) for keys in rows.values())
    at: dict[str, tuple[int, int]] = {}
    for depth, keys in rows.items():
        for column, key in enumerate(sorted(keys, key=order.index)):
            at[key] = MARGIN + column * COLUMN, MARGIN + depth * ROW
    edges = dict.fromkeys((scene.key, choice.next) for scene in graph.scenes.values() for choice in scene.choices)
    drawn = [_edge(at[start], at[goal], "traveled" if (start, goal) in ways else "ahead") for start, goal in edges]
    return Map(
        width=2 * MARGIN + widest * COLUMN,
        height=2 * MARGIN + deepest * ROW + LINES * 16,
        nodes=tuple(_node(graph, key, *at[key], key in visited) for key in order),
        edges=tuple(sorted(drawn, key=lambda edge: edge.state)),  # the way taken is drawn last, on top
    )


def _node(graph: Graph, key: str, x: int, y: int, is_visited: bool) -> Node:  # noqa: FBT001
    title = graph.ends[key].title if key in graph.ends else graph.scenes[key].title
    words = wrap(title, LINE, max_lines=LINES, placeholder=" …")
    lines = tuple((y + 5 + 16 * number, line) for number, line in enumerate(words))
    return Node(key, x, y, lines, "traveled" if is_visited else "ahead", key in graph.ends)


def _edge(start: tuple[int, int], goal: tuple[int, int], state: str) -> Edge:
    (x1, y1), (x2, y2) = start, goal
    middle = (y1 + y2) // 2
    return Edge(f"M{x1} {y1} C{x1} {middle} {x2} {middle} {x2} {y2}", state)
