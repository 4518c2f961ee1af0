"""Measures the budgets of the screen (interface specification, section 4) on a store: python benchmarks/bench_ui.py STORE.

Starts the server itself, opens pages in a fresh headless Chromium each time, and asks callbacks over HTTP as the
renderer does. Prints one line a figure; `--json FILE` writes [{name, value, unit, budget}]. `--hour` clicks for an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from explorer.exports.lineage_svg import lineage_svg  # noqa: E402  the checkout, wherever this is started from
from explorer.ui.session import Session, World  # noqa: E402
from explorer.views.lineage import lineage_of  # noqa: E402
from explorer.views.placement import place  # noqa: E402

TWICE = "await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);"
THINK = 4.0  # seconds between two clicks of one user, on average
LOAD_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value, and what it may be at most."""

    name: str
    value: float
    unit: str
    budget: float | None


class Server:
    """A server of the store in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], base: str) -> None:
        self.process = process
        self.base = base

    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def ask(self, path: str, query: str = "") -> float:
        """Seconds of the callback that makes a page."""
        body = json.dumps(_callback(self.base, path, query)).encode()
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}
        request = urllib.request.Request(self.base + "_dash-update-component", body, headers)
        begun = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        return time.perf_counter() - begun


_WIRES: dict[str, tuple[str, list[dict[str, str]]]] = {}


def _callback(base: str, path: str, query: str) -> dict[str, object]:
    """The renderer's request for a page; what it looks like is asked of the server once."""
    if base not in _WIRES:
        with urllib.request.urlopen(base + "_dash-dependencies", timeout=60) as answer:
            found = next(d for d in json.load(answer) if d["output"].startswith("..outlet.children"))
        outputs = [
            dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
            for part in found["output"].strip(".").split("...")
        ]
        _WIRES[base] = (found["output"], outputs)
    output, outputs = _WIRES[base]
    inputs = [
        {"id": "location", "property": "pathname", "value": path},
        {"id": "location", "property": "search", "value": query},
    ]
    return {
        "output": output,
        "outputs": outputs,
        "inputs": inputs,
        "state": [],
        "changedPropIds": ["location.pathname"],
    }


