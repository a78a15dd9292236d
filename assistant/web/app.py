"""One application: the HTTP interface, the library, value and quiz pages, the chat page, and the guard around them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from assistant.accounts.database import open_database
from assistant.accounts.deeds import Deeds
from assistant.accounts.people import People
from assistant.answering.engine import Assistant
from assistant.api.routes import router
from assistant.quiz.bank import Banks
from assistant.quiz.database import QuizDatabase
from assistant.quiz.export import FORMATS
from assistant.quiz.make import Workshop
from assistant.quiz.papers import Papers
from assistant.settings import Settings
from assistant.web.access import Access, current_person
from assistant.web.chat import TITLE, ChatPage, head, stylesheet
from assistant.web.chat_shell import ChatShell
from assistant.web.embedding import embed_router
from assistant.web.gradio_import import gr
from assistant.web.help_page import help_router
from assistant.web.identity import way_of
from assistant.web.library import library_router
from assistant.web.look import look_router
from assistant.web.observation import Figures, Journal, Observed
from assistant.web.probes import probes_router
from assistant.web.quiz_frame import Desk
from assistant.web.quiz_page import quiz_router
from assistant.web.security import Guard
from assistant.web.sign_in import sign_in_router
from assistant.web.value_files import value_files_router
from assistant.web.value_page import value_router

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
    database = open_database(settings.data_dir)
    people, deeds = People(database), Deeds(database)
    figures = Figures()
    journal = Journal(figures, log_questions=settings.log_questions)
    way = way_of(settings, people)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        deeds.forget_older_than(settings.audit_days)
        yield
        database.dispose()
        quizzes.close()

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
    app.include_router(probes_router(assistant, deeds, figures))
    app.include_router(look_router())
    app.include_router(help_router())
    app.include_router(sign_in_router(people, deeds, settings))
    workshop = Workshop(assistant.library)  # reads the cards when the first item is asked for
    app.include_router(router(assistant, workshop, journal, engine_choice=settings.llm_choice))
    app.include_router(embed_router())
    app.include_router(library_router(assistant, settings))
    app.include_router(value_files_router(assistant.library))
    app.include_router(value_router(assistant.library))
    desk = Desk(assistant.library, Banks(quizzes, time.time), Papers(quizzes, time.time), time.time)
    app.include_router(quiz_router(desk, workshop, FORMATS))
    page = ChatPage(assistant, settings, journal).blocks()
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=gr.themes.Base(font=_FONTS, font_mono=_FONTS),
        css_paths=[stylesheet()],
        head=head(settings),
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
