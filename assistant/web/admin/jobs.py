"""How far a job is, for the page that waits for it.

GET  /admin/job/{number}        state, progress and what came of it, as JSON
POST /admin/job/{number}/stop   it stops at its next step
"""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from assistant.company.jobs import Job, Jobs, State
from assistant.web.admin.frame import Frame
from assistant.web.forms import Posted, onward
from assistant.web.page_route import Missing

# What a build says of itself, in Chinese.
STEPS = {
    "": "准备",
    "checking files": "检查文件",
    "reading files": "读文件",
    "embedding": "计算语义",
    "indexing words": "建立词索引",
    "indexing vectors": "建立语义索引",
    "weighing questions": "学习问法",
}
STATES = {
    State.WAITING: "排队中",
    State.RUNNING: "进行中",
    State.DONE: "已完成",
    State.FAILED: "没有做成",
    State.STOPPED: "已停止",
}


def jobs_router(frame: Frame, jobs: Jobs) -> APIRouter:
    frame.templates.globals |= {"job_states": STATES, "job_steps": STEPS}
    routes = frame.router("/admin/job")

    def show(number: int) -> Response:
        return JSONResponse(_shown(_job(jobs, number)), headers={"cache-control": "no-store"})

    def stop(request: Request, number: int, fields: Posted) -> Response:
        jobs.stop(_job(jobs, number).id)
        back = "/admin/cards" if fields.text("from") == "cards" else "/admin/documents"
        return onward(request, f"{back}?job={number}")

    routes.add_api_route("/{number}", show, methods=["GET", "HEAD"])
    routes.add_api_route("/{number}/stop", stop, methods=["POST"])
    return routes


def job_of(jobs: Jobs, request: Request) -> Job | None:
    """The job that a page's address names, else the one that is under way."""
    number = request.query_params.get("job", "")
    named = jobs.job(int(number)) if number.isdecimal() and len(number) < 10 else None
    return named or next((job for job in jobs.latest() if job.state is State.RUNNING), None)


def _job(jobs: Jobs, number: int) -> Job:
    job = jobs.job(number)
    if job is None:
        raise Missing
    return job


def _shown(job: Job) -> dict[str, Any]:
    return {
        "state": job.state.value,
        "over": job.state.over,
        "words": STATES[job.state],
        "step": STEPS.get(job.what, job.what),
        "done": job.done,
        "total": job.total,
        "says": list(job.says),
    }
