"""The page in Gradio: its parts, its events, its endpoints, and the server.

All that is shown is made in `panels`, all work is done in `desk`; here they are wired together.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import fastapi
import gradio as gr
import uvicorn

import mujaz
from mujaz import Article, Checker, Glossary, InputError, MujazError, Report
from mujaz.demo import panels
from mujaz.demo.desk import Models, Progress, Settings, run, sentence, terms_of
from mujaz.demo.look import head, theme
from mujaz.demo.reading import article_from_file, article_from_paste
from mujaz.demo.texts import TEXTS
from mujaz.render import render_checks, render_json

__all__ = ["application", "serve"]

_SAMPLES = ("kim-visit", "airport-sandstorm", "port-strike")
_WAITING_PER_CORE = 32  # runs in the queue before a visitor is asked to come back
# Gradio's own front end needs inline and evaluated scripts; nothing may come from elsewhere.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def serve(host: str = "127.0.0.1", port: int = 7860, models: Sequence[str | Path] = ()) -> None:
    """Serve the page until the process is interrupted.

    :param host: 127.0.0.1 for this machine only, 0.0.0.0 for all.
    :param models: further models.yaml files.
    :raises InputError: when the port cannot be used.
    :raises MujazError: when the default model cannot be loaded.
    """
    try:
        listening = socket.create_server((host, port))
    except (OSError, OverflowError) as error:
        raise InputError(
            f"port {port} of {host} cannot be used: {error}", hint="give another --port"
        ) from None
    with listening, tempfile.TemporaryDirectory(prefix="mujaz-") as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder  # uploads lie here, and go with the process
        # Open pages hold a connection each; without a limit the end would wait for all of them.
        config = uvicorn.Config(
            application(Models(models)), log_level="warning", timeout_graceful_shutdown=2
        )
        print(f"mujaz: the page is at http://{host}:{listening.getsockname()[1]}/", flush=True)
        uvicorn.Server(config).run(sockets=[listening])


def application(models: Models) -> Any:
    """Return the ASGI application: the page at /, its endpoints below it, /health.

    :raises MujazError: when the default model cannot be loaded.
    """
    models.get()
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    api = fastapi.FastAPI(title="mujaz", docs_url=None, redoc_url=None, openapi_url=None)

    def health() -> dict[str, str]:
        return {"status": "ok", "version": mujaz.__version__, "model": models.default}

    api.get("/health")(health)
    cores = _cores()
    blocks = _Page(models).blocks
    blocks.queue(max_size=_WAITING_PER_CORE * cores, default_concurrency_limit=cores)
    gr.mount_gradio_app(
        api,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=True,
        max_file_size="4mb",  # ours says so from 2 MB on, in its own words
        theme=theme(),
        head=head(),
    )
    return _with_headers(api)


def _with_headers(application: Any) -> Any:
    async def with_headers(scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await application(scope, receive, sending)

    return with_headers


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class _Page:
    """The parts of the page and what happens when they are used."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._stops: dict[str, threading.Event] = {}
        texts = TEXTS["en"]
        with gr.Blocks(
            title="Mujaz: an Arabic news page in, an English brief out",
            analytics_enabled=False,
            delete_cache=(600, 600),
            fill_width=True,
        ) as self.blocks:
            self._language = gr.State("en")
            self._held = gr.State(None)
            self._shown = gr.State(None)
            self._head = _html(panels.masthead("en"), elem_id="head")
            self._switch = gr.Button(texts["other"], elem_id="switch", size="sm")
            with gr.Row(elem_id="desk"):
                with gr.Column(scale=3, elem_id="input"):
                    self._add_input(texts)
                with gr.Column(scale=2, min_width=280, elem_id="controls"):
                    self._add_controls(texts)
            self._status = _html(panels.status_panel(None, texts), elem_id="status")
            self._result = _html("", elem_id="result")
            self._wire()
            self._add_endpoints()

    def _add_input(self, texts: panels.Texts) -> None:
        self._text = gr.Textbox(
            label=texts["page"],
            info=texts["page.hint"],
            lines=10,
            max_lines=10,
            rtl=True,
            elem_id="page",
            html_attributes=gr.InputHTMLAttributes(lang="ar", spellcheck=False),
        )
        self._counts = _html(_counts(texts))
        self._file = gr.File(
            label=texts["upload"],
            file_types=[".txt", ".html", ".htm", ".docx"],
            height=90,
            elem_id="upload",
        )

    def _add_controls(self, texts: panels.Texts) -> None:
        self._samples_title = _html(_title(texts, "samples"))
        with gr.Row(elem_id="samples"):
            self._samples = [
                gr.Button(texts[f"sample.{name}"], size="sm", elem_id=f"sample-{name}")
                for name in _SAMPLES
            ]
        with gr.Row():
            self._run = gr.Button(texts["run"], variant="primary", elem_id="run")
            self._cancel = gr.Button(
                texts["cancel"], variant="stop", interactive=False, elem_id="cancel"
            )
        self._words = gr.Slider(20, 400, value=120, step=10, label=texts["words"], elem_id="words")
        self._style = gr.Radio(
            _styles(texts), value="points", label=texts["style"], elem_id="style"
        )
        choices = self._model_choices(texts)
        self._model = gr.Dropdown(
            choices, value=self._models.default, label=texts["model"], elem_id="model"
        )
        with gr.Accordion(texts["settings"], open=False, elem_id="settings") as self._settings:
            self._other = gr.Dropdown(
                [(texts["compare.none"], ""), *choices],
                value="",
                label=texts["compare"],
                elem_id="compare",
            )
            self._beam = gr.Slider(0, 12, value=0, step=1, label=texts["beam"], elem_id="beam")
            self._names = gr.Dataframe(
                [["", "", ""]],
                headers=_columns(texts),
                type="array",
                label=texts["glossary"],
                interactive=True,
                max_height=220,
                buttons=[],
                elem_id="names",
            )
            self._names_file = gr.File(
                label=texts["glossary.upload"],
                file_types=[".csv", ".yaml", ".yml", ".tmx", ".tbx"],
                height=90,
                elem_id="names-upload",
            )

    def _model_choices(self, texts: panels.Texts) -> list[tuple[str, str]]:
        """Return the models that translate, those on disk first, with size and licence."""
        choices = []
        for spec in self._models.specs:
            where = texts["model.here" if mujaz.is_ready(spec) else "model.absent"]
            # In an isolate: an Arabic word would turn the figures beside it round.
            parts = (spec.name, f"\u2068{where}\u2069", f"{spec.size_mb:,.0f} MB", spec.licence)
            choices.append((" · ".join(parts), spec.name))
        return choices

    def _wire(self) -> None:
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        at_once = {**private, "queue": False}
        buttons = [self._cancel, self._run, *self._samples]
        begin = {
            "fn": self._begin,
            "inputs": [self._language],
            "outputs": [self._status, self._result, self._shown, *buttons],
            **at_once,
        }
        brief = {
            "fn": self._brief,
            "inputs": [
                self._language,
                self._text,
                self._held,
                self._words,
                self._style,
                self._model,
                self._other,
                self._beam,
                self._names,
            ],
            "outputs": [self._status, self._result, self._shown],
            "concurrency_id": "model",
            **private,
        }
        end = {"fn": self._end, "outputs": buttons, **at_once}
        self._run.click(**begin).then(**brief).then(**end)
        for name, button in zip(_SAMPLES, self._samples, strict=True):
            button.click(
                lambda name=name: (_sample(name), None), None, [self._text, self._held], **at_once
            ).then(**begin).then(**brief).then(**end)
        self._cancel.click(self._stop, None, self._cancel, **at_once)
        self._file.upload(
            self._open,
            [self._language, self._file],
            [self._text, self._held, self._file, self._status],
            **at_once,
        )
        self._names_file.upload(
            self._open_names,
            [self._language, self._names_file],
            [self._names, self._names_file, self._status],
            **at_once,
        )
        self._style.input(
            self._restyle,
            [self._language, self._style, self._shown],
            [self._result, self._shown],
            **at_once,
        )
        self._switch.click(
            self._translate_page,
            [self._language, self._shown],
            self._in_a_language(),
            **at_once,
        )
        self.blocks.unload(self._leave)

    def _begin(self, language: str, request: gr.Request) -> tuple[Any, ...]:
        self._stops[request.session_hash] = threading.Event()
        waiting = panels.status_panel(Progress("waiting"), TEXTS[language])
        return waiting, "", None, *self._while_running(True)

    def _while_running(self, running: bool) -> list[Any]:
        """Return how the buttons are: what starts a run waits for the end of the one before."""
        starting = [gr.Button(interactive=not running) for _ in (self._run, *self._samples)]
        return [gr.Button(interactive=running), *starting]

    def _brief(
        self,
        language: str,
        text: str,
        held: Article | None,
        words: float,
        style: str,
        model: str,
        other: str,
        beam: float,
        names: list[list[str]],
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        rows = tuple(tuple(str(cell or "") for cell in row) for row in names)
        settings = Settings(int(words), style, model, other, int(beam), rows)
        stop = self._stops.setdefault(request.session_hash, threading.Event())

        def source() -> Article:
            # An upload keeps what its text alone does not say: title, date, outlet.
            return held if held and held.text == text else article_from_paste(text or "")

        for state in run(self._models, source, settings, stop):
            texts = TEXTS[language]
            yield (
                panels.status_panel(state, texts),
                panels.result_panel(state, texts),
                state,
            )

    def _end(self, request: gr.Request) -> list[Any]:
        self._stops.pop(request.session_hash, None)
        return self._while_running(False)

    def _stop(self, request: gr.Request) -> Any:
        if stop := self._stops.get(request.session_hash):
            stop.set()
        return gr.Button(interactive=False)

    def _leave(self, request: gr.Request) -> None:
        if stop := self._stops.pop(request.session_hash, None):
            stop.set()

    def _open(self, language: str, path: str) -> tuple[Any, ...]:
        """Put the text of an upload into the box; the file goes at once."""
        try:
            article = article_from_file(Path(path))
        except MujazError as error:
            said = panels.status_panel(Progress("error", error=sentence(error)), TEXTS[language])
            return gr.skip(), None, None, said
        finally:
            Path(path).unlink(missing_ok=True)
        return article.text, article, None, panels.status_panel(None, TEXTS[language])

    def _open_names(self, language: str, path: str) -> tuple[Any, ...]:
        try:
            rows = terms_of(Path(path))
        except MujazError as error:
            said = panels.status_panel(Progress("error", error=sentence(error)), TEXTS[language])
            return gr.skip(), None, said
        finally:
            Path(path).unlink(missing_ok=True)
        return [list(row) for row in rows], None, panels.status_panel(None, TEXTS[language])

    def _restyle(self, language: str, style: str, shown: Progress | None) -> tuple[Any, Any]:
        if shown is None:
            return gr.skip(), None
        shown = replace(shown, settings=replace(shown.settings, style=style))
        return panels.result_panel(shown, TEXTS[language]), shown

    def _in_a_language(self) -> list[Any]:
        return [
            self._language,
            self._head,
            self._switch,
            self._text,
            self._counts,
            self._file,
            self._samples_title,
            *self._samples,
            self._run,
            self._cancel,
            self._words,
            self._style,
            self._model,
            self._settings,
            self._other,
            self._beam,
            self._names,
            self._names_file,
            self._status,
            self._result,
        ]

    def _translate_page(self, language: str, shown: Progress | None) -> list[Any]:
        """Say everything in the other language; in the order of `_in_a_language`."""
        language = "ar" if language == "en" else "en"
        texts = TEXTS[language]
        choices = self._model_choices(texts)
        return [
            language,
            panels.masthead(language),
            gr.Button(texts["other"]),
            gr.Textbox(label=texts["page"], info=texts["page.hint"]),
            _counts(texts),
            gr.File(label=texts["upload"]),
            _title(texts, "samples"),
            *(gr.Button(texts[f"sample.{name}"]) for name in _SAMPLES),
            gr.Button(texts["run"]),
            gr.Button(texts["cancel"]),
            gr.Slider(label=texts["words"]),
            gr.Radio(_styles(texts), label=texts["style"]),
            gr.Dropdown(choices, label=texts["model"]),
            gr.Accordion(label=texts["settings"]),
            gr.Dropdown([(texts["compare.none"], ""), *choices], label=texts["compare"]),
            gr.Slider(label=texts["beam"]),
            gr.Dataframe(label=texts["glossary"], headers=_columns(texts)),
            gr.File(label=texts["glossary.upload"]),
            panels.status_panel(shown, texts),
            panels.result_panel(shown, texts),
        ]

    def _add_endpoints(self) -> None:
        models = self._models

        def brief_article(text: str, words: int = 120, model: str = "") -> dict[str, Any]:
            """Brief an Arabic news page in English, every sentence cited.

            Args:
                text: the whole text of the page, in Arabic
                words: the most words in the brief, 20 or more
                model: a model that is on disk; empty for the default

            Returns:
                the report in the shape of docs/report.schema.json
            """
            return _answer(lambda: models.get(model).brief(article_from_paste(text), words=words))

        def translate_article(text: str, model: str = "") -> dict[str, Any]:
            """Translate an Arabic news page into English, aligned by segment and checked.

            Args:
                text: the whole text of the page, in Arabic
                model: a model that is on disk; empty for the default

            Returns:
                the report in the shape of docs/report.schema.json, without a brief
            """
            return _answer(lambda: models.get(model).translate(article_from_paste(text)))

        def check_translation(source: str, target: str) -> dict[str, Any]:
            """Find what is wrong with an English translation of Arabic, without a reference.

            Args:
                source: Arabic, one segment a line
                target: its English by any system, line by line

            Returns:
                {"segments": [{"source", "target", "findings"}]}
            """
            return _checked(source.splitlines(), target.splitlines())

        for function in (brief_article, translate_article):
            gr.api(function, api_name=function.__name__, concurrency_id="model")
        gr.api(check_translation, api_name="check_translation")


def _html(content: str, elem_id: str | None = None) -> Any:
    """Return a panel that runs no script of Gradio's and takes none of its looks."""
    return gr.HTML(content, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def _counts(texts: panels.Texts) -> str:
    return f'<p class="mz soft" id="counts">{texts["counts"]}</p>'


def _title(texts: panels.Texts, key: str) -> str:
    return f'<p class="mz title">{texts[key]}</p>'


def _columns(texts: panels.Texts) -> list[str]:
    return [texts[f"glossary.{column}"] for column in ("english", "arabic", "kind")]


def _styles(texts: panels.Texts) -> list[tuple[str, str]]:
    return [(texts[f"style.{style}"], style) for style in ("points", "prose")]


def _sample(name: str) -> str:
    return files("mujaz").joinpath("samples", f"{name}.txt").read_text(encoding="utf-8")


def _answer(make: Callable[[], Report]) -> dict[str, Any]:
    """Return a report as JSON data; an error of ours is a message to the client."""
    try:
        report = make()
    except MujazError as error:
        raise gr.Error(sentence(error), print_exception=False) from None
    content: dict[str, Any] = json.loads(render_json(report))
    return content


def _checked(sources: list[str], targets: list[str]) -> dict[str, Any]:
    try:
        findings = Checker(Glossary.builtin()).check_lines(sources, targets)
    except MujazError as error:
        raise gr.Error(sentence(error), print_exception=False) from None
    content: dict[str, Any] = json.loads(render_checks(sources, targets, findings))
    return content
