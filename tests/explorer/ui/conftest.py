from __future__ import annotations

from pathlib import Path

import pytest
from dash import Dash

from explorer.ui.application import create_dash
from explorer.ui.session import Session, World


@pytest.fixture(scope="session")
def session(sample_store: Path) -> Session:
    return Session(sample_store)


@pytest.fixture(scope="session")
def world(session: Session) -> World:
    return session.world()


@pytest.fixture(scope="session")
def application(session: Session) -> Dash:
    return create_dash(session)
