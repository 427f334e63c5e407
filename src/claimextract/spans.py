"""OpenTelemetry spans where ``opentelemetry-api`` is installed (the extra ``otel``), and nothing where it is not.

Where they go is the application's choice, as it sets up the SDK. Attributes follow the semantic conventions for
generative AI clients; none ever holds a document's text, an answer or a key.
"""

import contextlib
from collections.abc import Iterator, Mapping

try:
    from opentelemetry import trace
except ImportError:  # the extra is not installed
    trace = None  # type: ignore[assignment]

__all__ = ["Attributes", "span"]

Value = str | int | float | bool | list[str]
Attributes = dict[str, Value]


@contextlib.contextmanager
def span(name: str, attributes: Mapping[str, Value], *, client: bool = False) -> Iterator[Attributes]:
    """A span around the block; what is put into the dictionary that it gives becomes the span's attributes at its end.

    With ``error.type`` among them it is marked as failed. An exception is told by its type only: a message may quote.

    Args:
        name: the span's name.
        attributes: what is known before the block.
        client: the block waits for another service.
    """
    found: Attributes = {}
    if trace is None:
        yield found
        return
    kind = trace.SpanKind.CLIENT if client else trace.SpanKind.INTERNAL
    with trace.get_tracer("claimextract").start_as_current_span(
        name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield found
        except BaseException as error:
            found["error.type"] = type(error).__name__
            raise
        finally:
            current.set_attributes(found)
            if "error.type" in found:
                current.set_status(trace.StatusCode.ERROR)
