"""Changes of what is known while the server runs: files moved, index built, the new assistant taken into use; or everything as it was.

change → build_apart → open_assistant → use       one job; where any of it fails, the change is undone
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from assistant.answering.engine import Assistant
from assistant.build import made_of, open_assistant
from assistant.company.apart import build_apart
from assistant.company.cards import OwnCards
from assistant.company.documents import Change, Documents, sha256
from assistant.company.jobs import Job, Jobs
from assistant.errors import DocumentError, InputError
from assistant.ingest.load import load_file
from assistant.retrieval.index import Progress
from assistant.settings import Settings


class Renewal:
    """Makes jobs of what an administrator asks for. `use` takes an open assistant into use."""

    def __init__(self, settings: Settings, documents: Documents, cards: OwnCards, jobs: Jobs, use: Callable[[Assistant], None]) -> None:
        self.documents = documents
        self.cards = cards
        self.jobs = jobs
        self._settings = settings
        self._use = use

    def rebuild(self, who: str) -> Job:
        """Read everything anew."""

        def work(progress: Progress) -> Sequence[str]:
            return [*self._renew(progress), "索引已经重建，正在使用。"]

        return self.jobs.add("重建索引", who, work)

    def put_in(self, files: Sequence[tuple[Path, str]], who: str, replaced: str = "") -> Job:
        """Take in files that lie in a folder from `Documents.receive`, by their names; in the place of `replaced`, where that is given.

        Each is read first; one that cannot be, or is there already, is named with the reason, and the rest goes on.
        """

        def work(progress: Progress) -> Sequence[str]:
            says = []
            try:
                with self.documents.changing() as change:
                    if replaced:
                        self._gone_from(change, replaced)
                    says = self._add(change, files, who, progress)
                    if not change.added:
                        raise InputError("".join(says) or "一个文件也没有收到。请重新选择。")
                    says += self._renew(progress)
            finally:
                for path, _ in files:
                    shutil.rmtree(path.parent, ignore_errors=True)
            return says

        title = f"更换《{replaced}》" if replaced else f"收入《{files[0][1]}》" + (f"等{len(files)}个文件" if len(files) > 1 else "")
        return self.jobs.add(title, who, work)

    def take_out(self, name: str, who: str) -> Job:
        """Remove a document."""

        def work(progress: Progress) -> Sequence[str]:
            with self.documents.changing() as change:
                self._gone_from(change, name)
                notes = self._renew(progress)
            return [f"《{name}》已经移除，不再用来回答。", *notes]

        return self.jobs.add(f"移除《{name}》", who, work)

    def use_version(self, version_id: int, title: str, who: str) -> Job:
        """Take a version of a card into use; one that cannot be stays kept as failed."""

        def work(progress: Progress) -> Sequence[str]:
            version = self.cards.version(version_id)
            if version is None:
                raise InputError("这一版已经没有了。")
            try:
                with ExitStack() as undo:
                    undo.callback(self.cards.write(version.card_id, version.group, version.text))
                    notes = self._renew(progress)
                    undo.pop_all()
            except BaseException:
                self.cards.judge(version_id, "failed")
                raise
            self.cards.judge(version_id, "in use")
            gone = "公司的卡片已经撤下。" if version.text is None else "卡片已经启用，现在就可以问到。"
            return [gone, *notes]

        return self.jobs.add(title, who, work)

    def _add(self, change: Change, files: Sequence[tuple[Path, str]], who: str, progress: Progress) -> list[str]:
        says = []
        known = self.documents.sums()
        there = {name.lower() for name in self.documents.all()}
        for place, (path, name) in enumerate(files):
            progress("checking files", place, len(files))
            twin = known.get(digest := sha256(path))
            if twin:
                says.append(f"没有收《{name}》：和《{twin}》的内容完全一样。")
            elif name.lower() in there:
                says.append(f"没有收《{name}》：已经有同名的文件。要换成新的，请打开那份资料点“更换”；两份都要，请先改名。")
            else:
                try:
                    report = load_file(path, name).report
                except DocumentError as error:
                    says.append(f"没有收《{name}》：{error.chinese}")
                    continue
                change.add(path, name, who)
                known[digest] = name
                there.add(name.lower())
                says.append(f"收入了《{name}》：{report.passages}段。")
        return says

    def _gone_from(self, change: Change, name: str) -> None:
        if name not in self.documents.all():
            raise InputError(f"《{name}》已经不在了。请刷新页面看看。")
        change.take_out(name)

    def _renew(self, progress: Progress) -> list[str]:
        """Build the index of what there is now and take it into use; notes on what was left out."""
        paths, corpus = made_of(self._settings) or ([], True)
        report = build_apart(self._settings, paths, corpus, progress)
        self._use(open_assistant(self._settings))
        return [f"另有{len(report.problems)}处资料没有收进来，在命令行运行 assistant index 可以看到原因。"] if report.problems else []
