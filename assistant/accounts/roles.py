"""Who may do what: three roles, each with its actions. What is not named here, nobody may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for; from least to most."""

    STAFF = "staff"  # 员工
    TRAINER = "trainer"  # 培训师
    ADMINISTRATOR = "administrator"  # 管理员


class Action(StrEnum):
    """What can be done, whatever the surface: page, HTTP interface, Gradio's queue, download."""

    ASK = "ask"
    CALCULATE = "calculate"
    BROWSE = "browse"
    TAKE_QUIZ = "take_quiz"
    MAKE_QUIZ = "make_quiz"  # items, papers, results of others
    ADMINISTER = "administer"  # documents, cards, people, what was done
    OWN_ACCOUNT = "own_account"  # see it, change its password
    WATCH = "watch"  # the server's own figures


_STAFF = frozenset({Action.ASK, Action.CALCULATE, Action.BROWSE, Action.TAKE_QUIZ, Action.OWN_ACCOUNT})
ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.STAFF: _STAFF,
    Role.TRAINER: _STAFF | {Action.MAKE_QUIZ},
    Role.ADMINISTRATOR: _STAFF | {Action.MAKE_QUIZ, Action.ADMINISTER, Action.WATCH},
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose name has been proven, by a session, by the company's sign-on, or by sitting at this machine."""

    name: str
    role: Role

    def may(self, action: Action) -> bool:
        return action in ALLOWED[self.role]


AT_THIS_MACHINE = Person("local", Role.ADMINISTRATOR)  # where there is no authentication, on loopback alone
