"""docs/timer: the script does what it says when a step fails, its commands exist, systemd takes the units."""

from __future__ import annotations

import configparser
import fcntl
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gold import ROOT
from tests.test_readme import GROUPS

TIMER = ROOT / "docs" / "timer"
SCRIPT = TIMER / "update.sh"
STEPS = ("crawl", "parse", "facts", "build", "verify", "export")
# Stands for the interpreter: notes its arguments; fails with 3 at the step FAIL; `build` writes its database as NEW says.
STUB = """#!/usr/bin/env bash
echo "$*" >>"$NOTES"
[ "$3" = "$FAIL" ] && exit 3
if [ "$3" = build ]; then
  while [ $# -gt 1 ]; do
    [ "$1" = --database ] && printf '%s' "$NEW" >"$2"
    shift
  done
fi
exit 0
"""


needs_flock = pytest.mark.skipif(shutil.which("flock") is None, reason="needs flock (util-linux)")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A directory with the stub, and data with a good database and the one before it."""
    (tmp_path / "python").write_text(STUB, encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "chiso.db").write_text("good")
    return tmp_path


def update(machine: Path, *args: str, fail: str = "", new: str = "new") -> subprocess.CompletedProcess[str]:
    names = {"NOTES": str(machine / "notes"), "FAIL": fail, "NEW": new, "DATA": str(machine / "data")}
    environment = os.environ | names | {"PYTHON": str(machine / "python")}
    command = ["bash", str(SCRIPT), *args]
    return subprocess.run(command, cwd=machine, env=environment, capture_output=True, text=True, timeout=60, check=False)


def notes(machine: Path) -> list[list[str]]:
    return [line.split() for line in (machine / "notes").read_text(encoding="utf-8").splitlines()]


def status(machine: Path) -> str:
    found = re.fullmatch(r"time=\d{4}-\d\d-\d\dT[\d:]{8}Z (.*)\n", (machine / "data" / "update.status").read_text())
    assert found
    return found[1]


def files(machine: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (machine / "data").iterdir() if path.suffix == ".db"}


@needs_flock
def test_a_good_run_swaps_the_database_in(machine: Path) -> None:
    done = update(machine, "anhoa", "binhminh")
    assert (done.returncode, done.stderr) == (0, "")
    assert [words[2] for words in notes(machine)] == list(STEPS)
    assert notes(machine)[0][-2:] == ["anhoa", "binhminh"]
    assert files(machine) == {"chiso.db": "new", "chiso.previous.db": "good"}
    assert status(machine) == "step=done status=0"
    assert update(machine, "anhoa", new="newer").returncode == 0
    assert files(machine) == {"chiso.db": "newer", "chiso.previous.db": "new"}


@needs_flock
@pytest.mark.parametrize("step", STEPS)
def test_a_failed_step_stops_the_run(machine: Path, step: str) -> None:
    done = update(machine, "anhoa", fail=step)
    code = 1 if step == "verify" else 3
    assert done.returncode == code
    assert [words[2] for words in notes(machine)] == list(STEPS[: STEPS.index(step) + 1])
    assert status(machine) == f"step={step} status={code}"
    assert f"{step} failed with status {code}" in done.stderr
    left = files(machine)
    if step == "export":
        assert left == {"chiso.db": "new", "chiso.previous.db": "good"}
    else:
        assert left == {"chiso.db": "good"} | ({"chiso.rejected.db": "new"} if step == "verify" else {})
    assert update(machine, "anhoa", new="newer").returncode == 0
    assert files(machine)["chiso.db"] == "newer" and "chiso.rejected.db" not in files(machine)


@needs_flock
def test_the_first_run_has_nothing_to_keep(machine: Path) -> None:
    shutil.rmtree(machine / "data")
    assert update(machine, "anhoa").returncode == 0
    assert files(machine) == {"chiso.db": "new"}


def test_without_portals_nothing_runs(machine: Path) -> None:
    done = update(machine)
    assert (done.returncode, (machine / "notes").exists()) == (2, False)
    assert done.stderr.startswith("usage:")


@needs_flock
def test_two_runs_do_not_meet(machine: Path) -> None:
    with (machine / "data" / "update.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        done = update(machine, "anhoa")
    assert done.returncode == 75 and "another update is at work" in done.stderr
    assert not (machine / "notes").exists() and files(machine) == {"chiso.db": "good"}


@needs_flock
def test_it_runs_on_the_sample(tmp_path: Path) -> None:
    """The real commands, from another directory and with a home that cannot be written to, as under the service."""
    environment = os.environ | {"DATA": str(tmp_path / "live"), "HOME": "/proc/none", "PYTHON": sys.executable}
    command = ["bash", str(SCRIPT), "--sample"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(f"{(tmp_path / 'live' / 'chiso.db').as_uri()}?mode=ro", uri=True) as db:
        assert db.execute("SELECT count(*) FROM v_scores").fetchone()[0] > 0
    assert (tmp_path / "live" / "export" / "datapackage.json").exists()


def test_its_commands_exist() -> None:
    commands = re.findall(r'^(?:if ! )?"\$python" -m (.*?)(?:; then)?$', SCRIPT.read_text(encoding="utf-8"), re.M)
    assert len(commands) == len(STEPS)
    for command in commands:
        module, name, *rest = shlex.split(command)
        options = {option for param in GROUPS[module].commands[name].params for option in param.opts}
        assert {word for word in rest if word.startswith("--")} <= options, command


def test_every_script_is_bash() -> None:
    assert subprocess.run(["bash", "-n", str(SCRIPT)], check=False).returncode == 0
    crontab = [line for line in (TIMER / "crontab.example").read_text(encoding="utf-8").splitlines() if line[:1].isdigit()]
    (line,) = crontab
    assert not re.search(r"(?<!\\)%", line)  # cron takes a bare % for the end of the line
    command = line.split(maxsplit=5)[5].replace("\\%", "%")
    assert subprocess.run(["bash", "-n", "-c", command], check=False).returncode == 0
    for block in re.findall(r"^```sh\n(.*?)^```$", (TIMER / "README.md").read_text(encoding="utf-8"), re.M | re.S):
        assert subprocess.run(["bash", "-n", "-c", block], check=False).returncode == 0


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((TIMER / name).read_text(encoding="utf-8"))
    return parser


def test_the_units_name_what_exists() -> None:
    service, timer = unit("chiso.service")["Service"], unit("chiso.timer")["Timer"]
    assert timer["Unit"] == "chiso.service" and "RandomizedDelaySec" in timer and "OnCalendar" in timer
    script = service["ExecStart"].split()[1]
    assert (ROOT / script) == SCRIPT and service["WorkingDirectory"] == "%h/chiso"
    given = dict(line.split("=", 1) for line in (TIMER / "timer.env.example").read_text().splitlines() if line[:1].isalpha())
    assert set(given) == {"CHISO_CONTACT", "PORTALS"}
    assert all(f"${name}" in service["ExecStart"] for name in given if name != "CHISO_CONTACT")
    (contact,) = (param for param in GROUPS["crawler"].commands["crawl"].params if param.name == "contact")
    assert contact.envvar == "CHISO_CONTACT"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name in ("chiso.service", "chiso.timer"):
        shutil.copy(TIMER / name, tmp_path)
    environment = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["systemd-analyze", "--user", "verify", "./chiso.service", "./chiso.timer"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    broken = (TIMER / "chiso.service").read_text(encoding="utf-8").replace("NoNewPrivileges=yes", "NoNewPrivilege=yes")
    (tmp_path / "chiso.service").write_text(broken, encoding="utf-8")
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "NoNewPrivilege" in done.stderr
