"""MD2 (RFC 1319): eleven published roots of the 1990s are signed with it, and libraries no longer offer it.

Used to prove history, never to grant trust.
"""

from __future__ import annotations

_BLOCK = 16
_ROUNDS = 18
# RFC 1319 section 3.2: a permutation of 0..255 made from the digits of pi
_SUBSTITUTION = bytes.fromhex(
    "292e43c9a2d87c013d3654a1ecf0061362a705f3c0c7738c98932bd9bc4c82ca1e9b573cfdd4e01667426f188a17e512"
    "be4ec4d6da9ede49a0fbf58ebb2fee7aa968799115b2073f94c210890b225f21807f5d9a5a903227353ecce7bff79703"
    "ff1930b348a5b5d1d75e922aac56aac64fb838d296a47db676fc6be29c7404f1459d705964718720865bcf65e62da802"
    "1b6025adaeb0b9f61c46616934407e0f5547a323dd51af3ac35cf9cebac5ea262c530d6e85288409d3dfcdf441814d52"
    "6adc37c86cc1abfa24e17b080cbdb14a7888958be363e86de9cbd5fe3b001d39f2efb70e6658d0e4a67772f8eb754b0a"
    "314450b48fed1f1adb998d339f118314"
)


def md2(message: bytes) -> bytes:
    """The 16 octets of the MD2 digest; cost some milliseconds per kilobyte."""
    table = _SUBSTITUTION
    padding = _BLOCK - len(message) % _BLOCK
    padded = message + bytes([padding]) * padding
    checksum = bytearray(_BLOCK)
    last = 0
    for start in range(0, len(padded), _BLOCK):
        for place in range(_BLOCK):
            checksum[place] ^= _SUBSTITUTION[padded[start + place] ^ last]
            last = checksum[place]
    padded += bytes(checksum)

    state = [0] * (3 * _BLOCK)
    places = range(3 * _BLOCK)
    for start in range(0, len(padded), _BLOCK):
        block = padded[start : start + _BLOCK]
        state[_BLOCK : 2 * _BLOCK] = list(block)
        state[2 * _BLOCK :] = [state[place] ^ block[place] for place in range(_BLOCK)]
        carry = 0
        for turn in range(_ROUNDS):
            for place in places:
                carry = state[place] = state[place] ^ table[carry]
            carry = (carry + turn) % 256
    return bytes(state[:_BLOCK])
