"""Logging: warnings and errors as text; where it is asked for, every event as a line of JSON, for a collector to read."""

import json
import logging
import sys
from datetime import UTC, datetime

EVENTS = logging.getLogger("assistant.events")  # requests and answers, with their figures in `extra={"event": {…}}`


class JsonLines(logging.Formatter):
    """A record as one JSON object: time (UTC), level, logger, message, and the fields of an event."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "event", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(*, as_json: bool) -> None:
    """Set the root logger up, on standard error; uvicorn's loggers go there too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    # Some libraries set their own loggers to talk of everything; it is not taken up.
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or record.name == EVENTS.name)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    EVENTS.setLevel(logging.INFO if as_json else logging.WARNING)
