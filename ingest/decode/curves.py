"""The three curves of the WebPKI (FIPS 186-4 D.1.2), to check points and to know explicit parameters again."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.decode.der import INTEGER, OCTET_STRING, SEQUENCE, DerError, children, sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """y^2 = x^3 - 3 x + b over the integers modulo a prime p with p mod 4 = 3."""

    name: str
    oid: str
    bits: int
    p: int
    b: int
    generator_x: int
    order: int

    @property
    def octets(self) -> int:
        """Length of one coordinate."""
        return (self.bits + 7) // 8


P256 = Curve(
    name="P-256",
    oid="1.2.840.10045.3.1.7",
    bits=256,
    p=2**256 - 2**224 + 2**192 + 2**96 - 1,
    b=0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    generator_x=0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    order=0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
)
P384 = Curve(
    name="P-384",
    oid="1.3.132.0.34",
    bits=384,
    p=2**384 - 2**128 - 2**96 + 2**32 - 1,
    b=int("b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef", 16),
    generator_x=int(
        "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7", 16
    ),
    order=int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16),
)
P521 = Curve(
    name="P-521",
    oid="1.3.132.0.35",
    bits=521,
    p=2**521 - 1,
    b=int(
        "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e1"
        "56193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
        16,
    ),
    generator_x=int(
        "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dba"
        "a14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
        16,
    ),
    order=int(
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
        "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        16,
    ),
)
CURVES = (P256, P384, P521)
BY_OID = {curve.oid: curve for curve in CURVES}


def on_curve(curve: Curve, point: bytes) -> bool:
    """Whether `point` is an uncompressed point (SEC 1, 2.3.3) of the curve."""
    size = curve.octets
    if len(point) != 1 + 2 * size or point[0] != 4:
        return False
    x = int.from_bytes(point[1 : 1 + size], "big")
    y = int.from_bytes(point[1 + size :], "big")
    return x < curve.p and y < curve.p and (y * y - (x * x - 3) * x - curve.b) % curve.p == 0


def decompress(curve: Curve, point: bytes) -> bytes:
    """The uncompressed form of a compressed point (SEC 1, 2.3.4); raises DerError when there is none."""
    size = curve.octets
    x = int.from_bytes(point[1:], "big")
    square = ((x * x - 3) * x + curve.b) % curve.p
    y = pow(square, (curve.p + 1) // 4, curve.p)
    if len(point) != 1 + size or x >= curve.p or y * y % curve.p != square:
        raise DerError("a compressed point that is not on its curve")
    if y & 1 != point[0] & 1:
        y = curve.p - y
    return b"\x04" + x.to_bytes(size, "big") + y.to_bytes(size, "big")


def named_like(parameters: bytes) -> Curve | None:
    """The curve that explicit ECParameters (X9.62) spell out, if it is one of ours; raises DerError."""
    parts = sequence(parameters)
    if len(parts) < 5 or parts[1].tag != SEQUENCE or parts[2].tag != SEQUENCE or parts[3].tag != OCTET_STRING:
        raise DerError("explicit curve parameters are incomplete")
    field = children(parameters, parts[1].content, parts[1].end)
    shape = children(parameters, parts[2].content, parts[2].end)
    if len(field) < 2 or field[1].tag != INTEGER or len(shape) < 2:
        return None
    p = int.from_bytes(parameters[field[1].content : field[1].end], "big")
    a = int.from_bytes(parameters[shape[0].content : shape[0].end], "big")
    b = int.from_bytes(parameters[shape[1].content : shape[1].end], "big")
    base = parameters[parts[3].content : parts[3].end]
    order = int.from_bytes(parameters[parts[4].content : parts[4].end], "big")
    for curve in CURVES:
        x = int.from_bytes(base[1 : 1 + curve.octets], "big")
        if (p, a, b, x, order) == (curve.p, curve.p - 3, curve.b, curve.generator_x, curve.order):
            return curve
    return None