@contextmanager
def serving(store: Path) -> Iterator[Server]:
    """The server, ready; ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--store", str(store), "--port", str(port), "--quiet"]
    process = subprocess.Popen(command, cwd=ROOT)
    base = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(base + "healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        server = Server(process, base)
        server.ask("/")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def pages_of(server: Server, browser: Browser, ca: str) -> Iterator[Figure]:
    """Bytes on the wire and time until ready, each in a fresh profile; then clicks in one."""
    drawn = "document.querySelector('#lineage svg a') && document.querySelectorAll('main table tbody tr').length >= 4"
    mapped = "document.querySelector('#treemap svg a')"
    ca_page, overview = _ready(server, browser, f"ca/{ca}", drawn), _ready(server, browser, "", mapped)
    yield Figure(name="CA page ready, median of 5", value=round(ca_page[0], 2), unit="s", budget=1.5)
    yield Figure(name="overview ready, median of 5", value=round(overview[0], 2), unit="s", budget=3.0)
    yield Figure(name="CA page on the wire", value=round(ca_page[1] / 1e6, 2), unit="MB", budget=1.5)
    yield Figure(name="overview on the wire", value=round(overview[1] / 1e6, 2), unit="MB", budget=3.0)
    data = max(ca_page[2], overview[2])
    yield Figure(name="data part of a page, compressed", value=round(data / 1e3), unit="kB", budget=250)


def _ready(server: Server, browser: Browser, path: str, condition: str) -> tuple[float, float, float]:
    """Median seconds of five; octets of all answers, and of those to fetches, in the last."""
    taken: list[float] = []
    octets = data = 0.0
    for _ in range(5):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        sizes: dict[str, float] = {}
        kinds: dict[str, str] = {}
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.responseReceived", lambda e, kinds=kinds: kinds.update({e["requestId"]: e["type"]}))
        devtools.on(
            "Network.loadingFinished", lambda e, sizes=sizes: sizes.update({e["requestId"]: e["encodedDataLength"]})
        )
        page.goto(server.base + path, wait_until="commit")
        page.evaluate(f"async () => {{ while (!({condition})) await new Promise(requestAnimationFrame); }}")
        taken.append(page.evaluate(f"async () => {{ {TWICE} return performance.now(); }}") / 1000)
        page.wait_for_load_state("networkidle")
        octets, data = sum(sizes.values()), sum(s for id_, s in sizes.items() if kinds.get(id_) in ("Fetch", "XHR"))
        context.close()
    return statistics.median(taken), octets, data


def clicks_of(server: Server, browser: Browser, ca: str) -> Iterator[Figure]:
    """Click to painted, row to drawing, filter to rows."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{server.base}ca/{ca}")
    page.wait_for_selector("#lineage svg a")
    clicked = _median(10, lambda: _click(page))
    yield Figure(name="click in a drawing to the next one painted", value=round(clicked * 1000), unit="ms", budget=150)
    rows, texts = [], []
    for word in ("digi", "sect", "global", "quo", "entrust"):
        page.goto(f"{server.base}findings")
        page.wait_for_selector(".ag-row a[href]")
        before = page.locator(".title-row .lead").inner_text()
        begun = time.perf_counter()
        page.locator("#filter-owner-input").fill(word)
        page.evaluate(
            """async b => {
                while (document.querySelector('.title-row .lead')?.textContent === b || !document.querySelector('.ag-row a[href]'))
                    await new Promise(requestAnimationFrame);
            }""",
            before,
        )
        texts.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        page.locator(".ag-row [col-id=title]").first.click()
        page.wait_for_selector("#lineage svg a")
        rows.append(time.perf_counter() - begun)
    yield Figure(
        name="click on a row to the drawing painted", value=round(statistics.median(rows) * 1000), unit="ms", budget=200
    )
    yield Figure(
        name="filter typed to rows updated", value=round(statistics.median(texts) * 1000), unit="ms", budget=800
    )
    page.context.close()


def _median(times: int, measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(times))


def _click(page: Page) -> float:
    """From the event to two frames after the new drawing."""
    seconds: float = page.evaluate(
        """async () => {
            const svg = document.querySelector('#lineage svg'), begun = performance.now();
            const box = svg.querySelector('a:not(.sel):not(.g):not(.o)') || svg.querySelector('a:not(.sel)');
            box.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
            while (document.querySelector('#lineage svg') === svg || !document.querySelector('#lineage svg'))
                await new Promise(requestAnimationFrame);
            TWICE
            return (performance.now() - begun) / 1000;
        }""".replace("TWICE", TWICE)
    )
    return seconds


def callbacks_of(server: Server, links: list[str]) -> Iterator[Figure]:
    """Answers of the server to one, to eight, to fifty and to a hundred, and its memory after a thousand."""
    chance = random.Random(7)
    one = [server.ask(chance.choice(links)) for _ in range(400)]
    yield Figure(name="page of a CA, server, p95 of 400", value=round(_p95(one) * 1000, 1), unit="ms", budget=10)
    eight = _together(server, links, users=8, each=60)
    yield Figure(name="8 clients at once, p95", value=round(_p95(eight) * 1000, 1), unit="ms", budget=60)
    before = server.memory()
    for _ in range(1_000 - 880):
        server.ask(chance.choice(links))
    yield Figure(name="server memory after 1,000 requests", value=round(server.memory()), unit="MB", budget=400)
    yield Figure(
        name="memory grown over the last of them", value=round(server.memory() - before, 1), unit="MB", budget=None
    )
    for users in (50, 100):
        taken = _load(server, links, users)
        yield Figure(name=f"{users} users, p95 of {len(taken)}", value=round(_p95(taken), 3), unit="s", budget=1.0)


