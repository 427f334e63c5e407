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
    assert with_schema.at_most - bare.at_most > 400


def test_a_dense_script_is_learned_and_a_thin_one_does_not_loosen() -> None:
    typical, text = Typical(), "中" * 1000
    before = typical.of(request(text)).at_most
    for _ in range(30):
        typical.learn(typical.of(request(text)), Counted(prompt=1000, output=10))
    expected = typical.of(request(text))
    assert before < 400 + 300
    assert expected.at_most > 400 + 900
    assert 900 < expected.tokens < 1100
    for _ in range(60):
        typical.learn(typical.of(request(text)), Counted(prompt=1, output=10))
    assert before <= typical.of(request(text)).at_most <= before + 2


@given(st.text(max_size=50), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**5))
def test_no_count_breaks_the_estimate(text: str, prompt: int, output: int, most: int) -> None:
    typical = Typical()
    typical.learn(typical.of(request(text)), Counted(prompt=prompt, output=output))
    expected = typical.of(request(text, most))
    assert 0 < expected.tokens <= expected.at_most
    assert expected.at_most > most
