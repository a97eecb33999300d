"""The root of every error that the plugin raises itself, and the domain's own errors."""

from __future__ import annotations


class MineRestorationError(Exception):
    """Something a person can mend: the message says what failed, on what, and what to do next."""


class UnknownCodeError(MineRestorationError):
    """A value that is not in its code list."""

    def __init__(self, list_name: str, code: str) -> None:
        self.list_name = list_name
        self.code = code
        super().__init__(
            f"The code “{code}” is not in the list “{list_name}”; choose a code of the list or add it there."
        )


class RuleTableError(MineRestorationError):
    """A row of a code or rule table that cannot be read."""

    def __init__(self, table: str, row_id: str, problem: str) -> None:
        self.table = table
        self.row_id = row_id
        self.problem = problem
        super().__init__(
            f"The row “{row_id}” of the table “{table}” {problem}; correct the row and try again."
        )


class UnreadableDateError(MineRestorationError):
    """A text that names no date, year or decade."""

    def __init__(self, text: str, problem: str = "names no date, year or decade that can be read") -> None:
        self.text, self.problem = text, problem
        super().__init__(f"The time “{text}” {problem}; write it like 1985, 1985-03, 1985-03-02 or 八十年代.")


class InvalidNumberError(MineRestorationError):
    """A record number or its pattern that cannot be used."""

    def __init__(self, number: str, problem: str) -> None:
        self.number = number
        super().__init__(f"The number “{number}” {problem}; correct it or the province's number pattern.")
