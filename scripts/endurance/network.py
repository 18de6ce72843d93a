"""Hosts on one machine: each in a network of its own, all of them on one switch.

Whoever makes them has to stand in a network namespace of its own (`unshare --net`): there lies the
switch. A host whose cable is pulled is silent, as one without power or behind a broken line: what
is sent to it is answered by nobody, not even by a refusal.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.fixtures.sites import END_WITH_US

SWITCH = "switch"
SWITCH_ADDRESS = "10.99.0.254"
SWITCH_MAC = "02:00:00:00:00:fe"
VISITORS = "10.98.0.0/16"
"""Addresses that visitors may come from: all of them are the switch's."""
PROGRAMS = {"ip": "iproute2", "nsenter": "util-linux", "unshare": "util-linux"}
"""What networks are made with, and the package of Debian that brings it."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host that is switched on; `enter` begins a command that is to run on it."""

    name: str
    number: int
    anchor: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where the others reach it."""
        return f"10.99.0.{self.number}"

    @property
    def mac(self) -> str:
        """Its hardware's address."""
        return f"02:00:00:00:00:{self.number:02x}"

    @property
    def cable(self) -> str:
        """The end of its cable at the switch."""
        return f"to-{self.name}"

    @property
    def enter(self) -> tuple[str, ...]:
        """What a command begins with that is to run on this host."""
        spaces = f"/proc/{self.anchor.pid}/ns"
        return ("nsenter", f"--net={spaces}/net", f"--uts={spaces}/uts")


@contextmanager
def wire(*names: str) -> Iterator[dict[str, Host]]:
    """Hosts of these names, connected; they end with the block.

    Everybody knows everybody's hardware address for good: else the kernel would soon notice that a
    host is silent, and refuse at once, which it cannot for one that is behind a router.
    """
    _run("ip", "link", "set", "lo", "up")
    _run("ip", "link", "add", SWITCH, "address", SWITCH_MAC, "type", "bridge")
    _run("ip", "address", "add", f"{SWITCH_ADDRESS}/24", "dev", SWITCH)
    _run("ip", "link", "set", SWITCH, "up")
    _run("ip", "route", "add", "local", VISITORS, "dev", "lo")
    hosts = {name: Host(name, number, _anchor(name)) for number, name in enumerate(names, 1)}
    try:
        for host in hosts.values():
            _connect(host)
        for host in hosts.values():
            _introduce(host, hosts)
        yield hosts
    finally:
        for host in hosts.values():
            host.anchor.kill()
            host.anchor.wait()


def pull_cable(host: Host) -> None:
    """Let a host be silent, with everything that runs on it."""
    _run("ip", "link", "set", host.cable, "down")


def plug_in_cable(host: Host) -> None:
    """Let it be reached again."""
    _run("ip", "link", "set", host.cable, "up")


def _anchor(name: str) -> subprocess.Popen[bytes]:
    be_called = f"echo {name} > /proc/sys/kernel/hostname; echo; exec sleep infinity"
    anchor = subprocess.Popen(
        [*END_WITH_US, "unshare", "--net", "--uts", "sh", "-c", be_called],
        stdout=subprocess.PIPE,
    )
    assert anchor.stdout is not None  # noqa: S101  # it was asked for
    anchor.stdout.readline()  # its network is there once it speaks
    return anchor


def _connect(host: Host) -> None:
    _run(
        *("ip", "link", "add", host.cable, "type", "veth"),
        *("peer", "name", "eth0", "address", host.mac, "netns", str(host.anchor.pid)),
    )
    _run("ip", "link", "set", host.cable, "master", SWITCH)
    _run("ip", "link", "set", host.cable, "up")
    for command in (
        ("link", "set", "lo", "up"),
        ("address", "add", f"{host.address}/24", "dev", "eth0"),
        ("link", "set", "eth0", "up"),
        ("route", "add", VISITORS, "via", SWITCH_ADDRESS),
    ):
        _run(*host.enter, "ip", *command)


def _introduce(host: Host, hosts: dict[str, Host]) -> None:
    _know((), host.address, host.mac, SWITCH)
    _know(host.enter, SWITCH_ADDRESS, SWITCH_MAC, "eth0")
    for other in hosts.values():
        if other is not host:
            _know(host.enter, other.address, other.mac, "eth0")


def _know(enter: Sequence[str], address: str, mac: str, device: str) -> None:
    _run(*enter, "ip", "neighbour", "add", address, "lladdr", mac, "dev", device)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
