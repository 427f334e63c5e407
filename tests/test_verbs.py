"""Forms of verbs, as wordings need them."""

import pytest

from claimextract.language.verbs import past


@pytest.mark.parametrize(
    ("participle", "told"),
    [
        ("accusing", "accused"),
        ("calling", "called"),
        ("citing", "cited"),
        ("denying", "denied"),
        ("praying", "prayed"),
        ("bragging", "bragged"),
        ("saying", "said"),
        ("seeking", "sought"),
        ("said", "said"),
        ("wants", "wants"),
    ],
)
def test_a_participle_becomes_a_past_tense(participle: str, told: str) -> None:
    assert past(participle) == told
