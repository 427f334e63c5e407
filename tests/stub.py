"""An OpenAI-compatible server on loopback that answers any strict JSON schema without a model, and counts."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], Any]


def first_allowed(schema: Mapping[str, Any], definitions: Mapping[str, Any] | None = None) -> Any:
    """The plainest value that a schema allows: the first option of an enum, an empty list, an empty string."""
    definitions = definitions or schema.get("$defs", {})
    if "$ref" in schema:
        return first_allowed(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return first_allowed(schema["anyOf"][0], definitions)
    match schema["type"]:
        case "object":
            return {name: first_allowed(value, definitions) for name, value in schema["properties"].items()}
        case "array":
            return []
        case "string":
            return ""
        case "null":
            return None
        case "boolean":
            return False
        case _:
            return schema.get("minimum", 0)


def answer_plainly(request: dict[str, Any]) -> Any:
    return first_allowed(request["response_format"]["json_schema"]["schema"])


@dataclass
class Stub:
    """What the server was asked, and how it answers.

    ``answer`` turns a request into the value that is sent as the message's content; a ``Refusal`` is sent as an error.
    """

    answer: Answer = answer_plainly
    delay: float = 0.0
    tls: ssl.SSLContext | None = None
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def settings(self) -> dict[str, str]:
        """What points a client here."""
        return {"base_url": self.url, "model": "stub"}


@dataclass(frozen=True)
class Refusal:
    status: int
    body: dict[str, Any]


@contextmanager
def serving(stub: Stub) -> Iterator[Stub]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with stub.lock:
                stub.requests.append(request)
                stub.headers.append({name.lower(): value for name, value in self.headers.items()})
            time.sleep(stub.delay)
            value = stub.answer(request)
            if isinstance(value, Refusal):
                return self._send(value.status, value.body)
            message = {"role": "assistant", "content": json.dumps(value)}
            return self._send(
                200,
                {
                    "id": "stub",
                    "created": 0,
                    "object": "chat.completion",
                    "model": request["model"],
                    "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                    "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
                },
            )

        def _send(self, status: int, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            with suppress(ConnectionError):  # a client that was stopped
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if stub.tls is not None:
        server.socket = stub.tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    stub.url = f"{'https' if stub.tls else 'http'}://127.0.0.1:{server.server_port}/v1"
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
