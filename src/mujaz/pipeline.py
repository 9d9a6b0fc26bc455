"""The order of the steps; no other file knows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mujaz.articles import article_from_text
from mujaz.catalogue import load_catalogue
from mujaz.errors import InputError
from mujaz.glossary import Glossary
from mujaz.hub import Plan, find_model
from mujaz.judging import Checker
from mujaz.loading import Engine, open_cache, open_translator
from mujaz.quality import judge_article, name_uses
from mujaz.segments import segment_article
from mujaz.similarity import Similarity
from mujaz.summarizers import SUMMARIZERS
from mujaz.translating import Judge, Partial, Progress, no_findings, translate_segments
from mujaz.translators import Decoding, Translator
from mujaz.values import Article, Report

__all__ = ["MIN_WORDS", "Pipeline"]

#: The shortest brief that may be asked for.
MIN_WORDS = 20


class Pipeline:
    r"""A loaded model and glossary, for any number of articles.

    :param model: a name from models.yaml, a folder, or owner/name on the hub; the default model
        where None.
    :param glossary: files of names (YAML or CSV) that come before the built-in ones.
    :param models: further models.yaml files.
    :param inject: put known names into the source in English before decoding.
    :param beam_size: hypotheses kept while decoding; the model's own setting where None.
    :param checks: judge every hypothesis, choose by what is found, flag what stays wrong.
    :param similarity: let the estimate of quality use the similarity of meaning, too; needs the
        extra `embed`.
    :param engine: how to run the model: which engine, device, numbers, threads.
    :param cache: keep hypotheses on disk and look there first.
    :param agree: asked before a model is fetched, with what and how large; without it none is.
    :param tell: called with a line when something takes long or cannot be used.
    :param translator: an engine that is already loaded; `model` is then not used.
    :raises ConfigError: when a file of settings is wrong.
    :raises ModelError: when the model is not on disk, or not what it should be.
    :raises TranslationError: when the model cannot be loaded.

    >>> from mujaz.translators import EchoTranslator
    >>> pipeline = Pipeline(translator=EchoTranslator())
    >>> pipeline.brief("عنوان الخبر\n\nقال الوزير ذلك في المؤتمر.").brief.lead.cites
    (1,)
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        glossary: Sequence[str | Path] = (),
        models: Sequence[str | Path] = (),
        inject: bool = True,
        beam_size: int | None = None,
        checks: bool = True,
        summarizer: str = "extractive",
        similarity: bool = False,
        engine: Engine | None = None,
        cache: bool = False,
        agree: Callable[[Plan], bool] | None = None,
        tell: Callable[[str], None] | None = None,
        translator: Translator | None = None,
    ) -> None:
        started = time.perf_counter()
        if summarizer not in SUMMARIZERS:
            raise InputError(
                f"no summarizer is called {summarizer!r}", hint=f"known: {', '.join(SUMMARIZERS)}"
            )
        if glossary and not inject:
            raise InputError("a glossary was given and names are off", hint="leave one of the two")
        self._glossary = Glossary.with_files(glossary) if inject else None
        self._judge: Judge = Checker(self._glossary) if checks else no_findings
        if translator is None:
            spec = find_model(model, load_catalogue(models))
            if spec.task != "translation":
                raise InputError(f"{spec.name} is for {spec.task}", hint="`mujaz models list`")
            translator = open_translator(
                spec, engine, cache=open_cache(tell) if cache else None, agree=agree, tell=tell
            )
        self._translator = translator
        self._decoding = Decoding.of(translator.spec, beam_size=beam_size)
        self._similarity = Similarity() if similarity else None
        self._summarizer = SUMMARIZERS[summarizer]()
        self._loading = time.perf_counter() - started

    def variant(
        self, *, glossary: Sequence[str | Path] = (), beam_size: int | None = None
    ) -> Pipeline:
        """Return a pipeline of the same loaded model with other names or another beam."""
        return Pipeline(glossary=glossary, beam_size=beam_size, translator=self._translator)

    def brief(
        self,
        source: str | Article,
        *,
        words: int = 120,
        progress: Progress | None = None,
        partial: Partial | None = None,
    ) -> Report:
        """Translate an article and compose a brief of it.

        :param source: the text of a page, or an article that was read before.
        :param words: the most words in the brief, its headline included.
        :param progress: called with segments done and segments in all.
        :param partial: called with translations as they come; what it raises stops the work.
        :raises InputError: when it cannot be read as an Arabic article.
        """
        if words < MIN_WORDS:
            raise InputError(
                f"a brief of {words} words is too short", hint=f"ask for {MIN_WORDS} or more"
            )
        return self._run(source, words, progress, partial)

    def translate(
        self,
        source: str | Article,
        *,
        progress: Progress | None = None,
        partial: Partial | None = None,
    ) -> Report:
        """Translate an article, aligned by segment; parameters as for `brief`.

        The report has no brief.

        :raises InputError: when it cannot be read as an Arabic article.
        """
        return self._run(source, None, progress, partial)

    def _run(
        self,
        source: str | Article,
        words: int | None,
        progress: Progress | None,
        partial: Partial | None,
    ) -> Report:
        timings: dict[str, float] = {"load": self._loading}
        with _timed(timings, "read"):
            article = article_from_text(source) if isinstance(source, str) else source
            segments = segment_article(article)
        with _timed(timings, "translate"):
            translations = translate_segments(
                segments,
                self._translator,
                glossary=self._glossary,
                decoding=self._decoding,
                judge=self._judge,
                progress=progress,
                partial=partial,
            )
        with _timed(timings, "brief"):
            brief = None
            if words is not None:
                brief = self._summarizer.summarize(translations, words=words)
            quality = judge_article(article, translations, similarity=self._similarity)
        card = self._translator.spec.card
        names = name_uses(translations)
        return Report(article, translations, brief, quality, card, names, timings)


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    timings[step] = time.perf_counter() - started
