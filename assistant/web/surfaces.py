"""Every address that the server answers, and the action that it takes. What is not in the table is closed to everybody.

The table is the allow list of paths, the policy, and what limits and audit go by. A test compares it with the routes that exist.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from starlette.routing import compile_path

from assistant.accounts.roles import Action
from assistant.value.table import MAX_FILE_BYTES

MOST_NAME_BYTES = 255  # between two slashes; Gradio breaks on names that no file system takes
MAX_BODY_BYTES = 1_000_000
MAX_FORM_BYTES = 10_000
MAX_UPLOAD_BYTES = MAX_FILE_BYTES + 100_000  # a file, and the form around it
MAX_DOCUMENTS_BYTES = 200_000_000  # documents that are sent at once
_READING = frozenset({"GET", "HEAD"})
_SENDING = frozenset({"POST"})


class Kind(StrEnum):
    """The manner of a surface: how it says no, and whether using it is a deed."""

    PAGE = "page"
    API = "api"
    QUEUE = "queue"  # Gradio's, which carries questions and answers of the chat page
    DOWNLOAD = "download"
    FILE = "file"  # styles and scripts
    PROBE = "probe"  # for machines that watch this one


@dataclass(frozen=True, slots=True)
class Surface:
    """One row: the route's own template, and what it takes to use it. `action` None means everybody, signed in or not."""

    template: str
    kind: Kind
    action: Action | None
    methods: frozenset[str] = _READING
    max_bytes: int = MAX_BODY_BYTES
    shows: bool = False  # it is sent something, and only shows what would become of it
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", compile_path(self.template)[0])

    @property
    def is_deed(self) -> bool:
        """Whether it does something or takes something away: such uses are counted, limited and kept in the audit log."""
        return self.kind is Kind.DOWNLOAD or (self.methods is _SENDING and not self.shows)


