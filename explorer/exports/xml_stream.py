"""XML written element by element, so that memory does not grow with the file; every text passes `safe`."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from explorer.text import safe


class XmlStream:
    """A document in the making; `xml_stream` begins and ends it."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._out = XMLGenerator(text, encoding="utf-8", short_empty_elements=True)
        self._out.startDocument()

    def begin(self, name: str, words: Mapping[str, str] | None = None) -> None:
        """Open an element with these attributes."""
        known = {key: safe(value) for key, value in (words or {}).items()}
        self._out.startElement(name, AttributesImpl(known))

    def end(self, name: str) -> None:
        """Close it."""
        self._out.endElement(name)

    def leaf(self, name: str, words: Mapping[str, str] | None = None, text: str = "") -> None:
        """An element that holds text, or nothing."""
        self.begin(name, words)
        if text:
            self._out.characters(safe(text))
        self.end(name)

    def line(self) -> None:
        """A line end of our own, between elements."""
        self._out.ignorableWhitespace("\n")


@contextmanager
def xml_stream(stream: BinaryIO) -> Iterator[XmlStream]:
    """Write a document to `stream`, which stays open."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
    made = XmlStream(text)
    yield made
    made.line()
    text.flush()
    text.detach()
