"""What the analyst decides: what stands in a run's decisions.yaml."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from .base import Record

DecisionKind = Literal["same", "not same", "split", "wording", "ignore"]
IgnoredKind = Literal["document", "speaker", "publisher", "work"]

# Text on one line: white space of any kind and length is one space.
Line = Annotated[str, AfterValidator(lambda text: " ".join(text.split()))]


class Ignored(Record):
    """A source that counts for nothing: a document by its id, a speaker, publisher or cited work by its name."""

    kind: IgnoredKind
    name: Line


class Decision(Record):
    """One entry of decisions.yaml. It holds against whatever the program would conclude.

    The claims of one group say the same and stand in one row; claims of different groups stand in different rows.
    ``same`` has one group, ``not same`` groups of one claim each, ``split`` several groups, ``wording`` the one claim
    that stands for its row: in its own text or, where ``text`` is given, in the analyst's words. ``ignore`` has none.
    ``line`` is where the entry begins in its file; it is known while a file is read and kept in no record.
    """

    kind: DecisionKind
    groups: tuple[tuple[str, ...], ...] = ()
    text: Line | None = None
    ignored: Ignored | None = None
    note: Line | None = None
    by: Line | None = None
    date: Line | None = None
    line: int | None = Field(default=None, exclude=True, repr=False)

    @model_validator(mode="after")
    def _shape_fits_kind(self) -> Self:
        sizes = [len(group) for group in self.groups]
        fits = {
            "same": len(sizes) == 1 and sizes[0] > 1,
            "not same": len(sizes) > 1 and set(sizes) == {1},
            "split": len(sizes) > 1 and 0 not in sizes,
            "wording": sizes == [1],
            "ignore": not sizes,
        }
        if not fits[self.kind]:
            raise ValueError(f"the claims given do not fit a decision of the kind {self.kind!r}")
        claims = self.claims
        if len(set(claims)) < len(claims):
            raise ValueError(f"a claim is named twice in one decision of the kind {self.kind!r}")
        if (self.kind == "ignore") != (self.ignored is not None) or (self.text is not None and self.kind != "wording"):
            raise ValueError(f"text belongs to wording and a source to ignore, not to {self.kind!r}")
        return self

    @property
    def claims(self) -> tuple[str, ...]:
        """Every claim that is named."""
        return tuple(claim for group in self.groups for claim in group)
