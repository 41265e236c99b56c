"""A PostgreSQL of our own for the length of a test run: fresh, on a free port, gone afterwards."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import pwd

USER = "goodsyard"
#: Speed over safety: nothing in here has to survive the run, let alone a power cut.
OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=120",
    "listen_addresses=127.0.0.1",
    "timezone=UTC",
)


class CannotStart(Exception):
    """PostgreSQL did not come up; the message has its own words."""


@contextmanager
def throwaway(programs: Path) -> Iterator[str]:
    """Start a cluster with a user and a password made up for it; give its DATABASE_URL; stop and delete it after.

    :param programs: the folder with initdb and pg_ctl
    :raises CannotStart: a program failed
    """
    folder = Path(tempfile.mkdtemp(prefix="goodsyard-pg-"))
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    try:
        password, port = secrets.token_hex(12), _free_port()
        data = folder / "data"
        _create(programs, owner, folder, password)
        settings = [f"port={port}", f"unix_socket_directories={folder}", *OPTIONS]
        options = " ".join(f"-c {setting}" for setting in settings)
        _run(owner, folder, programs / "pg_ctl", "-D", data, "-w", "-s", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgres://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            _run(owner, folder, programs / "pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> "pwd.struct_passwd | None":
    """Who runs it: ourselves, unless we are root, whom PostgreSQL refuses; then `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _create(programs: Path, owner: "pwd.struct_passwd | None", folder: Path, password: str) -> None:
    """Make the cluster. UTF-8 with the C order: what a list's order means must not depend on the machine."""
    secret = folder / "password"
    secret.write_text(password + "\n", encoding="ascii")
    if owner is not None:
        os.chown(secret, owner.pw_uid, owner.pw_gid)
    secret.chmod(0o600)
    words = ("--auth=scram-sha-256", f"--pwfile={secret}", "-U", USER, "--encoding=UTF8", "--locale=C", "--no-sync")
    _run(owner, folder, programs / "initdb", "-D", folder / "data", *words)
    secret.unlink()


def _run(owner: "pwd.struct_passwd | None", folder: Path, *command: Path | str) -> None:
    """Run one of its programs as its owner, and raise with its words when it fails."""
    words = [str(word) for word in command]
    log = folder / "log"
    with tempfile.TemporaryFile("w+") as output:  # a pipe would be held open by the server that pg_ctl leaves behind
        if owner is None:
            code = subprocess.run(words, cwd=folder, stdout=output, stderr=output, check=False).returncode
        else:
            code = subprocess.run(
                words,
                cwd=folder,
                stdout=output,
                stderr=output,
                check=False,
                user=owner.pw_uid,
                group=owner.pw_gid,
                extra_groups=[],
            ).returncode
        output.seek(0)
        said = output.read()
    if code != 0:
        kept = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        raise CannotStart(f"{Path(words[0]).name} ended with {code}:\n{said}{kept}")
