"""The words of the field as option values."""

from __future__ import annotations

from explorer.model.evidence import KeyState
from explorer.model.finding import Severity
from explorer.model.program import Program
from explorer.model.purpose import EV, OID_OF

PROGRAMS = tuple(program.value for program in Program)
PURPOSES = (*(str(purpose) for purpose in OID_OF), str(EV))
SEVERITIES = tuple(severity.value for severity in Severity)
BASES = ("mrsp", "v25", "v29", "crtsh", "ccadb")
KNOWN = ("yes", "no")
KEY_STATES = tuple(state.value for state in KeyState)
VIEWS = ("proof", "record")
NEVER = "never"
