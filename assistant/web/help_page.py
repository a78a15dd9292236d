"""The page 帮助: how to ask, how an answer reads, what is kept. Open to everybody; the parts of trainers and administrators to them."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.accounts.roles import Action, Person
from assistant.web.look import framed, templates_of
from assistant.web.page_route import page_route

EXAMPLES = (
    ("问一件事", "为什么留住老客户比找新客户划算？"),
    ("要一份清单", "二十二条营销法则有哪些？"),
    ("报上数字来算", "一位客户每年带来利润1000元，预计合作5年，折现率10%，终生价值是多少？"),
)


def help_router() -> APIRouter:
    """GET /help."""
    templates = templates_of("help")
    routes = APIRouter(route_class=page_route())

    @routes.api_route("/help", methods=["GET", "HEAD"])
    def page(request: Request) -> Response:
        person: Person | None = getattr(request.state, "person", None)
        may = {"trains": Action.MAKE_QUIZ, "administers": Action.ADMINISTER}
        shown = {name: person is not None and person.may(action) for name, action in may.items()}
        return HTMLResponse(framed(templates, request.scope, "help.html", examples=EXAMPLES, **shown))

    return routes
