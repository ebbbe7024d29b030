"""A real DNS server on loopback, which answers from a table: over UDP, and over TCP what is too long for that."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

Table = dict[tuple[str, str], list[str]]
"""(name, type): what stands there, as a zone file has it."""


@contextmanager
def serving(table: Table, *, broken: frozenset[str] = frozenset()) -> Iterator[str]:
    """Its address (`127.0.0.1:port`). Of the `broken` names it says that it cannot."""

    def answer(asked: bytes) -> bytes:
        return _answer(dns.message.from_wire(asked), table, broken)

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            body, line = self.request
            wire = answer(body)
            if len(wire) > 1232:
                short = dns.message.make_response(dns.message.from_wire(body))
                short.flags |= dns.flags.TC
                wire = short.to_wire()
            line.sendto(wire, self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            (length,) = struct.unpack("!H", self.rfile.read(2))
            wire = answer(self.rfile.read(length))
            self.wfile.write(struct.pack("!H", len(wire)) + wire)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stream) as stream:
        port = stream.server_address[1]
        with socketserver.ThreadingUDPServer(("127.0.0.1", port), Datagram) as datagrams:
            servers = (stream, datagrams)
            for each in servers:
                threading.Thread(target=each.serve_forever, args=(0.02,), daemon=True).start()
            try:
                yield f"127.0.0.1:{port}"
            finally:
                for each in servers:
                    each.shutdown()


def _answer(asked: dns.message.Message, table: Table, broken: frozenset[str]) -> bytes:
    question = asked.question[0]
    name, kind = str(question.name).rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
    made = dns.message.make_response(asked)
    made.flags |= dns.flags.AA | dns.flags.RA
    if name in broken:
        made.set_rcode(dns.rcode.SERVFAIL)
    elif there := table.get((name, kind)):
        made.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *there))
    elif not any(known == name or known.endswith(f".{name}") for known, _ in table):
        made.set_rcode(dns.rcode.NXDOMAIN)
    return made.to_wire(max_size=65535)
