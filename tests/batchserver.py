"""A server on loopback with OpenAI's files, batches and chat completions, all in memory."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rough import good

KEY = "sk-planted-batch-7d1f"
Outcome = Callable[[dict[str, Any]], dict[str, Any]]


def answered(request: dict[str, Any]) -> dict[str, Any]:
    return {"response": {"status_code": 200, "body": json.loads(good(request).body)}, "error": None}


def failed(request: dict[str, Any], status: int = 500, **error: Any) -> dict[str, Any]:
    body = {"error": {"message": f"no, {KEY}", **error}}
    return {"response": {"status_code": status, "body": body}, "error": None}


class Server:
    """Files, batches and chat completions in memory; ``outcome`` answers a line, ``status`` is a batch's at the end."""

    def __init__(self) -> None:
        self.outcome: Outcome = answered
        self.status = "completed"
        self.refuses = False  # files: as a server without the Batch API does
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.chats: list[dict[str, Any]] = []
        self.chat: Callable[[dict[str, Any]], tuple[int, bytes]] = lambda request: (200, good(request).body)
        self.url = ""

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if path == "/v1/chat/completions":
            self.chats.append(json.loads(body))
            return self.chat(self.chats[-1])
        if (method, path) == ("POST", "/v1/files") and not self.refuses:
            assert b'name="purpose"\r\n\r\nbatch\r\n' in body
            [content] = re.findall(rb'filename="requests.jsonl"\r\n.*?\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
            return 200, self._file(content)
        if (method, path) == ("POST", "/v1/batches"):
            asked = json.loads(body)
            assert (asked["endpoint"], asked["completion_window"]) == ("/v1/chat/completions", "24h")
            name = f"batch_{len(self.batches)}"
            self.batches[name] = {"status": "in_progress", "input_file_id": asked["input_file_id"]}
            return 200, self._batch(name)
        if name := path.removeprefix("/v1/batches/"):
            if name in self.batches:
                return 200, self._batch(name)
            if path.removeprefix("/v1/files/").removesuffix("/content") in self.files:
                return 200, self.files[path.removeprefix("/v1/files/").removesuffix("/content")]
        return 404, json.dumps({"error": {"message": f"nothing here for {KEY}"}}).encode()

    def work(self, *, lines: int | None = None) -> None:
        """Do what was handed in, or only so many lines of each batch."""
        for batch in self.batches.values():
            if batch["status"] != "in_progress":
                continue
            output, errors = [], []
            for line in self.files[batch["input_file_id"]].splitlines()[:lines]:
                entry = json.loads(line)
                outcome = {"id": "x", "custom_id": entry["custom_id"], **self.outcome(entry["body"])}
                good_one = (outcome["response"] or {}).get("status_code") == 200
                (output if good_one else errors).append(json.dumps(outcome))
            batch["status"] = self.status
            for name, made in (("output_file_id", output), ("error_file_id", errors)):
                if made:
                    batch[name] = json.loads(self._file("\n".join(reversed(made)).encode()))["id"]

    def _file(self, content: bytes) -> bytes:
        name = f"file-{len(self.files)}"
        self.files[name] = content
        known = {"id": name, "object": "file", "bytes": len(content), "created_at": 0, "status": "processed"}
        return json.dumps({**known, "filename": "requests.jsonl", "purpose": "batch"}).encode()

    def _batch(self, name: str) -> bytes:
        known = {"id": name, "object": "batch", "endpoint": "/v1/chat/completions", "created_at": 0}
        counts = {"request_counts": {"total": 7, "completed": 2, "failed": 1}, "completion_window": "24h"}
        return json.dumps({**known, **counts, **self.batches[name]}).encode()


@contextmanager
def serving() -> Iterator[Server]:
    """Run such a server."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, content = state.answer(self.command, self.path, body)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _any  # noqa: N815

        def log_message(self, *_: object) -> None: ...

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{running.server_port}/v1"
    try:
        yield state
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
