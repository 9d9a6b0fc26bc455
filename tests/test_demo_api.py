"""The endpoints and the MCP tools of the page, over HTTP as other programs use them."""

from __future__ import annotations

import ast
import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import jsonschema
import pytest

from mujaz.render import json_schema

from .conftest import Run
from .page_server import page_server

gradio_client = pytest.importorskip("gradio_client", reason="needs the extra demo")

DENIED = ("لم يوقع الوزير الاتفاق.", "The minister signed the agreement.")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with page_server(tmp_path_factory.mktemp("served")) as served:
        yield served.address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Any]:
    made = gradio_client.Client(address, verbose=False)
    yield made
    made.close()


def test_health_and_what_every_answer_forbids(address: str) -> None:
    with urlopen(f"{address}health") as answer:
        assert json.load(answer)["status"] == "ok"
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{address}gradio_api/runs")


def test_endpoints_have_names_and_types(client: Any) -> None:
    endpoints = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert {
        name: {p["parameter_name"]: p["python_type"]["type"] for p in endpoint["parameters"]}
        for name, endpoint in endpoints.items()
    } == {
        "/brief_article": {"text": "str", "words": "int", "model": "str"},
        "/translate_article": {"text": "str", "model": "str"},
        "/check_translation": {"source": "str", "target": "str"},
    }


def test_reports_follow_the_schema(client: Any, sample_text: str) -> None:
    brief = client.predict(sample_text, words=60, api_name="/brief_article")
    jsonschema.validate(brief, json_schema())
    assert "Kremlin" in brief["brief"]["headline"]
    assert brief["brief"]["words"] <= 60
    translation = client.predict(sample_text, model="echo", api_name="/translate_article")
    jsonschema.validate(translation, json_schema())
    assert translation["model"]["name"] == "echo"
    assert "brief" not in translation


def test_checks(client: Any) -> None:
    (segment,) = client.predict(*DENIED, api_name="/check_translation")["segments"]
    assert [finding["check"] for finding in segment["findings"]] == ["polarity"]


@pytest.mark.parametrize(
    ("arguments", "endpoint", "says"),
    [
        (("hello",), "/brief_article", "no Arabic text"),
        (("خبر عاجل", 3), "/brief_article", "20 or more"),
        (("ك" * 200_001,), "/brief_article", "too long"),
        (("خبر عاجل", "/etc"), "/translate_article", "no model is called"),
        (("خبر", "a\nb"), "/check_translation", "1 lines, the target 2"),
    ],
)
def test_errors_say_what_to_do(
    client: Any, arguments: tuple[object, ...], endpoint: str, says: str
) -> None:
    with pytest.raises(gradio_client.exceptions.AppError, match=says):
        client.predict(*arguments, api_name=endpoint)


def test_mcp_tools(address: str) -> None:
    mcp = pytest.importorskip("mcp", reason="needs the extra demo")
    from mcp.client.streamable_http import streamable_http_client

    async def use() -> tuple[Any, Any, Any]:
        async with (
            streamable_http_client(f"{address}gradio_api/mcp/") as (read, write, _),
            mcp.ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = await session.list_tools()
            right = dict(zip(("source", "target"), DENIED, strict=True))
            return (
                tools.tools,
                await session.call_tool("check_translation", right),
                await session.call_tool("brief_article", {"text": "hello"}),
            )

    tools, checked, failed = asyncio.run(use())
    assert {tool.name for tool in tools} == {
        "brief_article",
        "translate_article",
        "check_translation",
    }
    assert all(tool.description and tool.inputSchema["required"] for tool in tools)
    # Gradio writes what a tool returns as Python does.
    segments = ast.literal_eval(checked.content[0].text)["segments"]
    assert segments[0]["findings"][0]["check"] == "polarity"
    assert failed.isError
    assert "no Arabic text" in failed.content[0].text


def test_a_port_that_is_taken_is_one_line(address: str, mujaz_command: Run) -> None:
    port = address.strip("/").rpartition(":")[2]
    done = mujaz_command("serve", "--port", port)
    assert done.returncode == 3
    assert f"port {port} of 127.0.0.1 cannot be used" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
