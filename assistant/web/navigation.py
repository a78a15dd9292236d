"""The one navigation that every page shows: the pages that a person may open, the one that is open, and who the person is.

Which pages those are is read off the table of surfaces: what it has no row for is not offered, nor what it would refuse.
"""

from dataclasses import dataclass

from assistant.accounts.roles import AT_THIS_MACHINE, Person
from assistant.web.asgi import Scope, path_of
from assistant.web.surfaces import surface_of

_PLACES = (("/", "问答"), ("/value", "客户价值"), ("/quiz", "出题"), ("/library", "资料库"), ("/admin", "管理"), ("/help", "帮助"))
_ACCOUNT = ("/account", "/login")


@dataclass(frozen=True, slots=True)
class Place:
    """A page that is offered; `current` as aria-current takes it, empty where the page is not open."""

    address: str
    title: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Navigation:
    """What templates/shared/masthead.html shows. `root` leads every link: the path below which a proxy serves the application."""

    root: str
    places: tuple[Place, ...]
    person: Person | None
    signs_in: bool  # on a page of this server's own
    at_account: bool

    @property
    def named(self) -> bool:
        """Whether the person has a name: whoever sits at the machine itself has none."""
        return self.person is not None and self.person != AT_THIS_MACHINE


def navigation_of(scope: Scope) -> Navigation:
    """The navigation for a request. What Access has not told of somebody is not known: then only what is open to everybody is offered."""
    state, root, path = scope.get("state", {}), scope.get("root_path", ""), path_of(scope)
    person: Person | None = state.get("person")
    places = tuple(Place(f"{root}{where}", title, _current(where, path)) for where, title in _PLACES if _may_open(person, where))
    return Navigation(root, places, person, state.get("signs_in", False), path.rstrip("/") in _ACCOUNT)


def _may_open(person: Person | None, where: str) -> bool:
    surface = surface_of("GET", where)
    return surface is not None and (surface.action is None or (person is not None and person.may(surface.action)))


def _current(where: str, path: str) -> str:
    if path.rstrip("/") == where.rstrip("/"):
        return "page"
    return "true" if where != "/" and path.startswith(f"{where}/") else ""
