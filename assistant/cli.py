"""The command line. It parses, calls and prints; it decides nothing."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from assistant.errors import AssistantError, DataDirBusy
from assistant.settings import Settings, load_settings
from assistant.user_commands import audit, users

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__.split(".")[0] + ".")
app.add_typer(users, name="user")
app.command()(audit)

Engine = Annotated[
    Literal["extractive", "llm"] | None, typer.Option(help="which engine answers; by default the language model, where one is set")
]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="where the database and the index live")]


def main() -> None:
    """Entry point: an error raised on purpose is a line on standard error and status 1."""
    # Read when numpy is imported. Its products are small here: a second thread only waits, at twice the processor time of an answer.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except AssistantError as error:
        sys.stderr.write(f"assistant: {error}\n")
        sys.exit(1)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on")] = None,
    data_dir: DataDir = None,
) -> None:
    """Serve the chat page and the HTTP interface; builds the index first if it is missing or stale."""
    from assistant.web.server import run

    settings = load_settings(host=host, port=port, data_dir=data_dir)
    run(settings, lambda: _build_if_stale(settings))


@app.command()
def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="files and folders to add to the corpus")] = None,
    corpus: Annotated[bool, typer.Option("--corpus/--no-corpus", help="take in the shipped corpus")] = True,
    data_dir: DataDir = None,
) -> None:
    """Build the index from the corpus and from files: Markdown, text (UTF-8, GB18030), PDF."""
    from assistant.build import build_index

    settings = load_settings(data_dir=data_dir)
    with _progress() as progress:
        report = build_index(settings, paths or [], corpus=corpus, progress=progress)
    for problem in report.problems:
        sys.stderr.write(f"left out: {problem}\n")
    dropped = f"; {report.dropped_chars:,} characters of noise dropped, {report.kept_chars:,} kept" if report.dropped_chars else ""
    sys.stdout.write(f"indexed {report.documents:,} documents, {report.passages:,} passages{dropped}; left out {len(report.problems)}\n")


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="the question")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the answer as a JSON object")] = False,
    history: Annotated[Path | None, typer.Option(help="JSON file of earlier turns: [{role, content}, …]")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSON lines with id, question and optional history")] = None,
    out: Annotated[Path | None, typer.Option(help="where the answers of --batch go")] = None,
    engine: Engine = None,
    data_dir: DataDir = None,
) -> None:
    """Answer one question, or a batch of them."""
    if (batch is None) != (out is None):
        raise typer.BadParameter("--batch and --out go together")
    if (batch is None) == (question is None):
        raise typer.BadParameter("give a question, or --batch with --out")
    from assistant.build import open_assistant
    from assistant.contract import answer_object

    settings = load_settings(data_dir=data_dir)
    _build_if_stale(settings)
    assistant = open_assistant(settings)
    if batch is not None and out is not None:
        from assistant.batch import answer_batch

        with _progress() as progress:
            report = answer_batch(assistant, batch, out, progress, engine)
        for problem in report.problems:
            sys.stderr.write(f"skipped: {problem}\n")
        sys.stdout.write(f"answered {report.answered}, skipped {len(report.problems)}\n")
        if report.problems:
            raise typer.Exit(1)
        return
    from assistant.batch import read_history

    turns = read_history(json.loads(history.read_text(encoding="utf-8"))) if history is not None else []
    answer = assistant.ask(question or "", turns, engine)
    if as_json:
        sys.stdout.write(json.dumps(answer_object(answer), ensure_ascii=False, indent=2) + "\n")
    else:
        from assistant.terminal import print_answer

        print_answer(answer, assistant.library)


@app.command(name="eval")
def evaluate(
    half: Annotated[Literal["tune", "report"], typer.Option(help="which half of the cases")] = "report",
    name: Annotated[str, typer.Option(help="what the result files are called")] = "cases",
    out: Annotated[Path | None, typer.Option(help="folder of the result files; by default evals/results of a checkout")] = None,
    engine: Engine = None,
    data_dir: DataDir = None,
) -> None:
    """Ask the evaluation cases, print the figures with their intervals, and write them with a page of the misses."""
    from assistant.build import open_assistant
    from evals import run

    settings = load_settings(data_dir=data_dir)
    _build_if_stale(settings)
    with _progress() as progress:
        evaluation = run.evaluate(open_assistant(settings), half, progress, engine)
    sys.stdout.write(run.table(evaluation) + "\n")
    for path in run.save(evaluation, name, out or run.RESULTS):
        sys.stdout.write(f"written: {path}\n")


@app.command()
def value(
    formula: Annotated[str | None, typer.Argument(help="the formula; without it, all are listed")] = None,
    inputs: Annotated[list[str] | None, typer.Option("--set", help="an input: name=1.2万, name=10%, name=0.1")] = None,
    customers: Annotated[Path | None, typer.Option(help="a table of customers, .csv or .xlsx, to work instead")] = None,
    discount: Annotated[str, typer.Option(help="with --customers: the discount rate, 10% or 0.1")] = "",
    out: Annotated[Path | None, typer.Option(help="with --customers: where the result goes, .xlsx or .csv")] = None,
    data_dir: DataDir = None,
) -> None:
    """List the formulas, show the inputs of one, work it and print the sheet, or work a table of customers."""
    if customers is not None:
        if formula is not None or inputs:
            raise typer.BadParameter("--customers takes no formula and no --set")
        _work_table(customers, discount, out)
        return
    if discount or out is not None:
        raise typer.BadParameter("--discount and --out go with --customers")
    from assistant.value.entry import formula_called, signature_lines, typed_inputs
    from assistant.value.formulas import FORMULAS

    if formula is None:
        sys.stdout.writelines(f"{one.id}\t{one.title}\n" for one in FORMULAS)
        return
    chosen = formula_called(formula)
    if not inputs:
        sys.stdout.writelines(f"{line}\n" for line in signature_lines(chosen))
        return
    if wrong := [text for text in inputs if "=" not in text]:
        raise typer.BadParameter(f"--set {wrong[0]}: give it as name=value")
    given = typed_inputs(chosen, dict(text.split("=", 1) for text in inputs))
    from assistant.answering.worked import worked_answer
    from assistant.build import open_assistant
    from assistant.terminal import print_answer

    settings = load_settings(data_dir=data_dir)
    _build_if_stale(settings)
    library = open_assistant(settings).library
    print_answer(worked_answer(chosen, given, library), library)


def _work_table(path: Path, discount: str, out: Path | None) -> None:
    from assistant.terminal import print_portfolio
    from assistant.value.columns import read_discount
    from assistant.value.portfolio import read_portfolio
    from assistant.value.portfolio_export import customers_csv, customers_xlsx

    write = {".xlsx": customers_xlsx, ".csv": customers_csv}.get(out.suffix.lower()) if out is not None else None
    if out is not None and write is None:
        raise typer.BadParameter(f"--out {out}: name it .xlsx or .csv")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"--customers {path}: {error.strerror}") from error
    with _progress() as progress:
        portfolio = read_portfolio(raw, path.name, read_discount(discount), progress)
    print_portfolio(portfolio)
    if out is not None and write is not None:
        out.write_bytes(write(portfolio))
        sys.stdout.write(f"written: {out}\n")


@app.command()
def quiz(
    topics: Annotated[str, typer.Option(help="ids of cards, lists or folders, with commas between; without it, everything")] = "",
    kinds: Annotated[
        str, typer.Option(help="single, multiple, true-false, matching, ordering, fill-in, short-answer, calculation, case")
    ] = "",
    difficulty: Annotated[int | None, typer.Option(min=1, max=3, help="1 easy, 2 medium, 3 hard; without it, all")] = None,
    count: Annotated[int, typer.Option(min=1, help="how many items")] = 10,
    seed: Annotated[int, typer.Option(help="the same seed gives the same items")] = 0,
    title: Annotated[str, typer.Option(help="the title of the paper")] = "测验",
    form: Annotated[
        Literal["text", "gift", "moodle", "qti", "anki", "json", "xlsx", "docx", "pdf"],
        typer.Option("--format", help="docx and pdf write the key beside OUT, as NAME-答案"),
    ] = "text",
    out: Annotated[Path | None, typer.Option(help="the file to write; without it, the terminal")] = None,
    llm: Annotated[bool, typer.Option("--llm", help="let the language model word single choices; the same rules decide")] = False,
    data_dir: DataDir = None,
) -> None:
    """Write a quiz from the cards; nothing that breaks a rule is given out."""
    from assistant.build import open_assistant
    from assistant.quiz.export import FORMATS, TEXT
    from assistant.quiz.items import Difficulty, kinds_called
    from assistant.quiz.make import Request, Workshop
    from assistant.quiz.modelled import chat_model, reworded

    file_format = TEXT if form == "text" else FORMATS[form]
    if out is None and not file_format.is_text:
        raise typer.BadParameter(f"--format {form} is no text: name the file to write with --out")
    wanted = Request(
        topics=tuple(filter(None, topics.split(","))),
        kinds=kinds_called(kinds),
        difficulty=Difficulty(difficulty) if difficulty else None,
        count=count,
        seed=seed,
    )
    settings = load_settings(data_dir=data_dir)
    _build_if_stale(settings)
    assistant = open_assistant(settings)
    if llm and assistant.writer is None:
        raise typer.BadParameter("--llm: no language model is set; set ASSISTANT_LLM_MODEL")
    workshop = Workshop(assistant.library)
    with _progress() as progress:
        made = workshop.make(wanted, lambda done, total: progress("writing", done, total))
    if llm and assistant.writer is not None:
        model = assistant.writer.model
        made, generation = reworded(made, chat_model(model), model.name, workshop)
        sys.stderr.write(
            f"worded by {generation.model}: {generation.kept}; dropped {generation.dropped}; {generation.note or 'no fault'}\n"
        )
    paper = made.paper(title)
    if out is None:
        sys.stdout.write(file_format.write(paper).decode())
    else:
        _write_file(out, file_format.write(paper))
        if file_format.key is not None:
            _write_file(out.with_name(f"{out.stem}-答案{out.suffix}"), file_format.key(paper))
    kinds_made = Counter(item.kind for item in made.items)
    sys.stderr.write(f"{len(made.items)} items: {', '.join(f'{kind} {number}' for kind, number in kinds_made.most_common())}\n")
    for covered in made.coverage if topics else ():
        sys.stderr.write(f"{covered.topic}: {covered.items} items on {covered.cards_asked} of {covered.cards} cards\n")
    for reason in made.shortfall:
        sys.stderr.write(f"{reason}\n")


@app.command()
def doctor(
    corpus: Annotated[bool, typer.Option("--corpus", help="check the cards, lists and tables of the corpus")] = False,
    sources: Annotated[Path | None, typer.Option(help="folder of the source documents, for the checks that need them")] = None,
    llm: Annotated[bool, typer.Option("--llm", help="try the language model: does it work, what does it support, how fast is it")] = False,
    data_dir: DataDir = None,
) -> None:
    """Check the installation and the index, and that nothing leaves this machine; with --corpus, the cards; with --llm, the language model."""
    from assistant.doctor import check_corpus, check_installation, check_model

    settings = load_settings(data_dir=data_dir, sources_dir=sources)
    report = check_corpus(settings) if corpus else check_model(settings) if llm else check_installation(settings)
    for line in report.lines:
        sys.stdout.write(f"{line}\n")
    for problem in report.problems:
        sys.stderr.write(f"{problem}\n")
    if report.problems:
        raise typer.Exit(1)


def _write_file(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"--out {path}: {error.strerror}; choose another file") from error
    sys.stdout.write(f"written: {path}\n")


def _build_if_stale(settings: Settings) -> None:
    """Build the index where needed. While another process does, the index that is there is used."""
    from assistant.build import ensure_index

    try:
        with _progress() as progress:
            report = ensure_index(settings, progress)
    except DataDirBusy as error:
        sys.stderr.write(f"{error}; going on with the index that is there\n")
        return
    for problem in report.problems if report else ():
        sys.stderr.write(f"left out: {problem}\n")


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error where that is a terminal; nothing is drawn until there is progress to show."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    tasks: dict[str, Any] = {}
    with Progress(console=Console(stderr=True), transient=True) as bar:

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield show
