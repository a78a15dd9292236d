"""An answer as it was shown to whoever asked, for the pages that speak of it."""

from fastapi import Request, Response

from assistant.answering.engine import Assistant
from assistant.history.review import Review
from assistant.web.admin.frame import Frame
from assistant.web.history_page import answer_text, working
from assistant.web.message import engine_label, source_titles
from assistant.web.page_route import Missing


class AnswerPage:
    """Shows one exchange; who asked it only where the settings allow that."""

    def __init__(self, frame: Frame, review: Review, assistant: Assistant, *, show_askers: bool) -> None:
        self._frame = frame
        self._review = review
        self._library = assistant.library
        self._show_askers = show_askers

    def show(self, request: Request, id: str = "") -> Response:
        kept = self._review.exchange(id)
        if kept is None:
            raise Missing
        return self._frame.page(
            request,
            "answer.html",
            kept=kept,
            asker=self.askers([id]).get(id, ""),
            text=answer_text,
            working=working,
            engine=engine_label,
            titles=lambda citation: source_titles(citation, self._library),
        )

    def askers(self, exchange_ids: list[str]) -> dict[str, str]:
        """Who asked, by exchange; nobody where the settings do not allow it."""
        return self._review.askers(exchange_ids) if self._show_askers else {}
