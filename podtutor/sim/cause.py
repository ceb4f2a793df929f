"""Why a step happened: the answer that every line of every view can give."""

from __future__ import annotations

import msgspec


class Cause(msgspec.Struct, frozen=True):
    """The reason of one write to the store.

    `rule`: the rule in `podtutor.rules` that decided, or the verb a person used; `source`: upstream's file and
    function; `text`: the reason in one sentence for people; `field`: the field of the manifest that counted, if one did.
    """

    rule: str
    source: str = ""
    text: str = ""
    field: str = ""


UNSAID = Cause("", text="no reason given")
"""For writes whose reason nobody asks: heartbeats, bookkeeping."""
