"""Name constraints that several stories draw with."""

from __future__ import annotations

from ingest.sample.naming import name
from ingest.sample.shape import Limits, Subtrees

DNS: Subtrees = (("dns", "campus.example"),)
DIRECTORY: Subtrees = (("dir", name("", "Pellworth University Press", "XL")),)
MAIL: Subtrees = (("email", "campus.example"),)
NO_IP: Subtrees = (("ip", "0.0.0.0/0"), ("ip", "::/0"))

FULL = Limits(permitted=DNS + DIRECTORY, excluded=NO_IP)
FULL_MAIL = Limits(permitted=MAIL + DIRECTORY)
EVERYTHING = Limits(permitted=(("dns", ""), ("ip", "0.0.0.0/0"), ("ip", "::/0"), ("dir", ())))
