"""What a browser is told to do with our cookies."""

import json
import os
import subprocess
import sys

import pytest

NAMES = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME"]
READ = (
    "import json; from baraza.config import settings as s; print(json.dumps({name: "
    "getattr(s, name) for name in dir(s) if 'COOKIE' in name and name.isupper() "
    "or name == 'SECURE_HSTS_SECONDS'}, default=str))"
)


def settings_with(tmp_path: object, behind_tls: str) -> dict[str, object]:
    """The settings of a process that was started with this environment."""
    environment = os.environ | {"BARAZA_HOME": str(tmp_path), "BARAZA_BEHIND_TLS": behind_tls}
    ran = subprocess.run(
        [sys.executable, "-c", READ], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


def test_behind_tls_cookies_belong_to_this_host_alone(tmp_path: object) -> None:
    found = settings_with(tmp_path, "yes")
    for name in NAMES:
        assert found[name].startswith("__Host-")
        assert found[name.replace("_NAME", "_SECURE")] is True
        # The prefix is only taken with Path=/ and without Domain (RFC 6265bis, 4.1.3.2).
        assert found.get(name.replace("_NAME", "_DOMAIN")) is None
        assert found.get(name.replace("_NAME", "_PATH"), "/") == "/"
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000


@pytest.mark.parametrize("behind_tls", ["yes", "no"])
def test_no_cookie_travels_with_a_form_from_elsewhere(tmp_path: object, behind_tls: str) -> None:
    found = settings_with(tmp_path, behind_tls)
    assert found["SESSION_COOKIE_HTTPONLY"] is True
    for name in NAMES:
        assert found[name.replace("_NAME", "_SAMESITE")] == "Lax"
