"""What every record shares, and the span that ties a record to the text."""

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator


class Record(BaseModel):
    """A frozen record whose JSON field names are a published contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Record):
    """A stretch of ``Document.text`` with the characters that stand there.

    Offsets are Unicode code points, half open: ``text[start:end] == exact``. The pair is the W3C
    TextPositionSelector, ``exact`` the heart of the TextQuoteSelector (W3C Web Annotation Data Model).
    """

    start: int
    end: int
    exact: str

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        if self.start < 0 or self.end - self.start != len(self.exact):
            raise ValueError(f"span {self.start}-{self.end} does not fit {len(self.exact)} characters")
        return self

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Span":
        """Cut the span out of its text."""
        return cls(start=start, end=end, exact=text[start:end])

    def cut(self, start: int, end: int) -> "Span":
        """The part of this span between two offsets of the same text."""
        return Span(start=start, end=end, exact=self.exact[start - self.start : end - self.start])
