"""Which addresses are asked: by their form, and by what a host's name leads to when the connection is made."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer

from crawler.net.addresses import LOOPBACK_HINT, AddressPolicy, url_problem
from crawler.net.connect import GuardedReactor
from crawler.net.errors import NotPublic
from crawler.net.limits import MAX_URL

LIVE, TEST, SAMPLE = AddressPolicy(), AddressPolicy(loopback=True), AddressPolicy(public=False, loopback=True)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("8.8.8.8", None),
        ("113.160.0.1", None),
        ("172.15.255.255", None),
        ("172.32.0.0", None),
        ("100.63.255.255", None),
        ("2001:4860:4860::8888", None),
        ("2405:4800::1", None),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("::1", "loopback"),
        ("0.0.0.0", "this network"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("fd00::1", "private"),
        ("169.254.169.254", "link-local"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("100.64.0.1", "carrier NAT"),
        ("100.127.255.255", "carrier NAT"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("192.0.0.8", "reserved"),
        ("198.18.0.1", "benchmarking"),
        ("192.0.2.1", "documentation"),
        ("198.51.100.7", "documentation"),
        ("203.0.113.9", "documentation"),
        ("2001:db8::1", "documentation"),
        ("3fff::1", "documentation"),
        ("2001::1", "reserved"),
        ("fec0::1", "site-local"),
        ("::", "unspecified"),
        ("5f00::1", "reserved"),
        ("::ffff:10.0.0.1", "private"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:8.8.8.8", None),
        ("64:ff9b::10.0.0.1", "private"),
        ("64:ff9b::8.8.8.8", None),
        ("2002:7f00:1::", "loopback"),
        ("2002:808:808::", None),
        ("::127.0.0.1", "reserved"),
        ("no address", "no IP address"),
    ],
)
def test_which_addresses_are_public(address: str, problem: str | None) -> None:
    assert LIVE.problem(address) == problem
    assert TEST.problem(address) == (None if problem == "loopback" else problem)
    assert SAMPLE.problem(address) == (None if problem == "loopback" else problem or "not this machine")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://anhoa.example/tin/a-1.html?x=1", None),
        ("https://1.anhoa.example/", None),
        ("https://0xanhoa.example/", None),
        ("ftp://anhoa.example/", "not a web address"),
        ("file:///etc/passwd", "not a web address"),
        ("http:///tin", "not a web address"),
        ("http://[::1/", "not a web address"),
        ("http://a@anhoa.example/", "user name in the address"),
        ("http://a:b@anhoa.example/", "user name in the address"),
        ("http://@anhoa.example/", "user name in the address"),
        ("http://8.8.8.8/", "IP address in place of a host name: 8.8.8.8"),
        ("http://127.0.0.1/", "IP address in place of a host name: 127.0.0.1"),
        ("http://2130706433/", "IP address in place of a host name: 2130706433"),
        ("http://0x7f.1/", "IP address in place of a host name: 0x7f.1"),
        ("http://0177.0.0.1/", "IP address in place of a host name: 0177.0.0.1"),
        ("http://[::ffff:7f00:1]/", "IP address in place of a host name: ::ffff:7f00:1"),
        ("http://anhoa.example/" + "a" * MAX_URL, f"address too long ({MAX_URL + 21} characters)"),
        ("http://anhoa.example/?" + "&".join(f"a{i}=1" for i in range(50)), "address with too many parameters (50)"),
        ("http://anhoa.example/lich/a/lich/b/lich/c/lich/d/lich", "address that repeats itself ('lich' 5 times)"),
    ],
)
def test_which_web_addresses_are_asked(url: str, problem: str | None) -> None:
    assert url_problem(url, LIVE) == problem


def test_only_this_machine_may_be_named_by_number_in_tests() -> None:
    assert url_problem("http://127.0.0.1:8000/", TEST) is None
    assert url_problem("http://10.0.0.1/", TEST) == "IP address in place of a host name: 10.0.0.1"


@implementer(IHostnameResolver)
class _Turning:
    """A name server that gives one set of addresses after another."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, portNumber: int = 0, *args: Any, **kwargs: Any) -> Any:  # noqa: N802, N803
        receiver.resolutionBegan(None)
        for address in self._answers.pop(0):
            made = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(made("TCP", address, portNumber))
        receiver.resolutionComplete()


def connections(policy: AddressPolicy, *answers: tuple[str, ...]) -> tuple[list[str], list[Any]]:
    """The addresses connected to by one attempt for each answer of the name server, and the attempts' errors."""
    reactor = MemoryReactorClock()
    reactor.installNameResolver(_Turning(*answers))
    errors: list[Any] = []
    for _ in answers:
        endpoint = HostnameEndpoint(GuardedReactor(reactor, policy), "anhoa.example", 80, timeout=5)
        endpoint.connect(Factory.forProtocol(Protocol)).addErrback(lambda failure: errors.append(failure.value))
        reactor.pump([0.5] * 5)
    return [str(host) for host, *_ in reactor.tcpClients], errors


def test_no_connection_to_an_address_that_is_not_public() -> None:
    asked, errors = connections(LIVE, ("10.0.0.1",), ("127.0.0.1",), ("169.254.169.254",), ("::1",), ("::ffff:10.0.0.1",))
    assert asked == [] and [type(e) for e in errors] == [NotPublic] * 5
    assert str(errors[0]) == "host leads to an address that is not public: 10.0.0.1 (private)"
    assert str(errors[1]) == f"host leads to an address that is not public: 127.0.0.1 (loopback); {LOOPBACK_HINT}"


def test_a_name_that_turns_inside_after_its_first_look_up_is_refused() -> None:
    asked, errors = connections(LIVE, ("113.160.0.1",), ("192.168.0.1",), ("113.160.0.1",))
    assert asked == ["113.160.0.1", "113.160.0.1"] and [type(e) for e in errors] == [NotPublic]


def test_of_several_addresses_only_the_public_are_tried() -> None:
    asked, _ = connections(LIVE, ("10.0.0.1", "113.160.0.1", "127.0.0.1"))
    assert asked == ["113.160.0.1"]
