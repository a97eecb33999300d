"""What long work is at just now, in the language of the interface."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from .translation import tr

_COUNTED = re.compile(r"(.+) (\d+/\d+)")


def stage_text(stage: str) -> str:
    """Return the engine's word for a stage translated; a name, such as a layer's, stays as it is.

    A count that follows, as in `sending photos 3/12`, follows the translation too.
    """
    counted = _COUNTED.fullmatch(stage)
    name, count = counted.groups() if counted and counted[1] in STAGES else (stage, "")
    say = STAGES.get(name)
    return f"{name if say is None else say()} {count}".rstrip()


STAGES: Mapping[str, Callable[[], str]] = {
    "done": lambda: tr("done"),
    "connected": lambda: tr("connected"),
    "receiving": lambda: tr("receiving changes"),
    "sending": lambda: tr("sending changes"),
    "photos": lambda: tr("photos"),
    "verifying": lambda: tr("verifying the package"),
    "reading": lambda: tr("reading"),
    "writing": lambda: tr("writing"),
    "storing changes": lambda: tr("storing the changes"),
    "storing photos": lambda: tr("storing the photos"),
    "writing the receipt": lambda: tr("writing the receipt"),
    "clusters": lambda: tr("grouping what is near"),
    "distances": lambda: tr("distances"),
    "elevation": lambda: tr("reading the elevation"),
    "observers": lambda: tr("what the observers see"),
    "outline": lambda: tr("outlines"),
    "outlines": lambda: tr("outlines"),
    "overlaps": lambda: tr("overlaps"),
    "mines and problems": lambda: tr("mines and problems"),
    "settlements and roads": lambda: tr("settlements and roads"),
    "terrain": lambda: tr("terrain"),
    "collecting changes": lambda: tr("collecting changes"),
    "merging": lambda: tr("merging"),
    "packing photos": lambda: tr("packing photos"),
    "receiving photos": lambda: tr("receiving photos"),
    "receiving thumbnails": lambda: tr("receiving thumbnails"),
    "sending again": lambda: tr("sending again"),
    "sending photos": lambda: tr("sending photos"),
    "sending thumbnails": lambda: tr("sending thumbnails"),
    "taking the receipt in": lambda: tr("taking the receipt in"),
}
