"""What requests are expected to take, which limits of tokens a minute are kept by."""

from hypothesis import given
from hypothesis import strategies as st

from claimextract.llm.replies import Counted
from claimextract.llm.typical import Typical


def request(text: str, most: int = 400, **more: object) -> dict[str, object]:
    return {"messages": [{"role": "user", "content": text}], "max_tokens": most, **more}


def test_the_schema_counts_as_the_prompt_does() -> None:
    schema = {"type": "json_schema", "json_schema": {"schema": {"enum": ["p"] * 400}}}
    bare, with_schema = Typical().of(request("a")), Typical().of(request("a", response_format=schema))
    assert with_schema[1] - bare[1] > 400


def test_a_dense_script_is_learned_and_a_thin_one_does_not_loosen() -> None:
    typical, text = Typical(), "中" * 1000
    _, before = typical.of(request(text))
    for _ in range(30):
        typical.learn(request(text), Counted(prompt=1000, output=10))
    expected, after = typical.of(request(text))
    assert before < 400 + 300
    assert after > 400 + 900
    assert 900 < expected < 1100
    for _ in range(60):
        typical.learn(request(text), Counted(prompt=1, output=10))
    assert before <= typical.of(request(text))[1] <= before + 2


@given(st.text(max_size=50), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**5))
def test_no_count_breaks_the_estimate(text: str, prompt: int, output: int, most: int) -> None:
    typical = Typical()
    typical.learn(request(text), Counted(prompt=prompt, output=output))
    expected, at_most = typical.of(request(text, most))
    assert 0 < expected <= at_most
    assert at_most > most
