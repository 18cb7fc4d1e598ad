"""LibreOffice, where it is installed: old office formats → DOCX, in a room of their own without doors.

The program is found when it is needed. Each conversion has its own folder and profile, macros and links
switched off, every connection sent to a dead proxy, and is killed with its children when its time is up.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from xml.sax.saxutils import quoteattr

from ingest.errors import FileUnreadable, LimitExceeded, ProgramMissing
from ingest.limits import Limits

VARIABLE = "YOUJU_SOFFICE"
"""The environment variable that names the program where it stands in no usual place."""

_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice/program/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_OUTPUT = "docx:MS Word 2007 XML"
_DEAD = "127.0.0.1:9"
"""The discard port of this machine, where nothing listens."""
_KEPT = ("PATH", "SystemRoot", "SYSTEMROOT", "WINDIR", "COMSPEC", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")
"""Variables that the program needs to start; no other reaches it."""
_TICK = 0.05
_SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Load", "UpdateLinks", "0"),
    ("Writer/Content/Update", "Link", "2"),
    ("Writer/Content/Update", "Field", "false"),
    ("Calc/Content/Update", "Link", "2"),
    ("Common/Misc", "FirstRun", "false"),
    ("Common/Misc", "UseLocking", "false"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_one_at_a_time = threading.Lock()


def find_office() -> Path | None:
    """The LibreOffice program: named by `VARIABLE`, on the PATH, or in a usual place; None without one."""
    named = os.environ.get(VARIABLE)
    if named:
        found = shutil.which(named)
        return Path(found) if found else None
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    return next((Path(place) for place in _USUAL if Path(place).is_file()), None)


def to_docx(name: str, data: bytes, suffix: str, filter_: str, limits: Limits) -> bytes:
    """Convert a document to DOCX, tracked changes and automatic numbers kept as such.

    Args:
        name: file name for messages only; it reaches no command line.
        data: the document.
        suffix: what LibreOffice is to take it for: ".doc", ".rtf", …
        filter_: name of the import filter; without one the content could choose any other.
        limits: `office_seconds`, `office_bytes` and `file_bytes` (of the result).

    Returns:
        the DOCX's bytes.

    Raises:
        ProgramMissing: no LibreOffice on this machine.
        FileUnreadable: it gives no document.
        LimitExceeded: it takes too long, or its result is too large.
    """
    program = find_office()
    if program is None:
        raise ProgramMissing(
            f"读取“{name}”需要 LibreOffice，本机没有找到",
            "请安装 LibreOffice（Debian/Ubuntu：sudo apt install libreoffice-writer；Windows、macOS：从官网 "
            f"libreoffice.org 下载），或用环境变量 {VARIABLE} 指出 soffice 的位置；"
            "也可以用WPS或Word另存为 DOCX 后重试",
        )
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="youju-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        source, out = room / f"in{suffix}", room / "out"
        source.write_bytes(data)
        _write_profile(room / "profile")
        command = [
            str(program), f"-env:UserInstallation={(room / 'profile').as_uri()}", "--headless", "--norestore",
            "--nologo", "--nodefault", "--nolockcheck", f"--infilter={filter_}", "--convert-to", _OUTPUT,
            "--outdir", str(out), str(source),
        ]  # fmt: skip
        _run(name, command, room, out, limits)
        result = out / "in.docx"
        if not result.is_file() or not result.stat().st_size:
            raise FileUnreadable(
                f"“{name}”无法转换，LibreOffice没有给出结果，文件可能已损坏",
                "请用WPS或Word打开，另存为 DOCX 后重试",
            )
        _check_size(name, out, limits)
        return result.read_bytes()


def _run(name: str, command: list[str], room: Path, out: Path, limits: Limits) -> None:
    """Run the program to its end, or end it and all it started."""
    try:
        process = subprocess.Popen(  # noqa: S603 - the program is the user's own, the arguments are ours
            command,
            cwd=room,
            env=_environment(room),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ProgramMissing(
            f"读取“{name}”需要 LibreOffice，但“{command[0]}”不能启动", "请重新安装 LibreOffice 后重试"
        ) from error
    try:
        _bound(process.pid, limits)
        deadline = time.monotonic() + limits.office_seconds
        while process.poll() is None:
            time.sleep(_TICK)
            _check_size(name, out, limits)
            if time.monotonic() > deadline:
                raise LimitExceeded(
                    f"“{name}”转换超过{limits.office_seconds}秒仍未完成，已停止",
                    "请用WPS或Word打开，另存为 DOCX 后重试",
                )
    finally:
        _kill(process)


def _bound(pid: int, limits: Limits) -> None:
    """Where the system can do it: no file and no memory beyond the limits, for its children too."""
    if sys.platform != "linux":
        return
    import resource

    for kind, most in ((resource.RLIMIT_FSIZE, limits.file_bytes), (resource.RLIMIT_AS, limits.office_bytes)):
        try:
            resource.prlimit(pid, kind, (most, most))
        except (OSError, ValueError):
            # It has ended already, or an outer limit is stricter.
            continue


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        command = [str(taskkill), "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a program of the system
    else:
        try:
            # The group outlives its first process while a child of it runs.
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # Nothing of it is left.
            process.poll()
    process.kill()
    process.wait()


def _check_size(name: str, out: Path, limits: Limits) -> None:
    size = sum(file.stat().st_size for file in out.glob("*")) if out.is_dir() else 0
    if size > limits.file_bytes:
        raise LimitExceeded(
            f"“{name}”转换后超过{limits.file_bytes // (1 << 20)}MB的上限",
            "请拆成几个文件，或压缩其中的图片后重试",
        )


def _environment(room: Path) -> dict[str, str]:
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), f"http://{_DEAD}")
    home = {key: str(room) for key in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP")}
    return {**kept, **proxies, **home, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}


def _write_profile(profile: Path) -> None:
    """A fresh profile that runs no macro, follows no link and reaches no network."""
    items = "".join(
        f"<item oor:path={quoteattr(f'/org.openoffice.{_registry(path)}')}><prop oor:name={quoteattr(key)}"
        f' oor:op="fuse"><value>{value}</value></prop></item>'
        for path, key, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _registry(path: str) -> str:
    return path if path.startswith("Inet/") else f"Office.{path}"
