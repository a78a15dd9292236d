"""The page 资料: the company's files, put in, exchanged and taken out while the server runs.

GET  /admin/documents                 the files; what is being done
POST /admin/documents                 files are sent → a job
POST /admin/documents/replace         a file in another's place → a job
POST /admin/documents/remove          → a job
POST /admin/documents/rebuild         everything is read anew → a job
GET  /admin/documents/file/{name}     one file: what was kept, what was dropped and why
"""

import shutil
from pathlib import Path, PurePosixPath

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from assistant.company.documents import tidy_name
from assistant.company.jobs import Job
from assistant.company.renewal import Renewal
from assistant.errors import InputError
from assistant.ingest.load import KINDS, MAX_FILE_BYTES, REPEATED
from assistant.library import Library
from assistant.types import FileReport
from assistant.web.access import current_person, name_deed
from assistant.web.admin.frame import Frame
from assistant.web.admin.jobs import job_of
from assistant.web.forms import Posted, onward
from assistant.web.page_route import Missing
from assistant.web.surfaces import MAX_DOCUMENTS_BYTES

MOST_FILES = 50  # of one form
# Why something was left out of a file: the cleaner's patterns, in Chinese.
REASONS = {
    REPEATED: "和前面的一段完全相同",
    "slide master": "幻灯片母版的占位文字",
    "outline levels": "母版的分级占位",
    "download site": "下载网站加的广告和说明",
    "page count": "页码",
    "telephone": "手机号码",
    "watermark": "水印",
    "hidden markup": "读者看不见的标记、图片和注释",
    "control": "控制字符和看不见的字符",
    "empty lines": "多余的空行",
}


def documents_router(frame: Frame, renewal: Renewal, library: Library) -> APIRouter:
    """The routes over one edition's library."""
    pages = _Pages(frame, renewal, library)
    routes = frame.router("/admin/documents")
    routes.add_api_route("", pages.index, methods=["GET", "HEAD"])
    routes.add_api_route("", pages.put_in, methods=["POST"])
    routes.add_api_route("/replace", pages.replace, methods=["POST"])
    routes.add_api_route("/remove", pages.remove, methods=["POST"])
    routes.add_api_route("/rebuild", pages.rebuild, methods=["POST"])
    routes.add_api_route("/file/{name:path}", pages.file, methods=["GET", "HEAD"])
    return routes


class _Pages:
    def __init__(self, frame: Frame, renewal: Renewal, library: Library) -> None:
        self._frame = frame
        self._renewal = renewal
        self._library = library

    def index(self, request: Request) -> Response:
        reports = self._library.file_reports()
        put = self._renewal.documents.all()
        jobs = self._renewal.jobs.latest()[:10]
        return self._frame.page(
            request,
            "documents.html",
            files=[(one, reports.get(one.name)) for one in sorted(put.values(), key=lambda one: -one.at)],
            others=[report for name, report in reports.items() if name not in put],
            titles=self._library.file_titles(),
            job=job_of(self._renewal.jobs, request),
            jobs=jobs,
            busy=any(not one.state.over for one in jobs),  # a file is in the folder before it is said who put it there
            suffixes=list(KINDS),
            max_mb=MAX_FILE_BYTES // 1_000_000,
            max_all_mb=MAX_DOCUMENTS_BYTES // 1_000_000,
            most=MOST_FILES,
        )

    def file(self, request: Request, name: str) -> Response:
        report = self._library.file_reports().get(name)
        put = self._renewal.documents.all().get(name)
        if report is None and put is None:
            raise Missing
        return self._frame.page(
            request,
            "document_file.html",
            name=name,
            put=put,
            report=report,
            reasons=REASONS,
            dropped=_dropped(report),
            suffixes=list(KINDS),
            max_mb=MAX_FILE_BYTES // 1_000_000,
        )

    async def put_in(self, request: Request) -> Response:
        files, _ = await self._received(request)
        name_deed(request, "documents put in", "、".join(name for _, name in files))
        return _onward(request, self._renewal.put_in(files, current_person(request).name))

    async def replace(self, request: Request) -> Response:
        files, replaced = await self._received(request)
        if replaced not in self._renewal.documents.all():
            shutil.rmtree(files[0][0].parent, ignore_errors=True)
            raise Missing
        name_deed(request, "document replaced", replaced)
        return _onward(request, self._renewal.put_in(files[:1], current_person(request).name, replaced))

    def remove(self, request: Request, fields: Posted) -> Response:
        name = fields.text("document")
        if name not in self._renewal.documents.all():
            raise Missing
        name_deed(request, "document removed", name)
        return _onward(request, self._renewal.take_out(name, current_person(request).name))

    def rebuild(self, request: Request) -> Response:
        name_deed(request, "index rebuilt", "")
        return _onward(request, self._renewal.rebuild(current_person(request).name))

    async def _received(self, request: Request) -> tuple[list[tuple[Path, str]], str]:
        """The files of a form in a folder of their own, by their tidy names, and the document that they are to replace."""
        async with request.form(max_files=MOST_FILES, max_fields=4) as form:
            files = [file for file in form.getlist("file") if isinstance(file, UploadFile) and file.filename]
            if not files:
                raise InputError("没有选文件。请选好再提交。")
            return await run_in_threadpool(self._keep, files), _text(form, "document")

    def _keep(self, files: list[UploadFile]) -> list[tuple[Path, str]]:
        folder = self._renewal.documents.receive()
        kept = []
        for number, file in enumerate(files):
            name = tidy_name(file.filename or "")
            path = folder / f"{number}{PurePosixPath(name).suffix}"
            with path.open("wb") as target:
                shutil.copyfileobj(file.file, target)
            kept.append((path, name))
        return kept


def _dropped(report: FileReport | None) -> list[tuple[str, int]]:
    """Characters that were dropped by reason, most first."""
    if report is None:
        return []
    return [(REASONS.get(reason, reason), count) for reason, count in sorted(report.dropped.items(), key=lambda row: -row[1])]


def _onward(request: Request, job: Job) -> Response:
    return onward(request, f"/admin/documents?job={job.id}")


def _text(form: FormData, field: str) -> str:
    value = form.get(field, "")
    return value if isinstance(value, str) else ""