def _p95(taken: list[float]) -> float:
    return sorted(taken)[len(taken) * 95 // 100]


def _together(server: Server, links: list[str], *, users: int, each: int) -> list[float]:
    taken: list[float] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        taken.extend(server.ask(chance.choice(links)) for _ in range(each))

    _run([threading.Thread(target=work, args=(seed,)) for seed in range(users)])
    return taken


def _load(server: Server, links: list[str], users: int) -> list[float]:
    """Users who click, look for some seconds, and click again."""
    taken: list[float] = []
    end = time.monotonic() + LOAD_SECONDS

    def work(seed: int) -> None:
        chance = random.Random(seed)
        time.sleep(chance.uniform(0, THINK))
        while time.monotonic() < end:
            taken.append(server.ask(chance.choice(links)))
            time.sleep(chance.uniform(0.5, 1.5) * THINK)

    _run([threading.Thread(target=work, args=(seed,)) for seed in range(users)])
    return taken


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def drawings_of(world: World) -> Iterator[Figure]:
    """Size and time of every lineage."""
    octets, taken = 0, []
    for id_ in world.hierarchy.members:
        begun = time.perf_counter()
        svg = lineage_svg(place(lineage_of(world.hierarchy, id_)), href=lambda link: "/" + link)
        taken.append(time.perf_counter() - begun)
        octets = max(octets, len(svg.encode()))
    yield Figure(name="largest lineage SVG of all CAs", value=round(octets / 1e3, 1), unit="kB", budget=32)
    p99 = sorted(taken)[len(taken) * 99 // 100]
    yield Figure(name="lineage, layout and SVG, p99 of all CAs", value=round(p99 * 1000, 1), unit="ms", budget=10)


def hour_of(server: Server, links: list[str], seconds: float) -> Iterator[Figure]:
    """Memory over a long time of clicking: after a tenth of it, and at its end."""
    chance, end, early = random.Random(11), time.monotonic() + seconds, 0.0
    asked = 0
    while (left := end - time.monotonic()) > 0:
        server.ask(chance.choice(links))
        asked += 1
        if not early and left < 0.9 * seconds:
            early = server.memory()
        time.sleep(0.1)
    grown = round(server.memory() - early, 1)
    yield Figure(
        name=f"memory grown over {seconds / 60:.0f} minutes, {asked:,} clicks", value=grown, unit="MB", budget=20
    )


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--hour", action="store_true", help="click for an hour and look at the memory")
    parser.add_argument("--minutes", type=float, default=60.0, help="how long --hour is")
    options = parser.parse_args()
    world = Session(options.store).world()
    hierarchy = world.hierarchy
    links = [f"/ca/{hierarchy.short(id_)}" for id_ in sorted(hierarchy.members)]
    busiest = max(
        (m for m in hierarchy.members.values() if m.findings >= 1 and hierarchy.above(m.id)),
        key=lambda m: (len(hierarchy.below(m.id)) > 3, m.findings),
    )
    ca = f"{busiest.id}?tab=above" if len(hierarchy.ancestors(busiest.id)) >= 4 else f"{busiest.id}?tab=children"
    found: list[Figure] = list(drawings_of(world))
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with serving(options.store) as server:
        if options.hour:
            found += hour_of(server, links, options.minutes * 60)
        else:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
                found += [*pages_of(server, browser, ca), *clicks_of(server, browser, ca)]
                browser.close()
            found += callbacks_of(server, links)
    for figure in found:
        over = (
            ""
            if figure.budget is None
            else f" of {figure.budget:g}" + ("  OVER" if figure.value > figure.budget else "")
        )
        print(f"{figure.name:46} {figure.value:8g} {figure.unit}{over}")
    print(
        f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {len(hierarchy.members):,} CAs as of {world.day}"
    )
    if options.json:
        options.json.write_text(json.dumps([asdict(figure) for figure in found], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
