"""用户: who may use it and in which role, and who has come.

    GET  /admin/people              the list; ?q= part of a name, ?role=
    GET  /admin/people/people.csv   the list as a file
    GET  /admin/people/one?name=    one person, and what can be done
    POST /admin/people/add          a new account; its password is made here and shown once
    POST /admin/people/password     a new password, shown once
    POST /admin/people/{role,off,on,remove}

Where the company's sign-on decides who comes in, whoever has come is listed too, and gets an account when a role is given.
Nobody does any of this to their own account: one administrator is left in any case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.routing import APIRouter

from assistant.accounts.deeds import Deeds
from assistant.accounts.passwords import new_password
from assistant.accounts.people import Account, People, account_name
from assistant.accounts.roles import AT_THIS_MACHINE, Role
from assistant.csv_file import csv_file
from assistant.errors import AccountError, InputError
from assistant.history.review import Review
from assistant.settings import Settings
from assistant.web.access import current_person, name_deed
from assistant.web.admin.frame import Frame, moment
from assistant.web.admin.paging import paged
from assistant.web.forms import Fields, Posted, attachment, onward
from assistant.web.page_route import Missing
from assistant.web.sign_in import ROLE_NAMES

_HERE = "/admin/people"
_WAYS = {True: "本机账号和密码", False: "公司统一登录"}


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody in the list: an account, or who came through the sign-on without one. `last_at` is the last entry of the audit log."""

    name: str
    role: Role
    account: Account | None
    last_at: str | None

    @property
    def way(self) -> str:
        return _WAYS[self.account is not None and self.account.has_password]

    @property
    def off(self) -> bool:
        return self.account is not None and self.account.off_since is not None


def people_router(frame: Frame, people: People, deeds: Deeds, review: Review, settings: Settings) -> APIRouter:
    pages = _People(frame, people, deeds, review, settings)
    routes = frame.router(_HERE)
    get = ["GET", "HEAD"]
    routes.add_api_route("", pages.all, methods=get)
    routes.add_api_route("/people.csv", pages.as_file, methods=get)
    routes.add_api_route("/one", pages.one, methods=get)
    for name, work in (
        ("add", pages.add),
        ("password", pages.give_password),
        ("role", pages.give_role),
        ("off", pages.switch_off),
        ("on", pages.switch_on),
        ("remove", pages.remove),
    ):
        routes.add_api_route(f"/{name}", work, methods=["POST"])
    return routes


class _People:
    def __init__(self, frame: Frame, people: People, deeds: Deeds, review: Review, settings: Settings) -> None:
        self._frame = frame
        self._people = people
        self._deeds = deeds
        self._review = review
        self._auth = settings.auth
        frame.templates.globals |= {"role_names": ROLE_NAMES, "auth": settings.auth, "audit_days": settings.audit_days}

    def all(self, request: Request, q: str = "", role: str = "", page: str = "1") -> Response:
        everybody = self._everybody()
        part = q.strip().casefold()
        found = [one for one in everybody if part in one.name and role in ("", one.role.value)]
        return self._frame.page(
            request, "people.html", people=paged(found, page), everybody=len(everybody), q=q, role=role, me=current_person(request).name
        )

    def as_file(self) -> Response:
        rows = [
            [
                one.name,
                ROLE_NAMES[one.role],
                one.way,
                "停用" if one.off else "在用",
                moment(one.account.since if one.account else None),
                moment(one.last_at),
            ]
            for one in self._everybody()
        ]
        return attachment(
            csv_file([["账号", "角色", "登录方式", "状态", "开通时间", "最近一次使用"], *rows]), "用户.csv", "text/csv; charset=utf-8"
        )

    def one(self, request: Request, name: str = "") -> Response:
        one = self._known(name)
        return self._frame.page(request, "person.html", one=one, me=current_person(request).name, going=self._going(one))

    def add(self, request: Request, fields: Posted) -> Response:
        typed = fields.text("name", "账号", 64)
        try:
            name = account_name(typed)
        except AccountError as error:
            raise InputError(f"“{typed}”不能当账号。用字母、数字、汉字和 . _ - @ +，以字母、数字或汉字开头，中间没有空格。") from error
        if name == AT_THIS_MACHINE.name:
            raise InputError(f"“{name}”指坐在服务器跟前的人，不能当账号。请换一个。")
        if self._people.account(name) is not None:
            raise InputError(f"已经有账号“{name}”了。要改它，请在列表里点开。")
        role = _role(fields)
        password = new_password() if fields.text("way") == "password" else None
        self._people.add(name, role, password)
        name_deed(request, "account added", f"{name} {role}")
        if password is None:
            return onward(request, f"{_HERE}/one?name={_quoted(name)}")
        return self._frame.page(request, "password.html", name=name, password=password, new=True)

    def give_password(self, request: Request, fields: Posted) -> Response:
        account = self._account(request, fields)
        password = new_password()
        self._people.set_password(account.name, password)
        name_deed(request, "password changed", account.name)
        return self._frame.page(request, "password.html", name=account.name, password=password, new=False)

    def give_role(self, request: Request, fields: Posted) -> Response:
        account, role = self._account(request, fields), _role(fields)
        self._people.set_role(account.name, role)
        return self._done(request, account.name, "role changed", f"{account.name} {role}")

    def switch_off(self, request: Request, fields: Posted) -> Response:
        return self._work(request, fields, "account off", self._people.switch_off)

    def switch_on(self, request: Request, fields: Posted) -> Response:
        return self._work(request, fields, "account on", self._people.switch_on)

    def remove(self, request: Request, fields: Posted) -> Response:
        account = self._account(request, fields)
        self._people.remove(account.name)
        self._review.forget_person(account.name)
        name_deed(request, "account removed", account.name)
        return onward(request, _HERE)

    def _work(self, request: Request, fields: Fields, what: str, change: Callable[[str], None]) -> Response:
        account = self._account(request, fields)
        change(account.name)
        return self._done(request, account.name, what, account.name)

    def _done(self, request: Request, name: str, what: str, about: str) -> Response:
        name_deed(request, what, about)
        return onward(request, f"{_HERE}/one?name={_quoted(name)}")

    def _account(self, request: Request, fields: Fields) -> Account:
        """The account that a form is about; who came through the sign-on gets one. Raises InputError for one's own, Missing for none."""
        known = self._known(fields.text("name"))
        if known.name == current_person(request).name:
            raise InputError("这是您自己的账号。请另一位管理员来做这一步，这样总有人能管。")
        if known.account is None:
            self._people.add(known.name, known.role, None)
        account = self._people.account(known.name)
        if account is None:
            raise Missing
        return account

    def _going(self, one: Known) -> str:
        """What goes with the account, and what stays."""
        kept = self._review.kept_of(one.name)
        talks = f"他的{kept}个历史对话和其中的评价一起删掉，" if kept else ""
        after = "以后他从统一登录进来，又是员工；不让他用，请改成停用。" if self._auth == "proxy" else ""
        return f"账号会删掉，{talks}不能恢复，已经登录的地方马上退出。他出的题和试卷还在，记录到期才删。{after}"

    def _known(self, name: str) -> Known:
        found = next((one for one in self._everybody() if one.name == name), None)
        if found is None:
            raise Missing
        return found

    def _everybody(self) -> list[Known]:
        """Accounts by name, and behind them who came without one."""
        last_of = self._deeds.last_of_each()
        known = [Known(one.name, one.role, one, last_of.get(one.name)) for one in self._people.all()]
        if self._auth != "proxy":
            return known
        names = {one.name for one in known}
        return known + [Known(who, Role.STAFF, None, at) for who, at in sorted(last_of.items()) if who not in names and _is_somebody(who)]


def _is_somebody(who: str) -> bool:
    """Whether an entry of the audit log is of a person, not of the machine's own doing."""
    try:
        return account_name(who) == who != AT_THIS_MACHINE.name
    except AccountError:
        return False


def _role(fields: Fields) -> Role:
    try:
        return Role(fields.text("role"))
    except ValueError as error:
        raise InputError("请选一个角色：员工、培训师或管理员。") from error


def _quoted(name: str) -> str:
    return quote(name, safe="")
