"""A local server speaking the chat-completions wire format, for tests: it reads texts by a rule anybody can check."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LABELS = ("negative", "neutral", "positive", "question")


@dataclass
class Endpoint:
    """What the server was sent, and how it shall behave: `answers` are used up first, (status, body) each.

    After `failing_after` answers it refuses all that follow.
    """

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    answers: list[tuple[int, Any]] = field(default_factory=list)
    failing_after: int | None = None

    @property
    def texts(self) -> list[str]:
        """Return every text that reached the server."""
        return [one["text"] for body in self.asked for one in json.loads(body["messages"][-1]["content"])]


def completion(content: str) -> dict[str, Any]:
    """Return an answer as the chat-completions API shapes it."""
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "test-model",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def readings(body: dict[str, Any]) -> str:
    """Read the texts of a request: a text that says "good" is positive, any other negative."""
    shares = {True: (0.1, 0.1, 0.7, 0.1), False: (0.7, 0.1, 0.1, 0.1)}
    return json.dumps(
        {
            "readings": [
                {"id": one["id"], **dict(zip(LABELS, shares["good" in one["text"]], strict=True))}
                for one in json.loads(body["messages"][-1]["content"])
            ]
        }
    )


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    """Run the server on a free port for the length of a test."""
    state = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body)
            state.keys.append(self.headers.get("Authorization", ""))
            if self.path != "/v1/chat/completions":
                status, answer = 404, {"error": {"message": "no such path", "type": "invalid_request_error"}}
            elif state.failing_after is not None and len(state.asked) > state.failing_after:
                status, answer = 401, {"error": {"message": "no longer", "type": "invalid_request_error"}}
            elif state.answers:
                status, answer = state.answers.pop(0)
            else:
                status, answer = 200, completion(readings(body))
            content = answer if isinstance(answer, str) else json.dumps(answer)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
