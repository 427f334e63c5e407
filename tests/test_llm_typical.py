"""What requests are expected to take, which limits of tokens a minute are kept by."""

from hypothesis import given
from hypothesis import strategies as st

from claimextract.llm.replies import Counted
from claimextract.llm.typical import Typical


def test_a_dense_script_is_learned_and_a_thin_one_does_not_loosen() -> None:
    typical = Typical()
    assert typical.of(1000, 400)[1] == 651
    for _ in range(30):
        typical.learn(1000, Counted(prompt=1000, output=10))
    expected, at_most = typical.of(1000, 400)
    assert 1350 < at_most <= 1401
    assert 980 < expected < 1040
    for _ in range(60):
        typical.learn(1000, Counted(prompt=1, output=10))
    assert 651 <= typical.of(1000, 400)[1] <= 653


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**5))
def test_no_count_breaks_the_estimate(letters: int, prompt: int, output: int, limit: int) -> None:
    typical = Typical()
    typical.learn(letters, Counted(prompt=prompt, output=output))
    expected, at_most = typical.of(letters, limit)
    assert letters / 4 < expected <= at_most
    assert at_most - expected <= limit
