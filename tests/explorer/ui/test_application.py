"""The application as a whole: ids, pages, foreign text, forged requests, downloads."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pytest
from dash import Dash
from hypothesis import given
from hypothesis import strategies as st

from explorer.exports.csv_tables import write_flags
from explorer.model.evidence import KeyState
from explorer.model.program import Program
from explorer.ui import ids
from explorer.ui.requests import Refused, check_callback
from explorer.ui.session import World
from explorer.views.filters import Filters, Known
from explorer.views.links import slug
from explorer.views.rows import finding_rows
from tests.explorer.ui.asking import ask, body_of, components, page_callback, texts

PAGES = ["/", "/findings", "/changes", "/what-if", "/method", "/method/SUBCA-001"]


def ids_of(tree: object) -> set[str]:
    return {part["props"]["id"] for part in components(tree) if "id" in part["props"]}


def plain(component: Any) -> Any:
    return json.loads(json.dumps(component, default=lambda o: o.to_plotly_json()))


def every_page(world: World) -> list[str]:
    names = {m.owner for m in world.hierarchy.members.values() if m.owner}
    return [
        *PAGES,
        *(f"/owner/{slug(name)}" for name in sorted(names)),
        *(f"/ca/{world.hierarchy.short(id_)}" for id_ in world.hierarchy.members),
    ]


def test_every_id_of_a_callback_stands_in_a_layout(application: Dash, world: World) -> None:
    known = ids_of(plain(application.layout))
    assert known >= set(ids.STATIC)
    for path in ["/", "/findings", "/changes", "/what-if", f"/ca/{next(iter(world.hierarchy.members))}"]:
        known |= ids_of(ask(application, path)[ids.OUTLET]["children"])
    assert known >= set(ids.OF_PAGES)
    for callback in application._callback_list:
        wires = [*callback["inputs"], *callback["state"]]
        named = {wire["id"] for wire in wires}
        if "." in callback["output"]:
            named |= {part.rsplit(".", 1)[0] for part in callback["output"].strip(".").split("...")}
        assert named <= known, callback["output"]


def test_every_page_is_made(application: Dash, world: World) -> None:
    for path in every_page(world):
        answer = ask(application, path)
        assert answer[ids.OUTLET]["children"]
        heads = [c for c in components(answer[ids.OUTLET]["children"]) if c["type"] == "H1"]
        assert len(heads) == 1, path


@pytest.mark.parametrize("tab", ["findings", "certificates", "children", "above", "records", "ocsp", "history"])
def test_every_tab_is_made(application: Dash, world: World, tab: str) -> None:
    for id_ in list(world.hierarchy.members)[::9]:
        ask(application, f"/ca/{id_}", f"?tab={tab}")


def test_no_foreign_text_is_shown_raw_or_as_markup(application: Dash, world: World) -> None:
    """Quarrystone Cloud has the names: they pass `safe`, and no component takes markup."""
    paths = [p for p in every_page(world) if "quarrystone" in p]
    paths += [f"/ca/{m.id}" for m in world.hierarchy.members.values() if "Quarrystone" in m.owner]
    assert len(paths) > 5
    for path in paths:
        for search in ("", "?tab=certificates", "?tab=records", "?tab=above"):
            children = ask(application, path, search)[ids.OUTLET]["children"]
            for text in texts(children):
                assert not set(text) & {"\x1b", "\x07", "\r", "\u202e", "\0"}, text[:80]
            for part in components(children):
                assert part["type"] not in ("Markdown", "DangerouslySetInnerHTML", "Iframe", "ObjectEl", "Script")


def test_links_of_pages_stay_on_the_site(application: Dash, world: World) -> None:
    for path in every_page(world)[::5]:
        for part in components(ask(application, path)[ids.OUTLET]["children"]):
            href = part["props"].get("href")
            assert href is None or (href.startswith("/") and not href.startswith("//")), href


def test_a_chosen_day_stays_chosen(application: Dash, world: World) -> None:
    day = f"date={world.day.isoformat()}"
    answer = ask(application, "/", f"?{day}")
    hrefs = [c["props"]["href"] for c in components(answer[ids.OUTLET]["children"]) if "href" in c["props"]]
    assert hrefs and all(day in href for href in hrefs)


def test_unknown_things_have_a_page_that_says_so(application: Dash) -> None:
    for path in ("/ca/ABCDEF", "/cert/" + "A" * 64, "/key/ABCDEF", "/owner/nobody", "/nonsense"):
        children = ask(application, path)[ids.OUTLET]["children"]
        assert any(text.startswith("No ") for text in texts(children)), path


def test_an_unknown_day_has_a_page_that_says_so(application: Dash) -> None:
    children = ask(application, "/", "?date=1990-01-01")[ids.OUTLET]["children"]
    assert texts(children)


def test_a_certificate_leads_to_its_ca(application: Dash, world: World) -> None:
    member = next(iter(world.hierarchy.members.values()))
    answer = ask(application, f"/cert/{member.certificates[0]}")
    assert answer[ids.TITLE]["data"] == {"redirect": f"/ca/{world.hierarchy.short(member.id)}?tab=certificates"}


def test_warnings_stand_in_the_head(application: Dash, world: World) -> None:
    answer = ask(application, "/")
    said = " ".join(texts(answer[ids.NOTICES]["children"]))
    for warning in world.assessment.warnings:
        assert warning[:40] in said


def test_pages_are_made_quickly(application: Dash, world: World) -> None:
    """A wide margin for a loaded machine; the note of the change has the measured figures."""
    taken = []
    for id_ in world.hierarchy.members:
        begun = time.thread_time()
        ask(application, f"/ca/{id_}")
        taken.append(time.thread_time() - begun)
    assert sorted(taken)[len(taken) * 95 // 100] < 0.15


# -- the grid ------------------------------------------------------------------------------------


def grid_rows(application: Dash, request: object, query: object = "") -> Any:
    output = f"{ids.FINDINGS_GRID}.getRowsResponse"
    values = {f"{ids.FINDINGS_GRID}.getRowsRequest": request, f"{ids.FINDINGS_QUERY}.data": query}
    answer = application.server.test_client().post("/_dash-update-component", json=body_of(application, output, values))
    if answer.status_code == 204:
        return None
    assert answer.status_code == 200
    return json.loads(answer.data)["response"].get(ids.FINDINGS_GRID, {}).get("getRowsResponse")


def test_the_grid_has_the_rows_of_the_file(application: Dash, world: World) -> None:
    found = grid_rows(application, {"startRow": 0, "sortModel": []}, "?severity=high")
    from explorer.model.finding import Severity

    rows = finding_rows(world.assessment, Filters(min_severity=Severity.HIGH))
    assert found["rowCount"] == len(rows)
    assert [r["rule_id"] for r in found["rowData"]] == [r.rule_id for r in rows[:100]]


def test_the_grid_sorts(application: Dash) -> None:
    found = grid_rows(application, {"startRow": 0, "sortModel": [{"colId": "ca_owner", "sort": "desc"}]})
    owners = [row["ca_owner"].casefold() for row in found["rowData"]]
    assert owners == sorted(owners, reverse=True)


@pytest.mark.parametrize(
    "request_",
    [None, [], "x", 5, {"startRow": -1}, {"startRow": True}, {"startRow": 1e9}, {"startRow": "0"}, {}],
)
def test_forged_grid_requests_get_nothing(application: Dash, request_: object) -> None:
    assert grid_rows(application, request_) is None


def test_forged_sort_columns_are_passed_over(application: Dash) -> None:
    model = [{"colId": "__class__", "sort": "asc"}, {"colId": 7}, "x", None, {"sort": "asc"}]
    assert grid_rows(application, {"startRow": 0, "sortModel": model})["rowCount"] > 0


# -- downloads -----------------------------------------------------------------------------------

QUERIES = {
    "?external=yes&expired=no&revoked=no": Filters(external=Known.YES, expired=Known.NO, revoked=Known.NO),
    "?key-state=claimed&key-state=contradicted": Filters(key_states=(KeyState.CLAIMED, KeyState.CONTRADICTED)),
    "?text=quarry": Filters(text="quarry"),
    "": Filters(),
    "?live=1&unknown=1": Filters(live_only=True, unknown=True),
    "?program=Mozilla&rule=SUBCA-001": Filters(programs=(Program.MOZILLA,), rules=("SUBCA-001",)),
    "?owner=quarrystone": Filters(owner="quarrystone"),
}


@pytest.mark.parametrize("query", QUERIES)
def test_the_file_has_the_bytes_of_the_command_line(application: Dash, world: World, query: str) -> None:
    answer = application.server.test_client().get(f"/flags.csv{query}")
    stream = io.BytesIO()
    write_flags(finding_rows(world.assessment, QUERIES[query]), stream)
    assert answer.data == stream.getvalue()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="flags.csv"'


def test_a_file_is_refused_when_a_filter_is_not_understood(application: Dash) -> None:
    assert application.server.test_client().get("/flags.csv?severity=awful").status_code == 400


def test_a_drawing_for_taking_away(application: Dash, world: World) -> None:
    from xml.etree import ElementTree

    client = application.server.test_client()
    answer = client.get(f"/lineage.svg/{next(iter(world.hierarchy.members))}")
    assert answer.status_code == 200 and answer.mimetype == "image/svg+xml"
    assert ElementTree.fromstring(answer.data).tag.endswith("svg")
    assert client.get("/lineage.svg/ABCDEF").status_code == 404


# -- forged callbacks ----------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(body=JSON)
def test_no_forged_body_gets_a_500(application: Dash, body: object) -> None:
    answer = application.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 400


@given(part=st.sampled_from(["output", "outputs", "inputs", "state", "changedPropIds", "extra"]), value=JSON)
def test_no_half_forged_body_gets_a_500(application: Dash, part: str, value: object) -> None:
    body = body_of(application, page_callback(application), {"location.pathname": "/", "location.search": ""})
    answer = application.server.test_client().post("/_dash-update-component", json={**body, part: value})
    assert answer.status_code in (200, 204, 400)


@given(data=st.data())
def test_no_forged_value_gets_a_500(application: Dash, data: st.DataObject) -> None:
    outputs = [name for name, callback in application.callback_map.items() if callback.get("callback")]
    output = data.draw(st.sampled_from(outputs))
    body = body_of(application, output, {})
    for wire in [*body["inputs"], *body["state"]]:
        wire["value"] = data.draw(JSON)
    answer = application.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code in (200, 204, 400)
    assert b"Traceback" not in answer.data and b"could not be made" not in answer.data


def test_a_body_of_no_json_is_refused(application: Dash) -> None:
    client = application.server.test_client()
    for data in (b"", b"{", b"\xff", b"[" * 100_000):
        answer = client.post("/_dash-update-component", data=data, content_type="application/json")
        assert answer.status_code == 400


def test_the_renderers_own_requests_pass(application: Dash) -> None:
    body = body_of(application, page_callback(application), {})
    check_callback(body, application.callback_map)
    with pytest.raises(Refused):
        check_callback({**body, "output": "other.children"}, application.callback_map)
