"""Words without the marks of Markdown."""

import pytest

from claimextract import Document
from claimextract.language.markup import plain
from claimextract.scan import scan


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("The [pier](#) fell.", "The pier fell."),
        ("The [old pier](https://example.org/a) *fell* **today**.", "The old pier fell today."),
        ("First*, the pier fell.", "First, the pier fell."),
        ("the norms of *care", "the norms of care"),
        ("2*3 and snake_case_name stay", "2*3 and snake_case_name stay"),
        ("[and] (not) a link", "[and] (not) a link"),
    ],
)
def test_plain(marked: str, words: str) -> None:
    assert plain(marked) == words


def test_a_linked_name_is_read_as_a_name() -> None:
    found = scan(Document.from_text("Mayor [Anna Weber](#) said that the *old* pier was unsafe."))
    (passage,) = found.passages
    speakers = {member.id: member.name for member in found.cast}
    assert speakers[passage.source] == "Anna Weber"
    assert passage.content[0].exact == "the *old* pier was unsafe"
