"""Nodes: the one index of time and uncertainty, (state, year, block)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

BASE = "base"


@dataclass(frozen=True, order=True)
class Node:
    """A stretch of time in one state of the world. A plain year is one node: ("base", 2030, 1)."""

    state: str
    year: int
    block: int = 1


@dataclass(frozen=True)
class NodeFacts:
    """What a node is worth and where it hangs.

    `duration` in years (capacity and need scale with it), `weight` present-value factor times probability,
    `before` the node before it on its path (None: the first).
    """

    node: Node
    duration: float
    weight: float
    before: Node | None


@dataclass(frozen=True)
class NodeTable:
    """All nodes in order, each after the node before it."""

    facts: tuple[NodeFacts, ...]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes in order."""
        return tuple(fact.node for fact in self.facts)

    @cached_property
    def _by_node(self) -> dict[Node, NodeFacts]:
        return {fact.node: fact for fact in self.facts}

    def weight(self, node: Node) -> float:
        """Present-value factor times probability."""
        return self._by_node[node].weight

    def duration(self, node: Node) -> float:
        """Length in years."""
        return self._by_node[node].duration

    def before(self, node: Node) -> Node | None:
        """The node before it on its path, or None for the first."""
        return self._by_node[node].before

    def path(self, node: Node) -> tuple[Node, ...]:
        """From the first node to this one, both included."""
        steps = [node]
        while (previous := self.before(steps[-1])) is not None:
            steps.append(previous)
        return tuple(reversed(steps))

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """Nodes after which nothing comes."""
        inner = {fact.before for fact in self.facts}
        return tuple(node for node in self.nodes if node not in inner)
