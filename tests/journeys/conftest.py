"""The whole product as `make run` starts it, with its demonstration offices, and a real browser."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.mould import lay_mould

PROJECT = Path(__file__).parents[2]
# A machine busy with other things has taken more than four minutes.
SECONDS_TO_START = 600
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HARMLESS = ("Autofocus processing was blocked",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("journey")


@dataclass(frozen=True)
class Running:
    """A started product: where it is, and how to sign in to its first demonstration office."""

    address: str
    email: str
    password: str
    log: Path
    # Where a mail server hands letters over.
    lmtp: str = ""


@pytest.fixture(scope="session")
def product() -> Iterator[Running]:
    home = Path(tempfile.mkdtemp(prefix="baraza-journey-"))
    home.chmod(0o711)
    log = home / "output.txt"
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BARAZA_", "DATABASE_", "DJANGO_"))
    }
    lmtp = f"127.0.0.1:{_free_port()}"
    environment |= {
        "BARAZA_HOME": str(home / "state"),
        "BARAZA_PORT": str(_free_port()),
        "BARAZA_LMTP": lmtp,
    }
    lay_mould(home / "state")
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", "baraza.config.cli", "run"],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield replace(_when_ready(started, log), lmtp=lmtp)
        finally:
            started.send_signal(signal.SIGINT)
            try:
                started.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)
            shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    """A port with its neighbour free as well, which may be used for live pages."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _when_ready(started: subprocess.Popen[bytes], log: Path) -> Running:
    line = re.compile(r'^ready (\S+) .*sign in as (\S+) with the password "([^"]+)"', re.MULTILINE)
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if found := line.search(log.read_text(errors="replace")):
            return Running(*found.groups(), log=log)
        if started.poll() is not None:
            break
        time.sleep(0.3)
    raise AssertionError(f"it did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, product: Running) -> Any:
    """The cookies of somebody who signed in, by keyboard alone, and read the rules of conduct."""
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.goto(f"{product.address}/desk/")
    page.locator("[name=login]").focus()
    page.keyboard.type(product.email)
    page.keyboard.press("Tab")
    page.keyboard.type(product.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)
    page.goto(f"{product.address}/desk/staff/conduct/")
    agree = page.locator("main form button")
    if agree.count():
        agree.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def window(browser: Browser, product: Running, signed_in: Any) -> Iterator[Callable[..., Page]]:
    """Opens a signed-in page of any size; what the browser complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(width: int = 1400, height: int = 860, **further: Any) -> Page:
        context = browser.new_context(
            base_url=product.address,
            storage_state=signed_in,
            viewport={"width": width, "height": height},
            **({"locale": "en"} | further),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type in {"error", "warning"} and not said.text.startswith(HARMLESS)
                else None
            ),
        )
        return page

    open_window.complaints = complaints
    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []
