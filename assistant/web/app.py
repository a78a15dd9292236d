"""One application: the HTTP interface, the library, value and quiz pages, the chat page, and the guard around them.

What is made from a state of the library is furnished anew with each edition; databases, the chat page and the guard stay.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.deeds import Deeds
from assistant.accounts.people import People
from assistant.answering.engine import Assistant
from assistant.api.routes import router
from assistant.company.cards import OwnCards
from assistant.company.database import CompanyDatabase
from assistant.company.documents import Documents
from assistant.company.jobs import Jobs
from assistant.company.renewal import Renewal
from assistant.history.conversations import Conversations
from assistant.history.database import HistoryDatabase
from assistant.history.opinions import Opinions
from assistant.history.review import Review
from assistant.quiz.bank import Banks
from assistant.quiz.database import QuizDatabase
from assistant.quiz.export import FORMATS
from assistant.quiz.make import Workshop
from assistant.quiz.papers import Papers
from assistant.settings import Settings
from assistant.web.access import Access, current_person
from assistant.web.account_page import account_router
from assistant.web.admin.cards import cards_router
from assistant.web.admin.documents import documents_router
from assistant.web.admin.frame import Frame as AdminFrame
from assistant.web.admin.jobs import jobs_router
from assistant.web.admin.page import Stores, admin_router, insight_sections
from assistant.web.chat import ChatPage
from assistant.web.chat_layout import TITLE, blocks_of, head_of, stylesheet
from assistant.web.chat_shell import ChatShell
from assistant.web.editions import Edition, EditionRoute, Editions
from assistant.web.embedding import embed_router
from assistant.web.gradio_import import gr
from assistant.web.help_page import help_router
from assistant.web.history_page import history_router
from assistant.web.identity import way_of
from assistant.web.keeping import Keeper
from assistant.web.library import library_router
from assistant.web.look import look_router
from assistant.web.observation import Figures, Journal, Observed
from assistant.web.page_route import PageProblem
from assistant.web.probes import probes_router
from assistant.web.quiz_frame import Desk
from assistant.web.quiz_page import quiz_router
from assistant.web.security import Guard
from assistant.web.sessions import Sessions
from assistant.web.sign_in import sign_in_router
from assistant.web.source import Sources
from assistant.web.value_files import value_files_router
from assistant.web.value_page import value_router

FORGET_EVERY_S = 6 * 3600

_log = logging.getLogger(__name__)

# Fonts that Chinese systems bring along; nothing is loaded.
_FONTS = [
    gr.themes.Font(name)
    for name in (
        "PingFang SC",
        "Hiragino Sans GB",
        "Microsoft YaHei UI",
        "Microsoft YaHei",
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "sans-serif",
    )
]


def create_app(assistant: Assistant, settings: Settings) -> FastAPI:
    """The whole server over an open assistant, whose index is thereby open too."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Where no event loop runs, Gradio opens one for each of its locks and never closes it.
        return asyncio.run(_created(assistant, settings))
    return _create(assistant, settings)


async def _created(assistant: Assistant, settings: Settings) -> FastAPI:
    return _create(assistant, settings)


def _create(assistant: Assistant, settings: Settings) -> FastAPI:
    quizzes = QuizDatabase(settings.data_dir)
    history = HistoryDatabase(settings.data_dir)
    keep_days = settings.keep_conversations_days
    kept = Conversations(history, time.time) if keep_days else None
    database = PeopleDatabase(settings.data_dir)
    people, deeds = People(database), Deeds(database)
    figures = Figures()
    journal = Journal(figures, log_questions=settings.log_questions)
    way = way_of(settings, people)

    company = CompanyDatabase(settings.data_dir)
    documents = Documents(settings.data_dir, settings.documents_dir, company, time.time)
    cards = OwnCards(settings.own_cards_dir, settings.corpus_dir, company, time.time)
    jobs = Jobs()
    renewal = Renewal(settings, documents, cards, jobs, lambda renewed: editions.renew(renewed))
    banks, papers = Banks(quizzes, time.time), Papers(quizzes, time.time)
    opinions = Opinions(history, time.time)
    stores = Stores(people, deeds, banks, history, time.time)

    def furnish(assistant: Assistant) -> Edition:
        """Everything that is made from one state of the library."""
        library = assistant.library
        workshop = Workshop(library)  # reads the cards when the first item is asked for
        pages = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        pages.include_router(probes_router(assistant, deeds, figures))
        pages.include_router(router(assistant, workshop, journal, engine_choice=settings.llm_choice))
        pages.include_router(library_router(assistant, settings))
        pages.include_router(value_files_router(library))
        pages.include_router(value_router(library))
        pages.include_router(quiz_router(Desk(library, banks, papers, time.time), workshop, FORMATS))
        pages.include_router(history_router(library, kept, opinions))
        sources = Sources(library, settings.sources_dir)
        office = AdminFrame()
        sections = [jobs_router(office, jobs), documents_router(office, renewal, library), cards_router(office, renewal, library, sources)]
        pages.include_router(admin_router(office, [*sections, *insight_sections(office, assistant, stores, settings)]))
        return Edition(assistant, sources, pages)

    editions = Editions(assistant, furnish)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        deeds.forget_older_than(settings.audit_days)
        forgetting = asyncio.create_task(_forget_for_ever(history, keep_days))
        yield
        forgetting.cancel()
        await asyncio.to_thread(jobs.close)  # what is being built would be taken into use by a server that is gone
        editions.close()
        company.close()
        database.close()
        quizzes.close()
        history.close()

    # FastAPI's own pages about itself load from a CDN.
    app = FastAPI(title="marketing-assistant", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    # From the route outwards.
    app.add_middleware(ChatShell, title=TITLE)
    # With a policy of our own, and nobody in it, Gradio does not answer every origin with "allowed".
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(
        Access,
        way=way,
        deeds=deeds,
        requests_per_minute=settings.requests_per_minute,
        metrics_token=settings.metrics_token.get_secret_value() if settings.metrics_token else None,
    )
    app.add_middleware(Guard, way=way, hosts=settings.allowed_hosts, embed_origins=settings.embed_origins)
    app.add_middleware(Observed, figures=figures)
    app.include_router(look_router())
    app.include_router(help_router())
    sessions = Sessions(people, settings)
    for of_accounts in (sign_in_router(people, deeds, sessions), account_router(sessions)):
        # Without accounts they are there and closed: behind them Gradio has routes of the same names.
        app.include_router(of_accounts, dependencies=[] if settings.auth == "accounts" else [Depends(_closed)])
    app.include_router(embed_router())
    app.router.routes.append(EditionRoute(editions))
    chat = ChatPage(editions, settings, journal, Keeper(kept))
    gr.mount_gradio_app(
        app,
        blocks_of(chat),
        path="/",
        theme=gr.themes.Base(font=_FONTS, font_mono=_FONTS),
        css_paths=[stylesheet()],
        head=head_of(chat, settings),
        auth_dependency=lambda request: current_person(request).name,
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        allowed_paths=[],
        max_file_size=1,
    )
    return app


async def _closed() -> None:
    raise PageProblem(404, "没有这一页", "这里不用账号和密码登录。")


async def _forget_for_ever(history: HistoryDatabase, days: int) -> None:
    """Delete conversations and settled reports that are older than so many days, now and several times a day."""
    while True:
        try:
            await asyncio.to_thread(Conversations(history, time.time).forget_older_than, days)
            await asyncio.to_thread(Review(history, time.time).forget_settled, days)
        except Exception:
            _log.exception("old conversations could not be deleted; it is tried again later")
        await asyncio.sleep(FORGET_EVERY_S)
