"""Adds a backports suite to apt: address, components and key are those of the machine's own Debian source."""

import re
import sys
from pathlib import Path

APT = Path("/etc/apt")
NAME = "mine-restoration-backports"


def stanza_for_suite(text: str, suite: str) -> str | None:
    """Return the deb822 stanza of `<base>-backports` copied from the one in `text` that serves `<base>`.

    None where `text` has no enabled stanza of binary packages for that release. An embedded key comes along.
    """
    base = suite.removesuffix("-backports")
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        fields = {
            line.split(":", 1)[0].lower(): line.split(":", 1)[1].split()
            for line in lines
            if ":" in line and not line[0].isspace()
        }
        enabled = fields.get("enabled", ["yes"])[0].lower() not in {"no", "false", "0"}
        if enabled and "deb" in fields.get("types", []) and base in fields.get("suites", []):
            return "".join(f"{_field(line, suite)}\n" for line in lines if line.strip())
    return None


def _field(line: str, suite: str) -> str:
    name = line.split(":", 1)[0].lower()
    if name == "suites":
        return f"Suites: {suite}"
    return "Types: deb" if name == "types" else line


def line_for_suite(text: str, suite: str) -> str | None:
    """Return the one-line source of `<base>-backports`, copied from the `deb` line that serves `<base>`."""
    base = suite.removesuffix("-backports")
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+([^#]+)", line)
        if match and match.group(3) == base:
            return f"deb {match.group(1) or ''}{match.group(2)} {suite} {match.group(4).strip()}\n"
    return None


def has_suite(text: str, suite: str) -> bool:
    """Return whether `text`, a source file of either form, names `suite` outside its comments."""
    lines = (line.split("#", 1)[0].split() for line in text.splitlines())
    return any(suite in words for words in lines)


def add_suite(suite: str, *, apt: Path = APT) -> Path | None:
    """Return the source file written for `suite`; None where a source serves it already.

    Raises LookupError where no source of the machine serves the release that the suite belongs to.
    """
    folder = apt / "sources.list.d"
    one_line = [p for p in [apt / "sources.list", *sorted(folder.glob("*.list"))] if p.is_file()]
    deb822 = sorted(folder.glob("*.sources"))
    if any(has_suite(path.read_text(encoding="utf-8"), suite) for path in [*one_line, *deb822]):
        return None
    for paths, copy, ending in ((deb822, stanza_for_suite, "sources"), (one_line, line_for_suite, "list")):
        for path in paths:
            source = copy(path.read_text(encoding="utf-8"), suite)
            if source is not None:
                target = folder / f"{NAME}.{ending}"
                target.write_text(source, encoding="utf-8")
                return target
    raise LookupError(f"no source under {apt} serves {suite.removesuffix('-backports')}; add {suite} by hand")


if __name__ == "__main__":
    try:
        written = add_suite(sys.argv[1])
    except LookupError as error:
        raise SystemExit(f"setup: {error}") from None
    print(
        f"setup: wrote {written}" if written else f"setup: {sys.argv[1]} is already a source of this machine"
    )
