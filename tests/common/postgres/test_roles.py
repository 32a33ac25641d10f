"""Who may do what in the embedded database, asked of a real server."""

import stat
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from baraza.common.postgres import Cluster, connection_url, start_cluster
from tests.common.postgres.asking import ask, run


def test_the_application_cannot_make_tables_where_the_owner_does(cluster: Cluster) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(cluster.application_url, "CREATE TABLE public.mine (id int)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(cluster.application_url, "CREATE SCHEMA mine")
    run(
        cluster.owner_url,
        "CREATE SCHEMA office_a",
        "CREATE TABLE office_a.letters (id int)",
        "CREATE TABLE public.offices (id int)",
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(cluster.application_url, "SELECT * FROM public.offices")
    run(cluster.owner_url, "DROP SCHEMA office_a CASCADE", "DROP TABLE public.offices")


@pytest.mark.parametrize("role", ["owner_url", "application_url"])
@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE baraza_superuser",
        "CREATE ROLE intruder",
        "ALTER ROLE baraza_superuser PASSWORD 'guessed'",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('PG_VERSION')",
    ],
)
def test_no_role_gets_past_its_rights(cluster: Cluster, role: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(getattr(cluster, role), statement)


def test_only_the_owner_makes_databases(cluster: Cluster) -> None:
    run(cluster.owner_url, "CREATE DATABASE test_of_owner", "DROP DATABASE test_of_owner")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(cluster.application_url, "CREATE DATABASE test_of_application")


@pytest.mark.parametrize("user", ["baraza_app", "baraza_owner", "baraza_superuser"])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_role_without_its_password_is_refused(cluster: Cluster, user: str, password: str) -> None:
    address = make_conninfo(cluster.application_url, user=user, password=password)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(address, passfile="/dev/null")


def test_an_application_password_does_not_open_the_superuser(cluster: Cluster) -> None:
    address = make_conninfo(cluster.application_url, user="baraza_superuser")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


def test_a_role_that_is_not_ours_is_refused_whatever_it_offers(cluster: Cluster) -> None:
    address = make_conninfo(cluster.application_url, user="postgres")
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(address)


def test_secrets_and_socket_are_closed_to_other_users(shared: tuple[Path, Cluster]) -> None:
    home, cluster = shared
    for path, mode in [
        (home / "postgres" / "passwords.json", 0o600),
        (home / "postgres" / "postgres.log", 0o600),
        (cluster.socket_dir, 0o700),
        (cluster.data_dir, 0o700),
    ]:
        assert stat.S_IMODE(path.stat().st_mode) == mode, path


def test_what_is_written_stays_out_of_the_log(shared: tuple[Path, Cluster]) -> None:
    home, cluster = shared
    with pytest.raises(psycopg.errors.UniqueViolation):
        run(
            cluster.owner_url,
            "CREATE TEMPORARY TABLE people (email text UNIQUE)",
            "INSERT INTO people VALUES ('wanjiru@lake.example'), ('wanjiru@lake.example')",
        )
    with pytest.raises(psycopg.errors.SyntaxError):
        run(cluster.owner_url, "SELEC 'wanjiru@lake.example'")
    assert "wanjiru" not in (home / "postgres" / "postgres.log").read_text()


def test_lost_passwords_are_made_anew_and_the_old_ones_end(stopped: Path) -> None:
    old_url = connection_url(home=stopped, role="owner")
    (stopped / "postgres" / "passwords.json").unlink()
    cluster = start_cluster(home=stopped, fsync=False)
    assert ask(cluster.owner_url, "SELECT current_user") == "baraza_owner"
    assert ask(cluster.application_url, "SELECT current_user") == "baraza_app"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(old_url)
