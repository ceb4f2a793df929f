"""The pod network: which address belongs to which pod, across all nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podtutor.sim.runtime.pod import PodSandboxes

HOSTS_PER_NODE = 65_000


class Network:
    """Hands out addresses, 10.x.y.z by node, and connects pods that know each other's address."""

    def __init__(self) -> None:
        self._nodes: dict[str, int] = {}
        self._given: dict[str, int] = {}
        self._owners: dict[str, list[PodSandboxes]] = {}

    def node_address(self, node: str) -> str:
        """The node's own address."""
        number = self._number(node)
        return f"192.168.{number // 250}.{number % 250 + 1}"

    def new_address(self, node: str) -> str:
        """An address no pod had before on this node, until they are used up."""
        number = self._number(node)
        count = self._given[node] = self._given.get(node, 1) + 1
        host = count % HOSTS_PER_NODE
        return (
            f"10.{244 + number // 256 if number < 2816 else number // 256}.{number % 256}.{host}"
            if host < 250
            else (f"10.{100 + number // 256}.{number % 256}.{host % 250}")
        )

    def join(self, ip: str, pod: PodSandboxes) -> None:
        """The pod answers at that address; pods on the network of their node all share the node's."""
        self._owners.setdefault(ip, []).append(pod)

    def leave(self, ip: str, pod: PodSandboxes) -> None:
        """The pod does not answer there any more."""
        owners = self._owners.get(ip, [])
        if pod in owners:
            owners.remove(pod)

    def answers(self, host: str, port: int) -> bool:
        """Whether something listens at an address."""
        return any(pod.listens(port) for pod in self._owners.get(host, ()))

    def _number(self, node: str) -> int:
        return self._nodes.setdefault(node, len(self._nodes) + 1)
