"""Fetching, verifying, converting: tiny models from a hub on 127.0.0.1."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mujaz import CatalogueError, MissingExtraError, ModelError, UnknownModelError
from mujaz.catalogue import ModelSpec, load_catalogue
from mujaz.hub import converted, fetch, fetched, find_model, plan_of
from mujaz.hub.manifests import changed, read_manifest
from mujaz.loading import Engine, open_translator
from mujaz.places import lock_file
from mujaz.translators import Decoding, Translator
from tests.conftest import ROOT, Run
from tests.hub_double import Hub, running_hub

pytest.importorskip("transformers", reason="needs the extra hf")

TinyModel = Callable[[str], Path]
NAME = "tiny/marian"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """Start a hub, and give the test a cache and a lock file of its own."""
    monkeypatch.setenv("MUJAZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    with running_hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


def spec_of(name: str = NAME, **other: object) -> ModelSpec:
    return find_model(name, load_catalogue()).model_copy(update=other)


def got(spec: ModelSpec) -> Path:
    return fetch(spec, plan_of(spec))


def texts(translator: Translator, *sources: str) -> list[str]:
    decoding = Decoding(beam_size=2, n_best=1, max_length=30)
    return [hypotheses[0].text for _, hypotheses in translator.translate(sources, decoding)]


def test_a_model_is_fetched_converted_and_used_and_then_needs_no_hub(
    hub: Hub, tiny_model: TinyModel
) -> None:
    revision = hub.push(NAME, tiny_model("marian"))
    spec = spec_of()
    assert fetched(spec) is None
    told: list[str] = []
    translator = open_translator(spec, agree=lambda plan: plan.size > 0, tell=told.append)
    assert translator.spec.revision == revision
    assert told == [f"converting {NAME} to int8, once"]
    first = texts(translator, "نفى وزير الخارجية توقيع اتفاق")
    hub.asked.clear()
    again = open_translator(spec, tell=told.append)
    assert texts(again, "نفى وزير الخارجية توقيع اتفاق") == first
    assert hub.asked == []
    assert len(told) == 1


def test_nothing_is_fetched_without_a_yes(hub: Hub, tiny_model: TinyModel) -> None:
    hub.push(NAME, tiny_model("marian"))
    with pytest.raises(ModelError, match=rf"not on disk \(1 MB.*mujaz models get {NAME}"):
        open_translator(spec_of())
    with pytest.raises(ModelError, match="not on disk"):
        open_translator(spec_of(), agree=lambda _plan: False)
    assert not [line for line in hub.asked if "/resolve/" in line]


def test_offline_says_what_is_missing_and_asks_nobody(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUJAZ_OFFLINE", "1")
    with pytest.raises(ModelError, match=f"not on disk and MUJAZ_OFFLINE.*models get {NAME}"):
        open_translator(spec_of(), agree=lambda _plan: True)
    assert hub.asked == []


@pytest.mark.parametrize(
    ("name", "says"), [("no/such", "is not on the hub"), (NAME, "cannot be reached")]
)
@pytest.mark.usefixtures("hub")
def test_a_hub_that_does_not_help_is_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    if name == NAME:
        monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match=says) as raised:
        plan_of(spec_of(name))
    assert "\n" not in str(raised.value)


def test_a_torn_transfer_goes_on_where_it_stopped(hub: Hub, tiny_model: TinyModel) -> None:
    hub.push(NAME, tiny_model("marian"))
    hub.cut_after = 40_000
    with pytest.raises(ModelError, match="goes on where it stopped"):
        got(spec_of())
    assert fetched(spec_of()) is None
    hub.cut_after = None
    folder = got(spec_of())
    manifest = read_manifest(folder)
    assert manifest
    assert not changed(folder, manifest.files)


def test_another_revision_than_the_one_met_first_is_refused(
    hub: Hub, tiny_model: TinyModel, tmp_path: Path
) -> None:
    first = hub.push(NAME, tiny_model("marian"))
    got(spec_of())
    assert json.loads(lock_file().read_text())[NAME]["revision"] == first
    other = tmp_path / "other"
    shutil.copytree(tiny_model("marian"), other)
    (other / "generation_config.json").write_text("{}")
    second = hub.push(NAME, other)
    with pytest.raises(ModelError, match=f"has changed.*{first[:12]}.*{second[:12]}.*--update"):
        plan_of(spec_of())
    assert fetched(spec_of()), "what is on disk stays usable"
    fetch(spec_of(), plan_of(spec_of(), update=True))
    assert json.loads(lock_file().read_text())[NAME]["revision"] == second


def test_other_content_under_the_same_revision_is_refused(hub: Hub, tiny_model: TinyModel) -> None:
    revision = hub.push(NAME, tiny_model("marian"))
    folder = got(spec_of())
    hub.commits[NAME][revision]["vocab.json"] += b" "
    shutil.rmtree(folder)
    with pytest.raises(ModelError, match=r"vocab\.json.*is not the file that is listed"):
        got(spec_of())


def test_a_pinned_revision_and_listed_digests_are_held(hub: Hub, tiny_model: TinyModel) -> None:
    revision = hub.push(NAME, tiny_model("marian"))
    pinned = spec_of(revision=revision)
    assert got(pinned).parent.name == revision
    assert not lock_file().exists(), "a pin needs no trust on first use"
    with pytest.raises(ModelError, match="has not the revision"):
        plan_of(spec_of(revision="0" * 40))
    with pytest.raises(ModelError, match=r"source\.spm.*instead of 000000000000"):
        got(spec_of(revision=revision, files={"source.spm": "0" * 64}))


def test_a_hub_that_answers_with_another_revision_is_not_believed(
    hub: Hub, tiny_model: TinyModel
) -> None:
    revision = hub.push(NAME, tiny_model("marian"))
    for answer in ("../../elsewhere", "0" * 40):
        hub.commits[NAME] = {answer: next(iter(hub.commits[NAME].values()))}
        hub.heads[NAME] = answer
        hub.alias = {revision: answer}
        with pytest.raises(ModelError, match="answers for tiny/marian with revision"):
            plan_of(spec_of(revision=revision))


def test_only_safetensors_are_fetched_unless_a_torch_file_is_listed(
    hub: Hub, tiny_model: TinyModel, tmp_path: Path
) -> None:
    import torch
    from safetensors.torch import load_file

    folder = tmp_path / "torch"
    shutil.copytree(tiny_model("marian"), folder)
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    torch.save(weights, folder / "pytorch_model.bin")
    (folder / "modeling.py").write_text("raise SystemExit('remote code ran')")
    hub.push(NAME, folder)
    with pytest.raises(ModelError, match=r"no safetensors weights.*`weights`"):
        plan_of(spec_of())
    listed = spec_of(weights="pytorch_model.bin")
    names = {file.name for file in plan_of(listed).files}
    assert "pytorch_model.bin" in names
    assert "modeling.py" not in names
    translator = open_translator(listed, Engine("transformers"), agree=lambda _plan: True)
    assert texts(translator, "قال الرئيس")


def test_a_full_disk_is_told_before_anything_is_fetched(
    hub: Hub, tiny_model: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.push(NAME, tiny_model("marian"))
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(ModelError, match=r"needs 1 MB.*0 MB free.*MUJAZ_CACHE"):
        got(spec_of())
    assert not [line for line in hub.asked if "/resolve/" in line]


def test_a_folder_that_cannot_be_written_is_one_line(
    hub: Hub, tiny_model: TinyModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hub.push(NAME, tiny_model("marian"))
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MUJAZ_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match=r"cannot be written.*MUJAZ_CACHE"):
        got(spec_of())


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_flipped_byte_in_what_was_fetched_is_found_and_mended(
    hub: Hub, tiny_model: TinyModel
) -> None:
    hub.push(NAME, tiny_model("marian"))
    folder = got(spec_of())
    flip(folder / "model.safetensors")
    for engine in ("transformers", "ctranslate2"):
        with pytest.raises(ModelError, match=r"model\.safetensors.*is damaged.*models get"):
            open_translator(spec_of(), Engine(engine))
    got(spec_of())
    open_translator(spec_of(), Engine("transformers"))


def test_a_damaged_conversion_is_made_again(hub: Hub, tiny_model: TinyModel) -> None:
    hub.push(NAME, tiny_model("marian"))
    spec = spec_of(revision=hub.heads[NAME])
    folder = converted(spec, got(spec), "int8")
    for harm in ("flipped byte", "no manifest"):
        if harm == "flipped byte":
            flip(folder / "model.bin")
        else:
            (folder / "mujaz.json").unlink()
        told: list[str] = []
        assert converted(spec, folder.parent / "files", "int8", told.append) == folder
        assert told
        manifest = read_manifest(folder)
        assert manifest
        assert not changed(folder, manifest.files)


def test_a_flipped_byte_in_the_bundled_model_is_found(tmp_path: Path) -> None:
    bundled = load_catalogue().get("bundled")
    shutil.copytree(bundled.folder, tmp_path / "bundled")
    copy = bundled.model_copy(update={"path": str(tmp_path / "bundled")})
    open_translator(copy)
    flip(tmp_path / "bundled" / "model.bin")
    with pytest.raises(ModelError, match=r"model\.bin.*is damaged"):
        open_translator(copy)


def test_kill_minus_nine_at_any_moment_leaves_nothing_half_made(
    hub: Hub, tiny_model: TinyModel, mujaz_command: Run
) -> None:
    hub.push(NAME, tiny_model("marian"))
    page = str(ROOT / "src" / "mujaz" / "samples" / "kim-visit.txt")
    # Into the package's loading itself, so that the kill falls into fetching or converting.
    code = (
        "import sys\n"
        "from mujaz.catalogue import load_catalogue\n"
        "from mujaz.hub import find_model\n"
        "from mujaz.loading import open_translator\n"
        "print('ready', flush=True)\n"
        f"open_translator(find_model({NAME!r}, load_catalogue()), agree=lambda _plan: True)\n"
    )
    chance = random.Random(6)
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(chance.uniform(0.1, 6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    run = mujaz_command("translate", page, "--model", NAME, "--yes", "--beam", "1", "-q")
    assert run.returncode == 0, run.stderr.decode()
    assert b"Traceback" not in run.stderr
    left = list(Path(os.environ["MUJAZ_CACHE"]).rglob(".making-*"))
    assert left == []


def test_two_processes_that_convert_at_once_do_not_collide(hub: Hub, tiny_model: TinyModel) -> None:
    hub.push(NAME, tiny_model("marian"))
    got(spec_of())
    code = (
        "from mujaz.catalogue import load_catalogue\n"
        "from mujaz.hub import find_model\n"
        "from mujaz.loading import open_translator\n"
        f"open_translator(find_model({NAME!r}, load_catalogue()), tell=print)\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    outputs = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum(output.count("once") for output in outputs) == 1


@pytest.mark.usefixtures("hub")
def test_the_golden_sentence_stops_a_model_that_talks_nonsense(
    tiny_model: TinyModel, tmp_path: Path
) -> None:
    golden = "- {name: mine, task: translation, engine: ctranslate2, path: PATH, revision: '1', "
    golden += "licence: x, size_mb: 1, source_language: ar, target_language: en, window: 100, "
    golden += "golden: {source: قال الرئيس, contains: [WORD]}}"
    folder = tiny_model("marian")
    right = texts(open_translator(find_model(str(folder), load_catalogue())), "قال الرئيس")[0]
    for word, fails in (("Paris", True), (right.split()[0], False)):
        listed = tmp_path / f"{word}.yaml"
        entry = golden.replace("PATH", str(folder)).replace("WORD", word)
        listed.write_text(f"models:\n{entry}\n", encoding="utf-8")
        spec = load_catalogue([listed]).get("mine")
        if fails:
            with pytest.raises(ModelError, match=r"fails its golden sentence: no 'Paris'"):
                open_translator(spec)
        else:
            open_translator(spec)


def test_names_that_are_no_model(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    with pytest.raises(UnknownModelError):
        find_model("nothing-like-this", catalogue)
    with pytest.raises(ModelError, match=r"no model\.bin and no safetensors"):
        find_model(str(tmp_path), catalogue)
    (tmp_path / "model.safetensors").write_bytes(b"")
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(ModelError, match=r"type 'llama'.*MarianMT"):
        find_model(str(tmp_path), catalogue)


@pytest.mark.usefixtures("hub")
def test_weights_that_are_no_weights_are_one_line(tiny_model: TinyModel, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(tiny_model("marian"), folder)
    (folder / "model.safetensors").write_bytes(b"\0" * 100)
    spec = find_model(str(folder), load_catalogue())
    with pytest.raises(ModelError, match="cannot be converted") as raised:
        open_translator(spec)
    assert "\n" not in str(raised.value)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtraError, match=r"mujaz\[hf\]"):
        plan_of(spec_of())


@pytest.mark.parametrize("revision", ["main", "v1", "abc"])
def test_a_hub_entry_needs_a_commit(tmp_path: Path, revision: str) -> None:
    listed = tmp_path / "models.yaml"
    listed.write_text(
        "models:\n- {name: mine, task: translation, engine: ctranslate2, hub: a/b, "
        f"revision: {revision}, licence: x, size_mb: 1, source_language: ar, "
        "target_language: en, window: 100}\n"
    )
    with pytest.raises(CatalogueError, match="40 hex digits"):
        load_catalogue([listed])


def test_the_command_line_tells_it_in_one_line(
    hub: Hub, tiny_model: TinyModel, mujaz_command: Run
) -> None:
    hub.push(NAME, tiny_model("marian"))
    page = str(ROOT / "src" / "mujaz" / "samples" / "kim-visit.txt")
    missing = mujaz_command("brief", page, "--model", NAME)
    assert missing.returncode == 8
    assert missing.stderr.count(b"\n") == 1
    bring = mujaz_command("models", "get", NAME)
    assert bring.returncode == 0
    assert b"every digest right" in bring.stdout
    shown = mujaz_command("models", "show", NAME)
    assert b"on disk: yes" in shown.stdout
