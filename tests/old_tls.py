"""A TLS 1.2 server without secure renegotiation (RFC 5746): what old front ends of portals are, and what no OpenSSL of today
can be made to be. One cipher suite (TLS_RSA_WITH_AES_128_GCM_SHA256, RFC 5246 and 5288), no extensions, for tests only."""

from __future__ import annotations

import hashlib
import hmac
import os
import socket
import struct
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.certificates import Holder

_VERSION = b"\x03\x03"
_SUITE = b"\x00\x9c"
_ALERT, _HANDSHAKE, _DATA, _CIPHER = 21, 22, 23, 20


def _prf(secret: bytes, label: bytes, seed: bytes, size: int) -> bytes:
    out, link = b"", label + seed
    while len(out) < size:
        link = hmac.digest(secret, link, "sha256")
        out += hmac.digest(secret, link + label + seed, "sha256")
    return out[:size]


class OldTls:
    """Stands in for an SSLContext: `wrap_socket` gives something that sends and receives."""

    def __init__(self, leaf: Holder, *sent: Holder) -> None:
        self._leaf = leaf
        self._chain = [h.certificate.public_bytes(serialization.Encoding.DER) for h in (leaf, *sent)]

    def wrap_socket(self, connection: socket.socket, server_side: bool) -> _Connection:
        return _Connection(connection, self._leaf, self._chain)


class _Connection:
    def __init__(self, connection: socket.socket, leaf: Holder, chain: list[bytes]) -> None:
        self._socket = connection
        self._keys: dict[str, tuple[AESGCM, bytes]] = {}
        self._count = {"read": 0, "write": 0}
        self._spoken = hashlib.sha256()
        self._shake_hands(leaf, chain)

    # -- what a server does with a connection -----------------------------------------------------------------------

    def sendall(self, data: bytes) -> None:
        for start in range(0, len(data), 16000):
            self._write(_DATA, data[start : start + 16000])

    def recv(self, size: int) -> bytes:
        kind, data = self._read()
        return data if kind == _DATA else b""

    def unwrap(self) -> None:
        self._write(_ALERT, b"\x01\x00")  # close_notify

    def setsockopt(self, *args: Any) -> None:
        self._socket.setsockopt(*args)

    def close(self) -> None:
        self._socket.close()

    # -- handshake --------------------------------------------------------------------------------------------------

    def _shake_hands(self, leaf: Holder, chain: list[bytes]) -> None:
        hello = self._message()
        client_random, server_random = hello[6:38], os.urandom(32)
        self._say(2, _VERSION + server_random + b"\x00" + _SUITE + b"\x00")  # no extension: no renegotiation_info
        certificates = b"".join(len(c).to_bytes(3, "big") + c for c in chain)
        self._say(11, len(certificates).to_bytes(3, "big") + certificates)
        self._say(14, b"")
        exchange = self._message()
        early = leaf.key.decrypt(exchange[6:], padding.PKCS1v15())
        master = _prf(early, b"master secret", client_random + server_random, 48)
        block = _prf(master, b"key expansion", server_random + client_random, 40)
        kind, _ = self._read()
        if kind != _CIPHER:
            raise OSError("no change of cipher")
        self._keys["read"] = (AESGCM(block[:16]), block[32:36])
        until_client = self._spoken.copy().digest()
        finished = self._message()
        if finished[4:] != _prf(master, b"client finished", until_client, 12):
            raise OSError("the client's last word of the handshake is wrong")
        self._write(_CIPHER, b"\x01")
        self._keys["write"] = (AESGCM(block[16:32]), block[36:40])
        self._say(20, _prf(master, b"server finished", self._spoken.copy().digest(), 12))

    def _message(self) -> bytes:
        kind, data = self._read()
        if kind != _HANDSHAKE:
            raise OSError(f"record of kind {kind} in the handshake")
        self._spoken.update(data)
        return data

    def _say(self, kind: int, body: bytes) -> None:
        message = bytes([kind]) + len(body).to_bytes(3, "big") + body
        self._spoken.update(message)
        self._write(_HANDSHAKE, message)

    # -- records ----------------------------------------------------------------------------------------------------

    def _read(self) -> tuple[int, bytes]:
        kind, _, _, size = struct.unpack("!BBBH", self._exactly(5))
        data = self._exactly(size)
        if "read" not in self._keys:
            return kind, data
        cipher, salt = self._keys["read"]
        associated = self._number("read") + bytes([kind]) + _VERSION + (len(data) - 24).to_bytes(2, "big")
        return kind, cipher.decrypt(salt + data[:8], data[8:], associated)

    def _write(self, kind: int, data: bytes) -> None:
        if "write" in self._keys:
            cipher, salt = self._keys["write"]
            number = self._number("write")
            associated = number + bytes([kind]) + _VERSION + len(data).to_bytes(2, "big")
            data = number + cipher.encrypt(salt + number, data, associated)
        self._socket.sendall(bytes([kind]) + _VERSION + len(data).to_bytes(2, "big") + data)

    def _number(self, way: str) -> bytes:
        self._count[way] += 1
        return (self._count[way] - 1).to_bytes(8, "big")

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            got = self._socket.recv(size - len(data))
            if not got:
                raise OSError("connection ended")
            data += got
        return data