# In the order in which the routes are tried: a row with a placeholder stands behind those that it would also fit.
SURFACES = (
    Surface("/healthz", Kind.PROBE, None),
    Surface("/readyz", Kind.PROBE, None),
    Surface("/metrics", Kind.PROBE, Action.WATCH),
    Surface("/style.css", Kind.FILE, None),  # the sign-in page wears it too
    Surface("/help", Kind.PAGE, None),
    Surface("/login", Kind.PAGE, None),
    Surface("/login", Kind.PAGE, None, _SENDING, MAX_FORM_BYTES),
    Surface("/logout", Kind.PAGE, None, _SENDING, MAX_FORM_BYTES),
    Surface("/account", Kind.PAGE, Action.OWN_ACCOUNT),
    Surface("/account/password", Kind.PAGE, Action.OWN_ACCOUNT, _SENDING, MAX_FORM_BYTES),
    Surface("/api/v1/ask", Kind.API, Action.ASK, _SENDING),
    Surface("/api/v1/ask/stream", Kind.API, Action.ASK, _SENDING),
    Surface("/api/v1/quiz", Kind.API, Action.MAKE_QUIZ, _SENDING),
    Surface("/api/v1/value", Kind.API, Action.CALCULATE),
    Surface("/api/v1/value/{formula_id}", Kind.API, Action.CALCULATE, _SENDING),
    Surface("/library", Kind.PAGE, Action.BROWSE),
    Surface("/library/style.css", Kind.FILE, Action.BROWSE),
    Surface("/library/search", Kind.PAGE, Action.BROWSE),
    Surface("/library/group/{group_id:path}", Kind.PAGE, Action.BROWSE),
    Surface("/library/kind/{kind}", Kind.PAGE, Action.BROWSE),
    Surface("/library/lists", Kind.PAGE, Action.BROWSE),
    Surface("/library/list/{list_id:path}", Kind.PAGE, Action.BROWSE),
    Surface("/library/card/{card_id}", Kind.PAGE, Action.BROWSE),
    Surface("/library/documents", Kind.PAGE, Action.BROWSE),
    Surface("/library/document/{document_id:path}", Kind.PAGE, Action.BROWSE),
    Surface("/library/{elsewhere:path}", Kind.PAGE, Action.BROWSE),
    Surface("/value/{formula_id}/workbook.xlsx", Kind.DOWNLOAD, Action.CALCULATE),
    Surface("/value/customers", Kind.PAGE, Action.CALCULATE),
    Surface("/value/customers", Kind.PAGE, Action.CALCULATE, _SENDING, MAX_UPLOAD_BYTES),
    Surface("/value/customers.js", Kind.FILE, Action.CALCULATE),
    Surface("/value", Kind.PAGE, Action.CALCULATE),
    Surface("/value/style.css", Kind.FILE, Action.CALCULATE),
    Surface("/value/value.js", Kind.FILE, Action.CALCULATE),
    Surface("/value/{formula_id}", Kind.PAGE, Action.CALCULATE),
    Surface("/value/{formula_id}/sheet", Kind.PAGE, Action.CALCULATE),
    Surface("/value/{elsewhere:path}", Kind.PAGE, Action.CALCULATE),
    # Trainers: items and banks, papers and what their takers did.
    Surface("/quiz", Kind.PAGE, Action.MAKE_QUIZ),
    Surface("/quiz/make", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/import", Kind.PAGE, Action.MAKE_QUIZ, _SENDING, MAX_UPLOAD_BYTES),
    Surface("/quiz/bank/{bank_id}", Kind.PAGE, Action.MAKE_QUIZ),
    Surface("/quiz/bank/{bank_id}/save", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/bank/{bank_id}/remake", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/bank/{bank_id}/delete", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/bank/{bank_id}/item/{number}", Kind.PAGE, Action.MAKE_QUIZ),
    Surface("/quiz/bank/{bank_id}/item/{number}", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/bank/{bank_id}/item/{number}/{act}", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/bank/{bank_id}/paper", Kind.PAGE, Action.MAKE_QUIZ),
    Surface("/quiz/bank/{bank_id}/paper", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/bank/{bank_id}/file/{name}", Kind.DOWNLOAD, Action.MAKE_QUIZ),
    Surface("/quiz/paper/{paper_id}", Kind.PAGE, Action.MAKE_QUIZ),
    Surface("/quiz/paper/{paper_id}/file/{name}", Kind.DOWNLOAD, Action.MAKE_QUIZ),
    Surface("/quiz/paper/{paper_id}/delete", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/paper/{paper_id}/forget", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/paper/{paper_id}/attempt/{attempt_id}", Kind.PAGE, Action.MAKE_QUIZ),
    Surface("/quiz/paper/{paper_id}/attempt/{attempt_id}", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    Surface("/quiz/paper/{paper_id}/attempt/{attempt_id}/delete", Kind.PAGE, Action.MAKE_QUIZ, _SENDING),
    # Takers: whoever has a paper's link.
    Surface("/quiz/take/{link}", Kind.PAGE, Action.TAKE_QUIZ),
    Surface("/quiz/take/{link}", Kind.PAGE, Action.TAKE_QUIZ, _SENDING),
    Surface("/quiz/attempt/{attempt_id}", Kind.PAGE, Action.TAKE_QUIZ),
    Surface("/quiz/attempt/{attempt_id}", Kind.PAGE, Action.TAKE_QUIZ, _SENDING),
    Surface("/quiz/attempt/{attempt_id}/marks", Kind.PAGE, Action.TAKE_QUIZ, _SENDING),
    Surface("/quiz/style.css", Kind.FILE, Action.TAKE_QUIZ),
    Surface("/quiz/quiz.js", Kind.FILE, Action.TAKE_QUIZ),
    Surface("/quiz/{elsewhere:path}", Kind.PAGE, Action.TAKE_QUIZ),
    # Earlier conversations, each person's own; verdicts on answers, errors in sources.
    Surface("/history", Kind.API, Action.ASK),
    Surface("/history/report", Kind.API, Action.ASK, _SENDING, MAX_FORM_BYTES),
    Surface("/history/delete", Kind.API, Action.ASK, _SENDING, MAX_FORM_BYTES),
    Surface("/history/exchange/{exchange_id}/verdict", Kind.API, Action.ASK, _SENDING, MAX_FORM_BYTES),
    Surface("/history/{conversation_id}", Kind.PAGE, Action.ASK),
    Surface("/history/{conversation_id}/conversation.docx", Kind.DOWNLOAD, Action.ASK),
    Surface("/history/{conversation_id}/title", Kind.API, Action.ASK, _SENDING, MAX_FORM_BYTES),
    Surface("/history/{conversation_id}/delete", Kind.API, Action.ASK, _SENDING, MAX_FORM_BYTES),
    # Administrators: documents, cards, people, and what was asked and done.
    Surface("/admin", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/style.css", Kind.FILE, Action.ADMINISTER),
    Surface("/admin/admin.js", Kind.FILE, Action.ADMINISTER),
    Surface("/admin/documents", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/documents", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_DOCUMENTS_BYTES),
    Surface("/admin/documents/replace", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_DOCUMENTS_BYTES),
    Surface("/admin/documents/remove", Kind.PAGE, Action.ADMINISTER, _SENDING),
    Surface("/admin/documents/rebuild", Kind.PAGE, Action.ADMINISTER, _SENDING),
    Surface("/admin/documents/file/{name:path}", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/job/{number}", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/job/{number}/stop", Kind.PAGE, Action.ADMINISTER, _SENDING),
    Surface("/admin/cards", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/cards/new", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/cards/card/{card_id}", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/cards/card/{card_id}", Kind.PAGE, Action.ADMINISTER, _SENDING),
    Surface("/admin/cards/preview", Kind.PAGE, Action.ADMINISTER, _SENDING, shows=True),
    Surface("/admin/cards/remove", Kind.PAGE, Action.ADMINISTER, _SENDING),
    Surface("/admin/cards/restore", Kind.PAGE, Action.ADMINISTER, _SENDING),
    Surface("/admin/gaps", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/gaps/gaps.csv", Kind.DOWNLOAD, Action.ADMINISTER),
    Surface("/admin/gaps/one", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/gaps/answer", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/gaps/decide", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/gaps/again", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/verdicts", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/verdicts/verdicts.csv", Kind.DOWNLOAD, Action.ADMINISTER),
    Surface("/admin/verdicts/answer", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/verdicts/reports", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/verdicts/reports.csv", Kind.DOWNLOAD, Action.ADMINISTER),
    Surface("/admin/verdicts/settle", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/verdicts/delete", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/use", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/use/use.csv", Kind.DOWNLOAD, Action.ADMINISTER),
    Surface("/admin/banks", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/banks/banks.csv", Kind.DOWNLOAD, Action.ADMINISTER),
    Surface("/admin/banks/delete", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/people", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/people/people.csv", Kind.DOWNLOAD, Action.ADMINISTER),
    Surface("/admin/people/one", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/people/add", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/people/password", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/people/role", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/people/off", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/people/on", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/people/remove", Kind.PAGE, Action.ADMINISTER, _SENDING, MAX_FORM_BYTES),
    Surface("/admin/log", Kind.PAGE, Action.ADMINISTER),
    Surface("/admin/log/log.csv", Kind.DOWNLOAD, Action.ADMINISTER),
    Surface("/admin/{elsewhere:path}", Kind.PAGE, Action.ADMINISTER),
    # Gradio opens many more routes than the page needs: files, proxies, direct calls, monitoring. /cancel is none: Stop is done here.
    Surface("/", Kind.PAGE, Action.ASK),
    Surface("/config", Kind.QUEUE, Action.ASK),
    Surface("/gradio_api/queue/join", Kind.QUEUE, Action.ASK, _SENDING),
    Surface("/gradio_api/queue/data", Kind.QUEUE, Action.ASK),
    Surface("/embed.js", Kind.FILE, None),  # other pages load it
    Surface("/theme.css", Kind.FILE, Action.ASK),
    Surface("/manifest.json", Kind.FILE, Action.ASK),
    Surface("/static/{path:path}", Kind.FILE, Action.ASK),
    Surface("/assets/{path:path}", Kind.FILE, Action.ASK),
    Surface("/svelte/{path:path}", Kind.FILE, Action.ASK),
    Surface("/favicon.ico", Kind.FILE, None),
    Surface("/robots.txt", Kind.FILE, None),
)
_METHODS = {method for surface in SURFACES for method in surface.methods}


def surface_of(method: str, path: str) -> Surface | None:
    """The row for a path below the root path; a slash at its end makes no difference. None where there is none, or no file could be so called."""
    if any(len(name.encode(errors="replace")) > MOST_NAME_BYTES for name in path.split("/")):
        return None
    path = path[:-1] if path.endswith("/") and path != "/" else path or "/"
    return next((surface for surface in SURFACES if method in surface.methods and surface.pattern.fullmatch(path)), None)


def methods_of(path: str) -> set[str]:
    """The methods for which a path has a row."""
    return {method for method in _METHODS if surface_of(method, path)}
