"""Users: who may sign in, from the file that YOUJU_AUTH names. `python -m ui.auth NAME` makes a line of it.

The file is YAML, one `name: hash` a line. A hash is `scrypt$N$r$p$salt$key`, salt and key in Base64,
by `hashlib.scrypt` with N = 2^15, r = 8, p = 1 (OWASP Password Storage Cheat Sheet: 2^17 at best,
with more, smaller equivalents; this one needs 32 MiB and about 0.1 s an attempt).
"""

from __future__ import annotations

import argparse
import base64
import binascii
import getpass
import hashlib
import hmac
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from kb.errors import SettingWrong
from ui.server import is_local

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request

_N, _R, _P, _LENGTH = 2**15, 8, 1, 32
_MEMORY = 256 * 1024 * 1024
SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Users:
    """Names and the hashes of their passwords."""

    hashes: dict[str, str]

    @classmethod
    def load(cls, path: Path) -> Users:
        """Read a users file.

        Raises:
            SettingWrong: the file is missing, unreadable, empty, or has a line that is no user.
        """
        advice = "每行写“用户名: 口令散列”，用 python -m ui.auth 用户名 生成"
        try:
            read = yaml.safe_load(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingWrong(
                f"读不了 YOUJU_AUTH 指定的用户文件 {path}（{error.strerror}）", advice
            ) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise SettingWrong(f"用户文件 {path} 不是 UTF-8 编码的 YAML", advice) from error
        if not isinstance(read, dict) or not read:
            raise SettingWrong(f"用户文件 {path} 里没有用户", advice)
        for name, stored in read.items():
            if not isinstance(name, str) or not isinstance(stored, str) or _parse(stored) is None:
                raise SettingWrong(f"用户文件 {path} 里“{name}”的口令散列写法不对", advice)
        return cls(read)

    def admits(self, name: str, password: str) -> bool:
        """Whether the password is the user's. An unknown name costs the same time as a wrong password."""
        stored = self.hashes.get(name, _NOBODY)
        return verify(password, stored) and name in self.hashes


def admitted(request: Request, door: Starlette) -> bool:
    """Whether a request comes with the cookie that Gradio gave at sign-in.

    Args:
        request: to a route of our own.
        door: the app that Gradio is mounted on.
    """
    from gradio.routes import App

    for route in door.routes:
        inner = getattr(route, "app", None)
        if isinstance(inner, App):
            names = (f"access-token-{inner.cookie_id}", f"access-token-unsecure-{inner.cookie_id}")
            return any(request.cookies.get(name) in inner.tokens for name in names)
    return False


def required_users(host: str, file: Path | None) -> Users | None:
    """The users that must sign in; None where the app is for this machine alone.

    Args:
        host: the address to listen on.
        file: the users file that the settings name (YOUJU_AUTH), or None.

    Raises:
        SettingWrong: others could reach the address and no users file is set, or it is unsound.
    """
    if file is not None:
        return Users.load(file)
    if not is_local(host):
        raise SettingWrong(
            f"地址 {host} 会让其他机器也能打开，而没有设置登录用户",
            "请先用 python -m ui.auth 用户名 生成用户文件，并让环境变量 YOUJU_AUTH 指向它；"
            "只在本机用则去掉 --host",
        )
    return None


def hash_password(password: str, salt: bytes | None = None) -> str:
    """A password as it may be stored.

    Args:
        password: at least `SHORTEST_PASSWORD` characters.
        salt: 16 bytes; random where None.

    Raises:
        SettingWrong: the password is too short.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise SettingWrong(f"口令只有 {len(password)} 个字符", f"请至少用 {SHORTEST_PASSWORD} 个字符")
    salt = salt or os.urandom(16)
    key = _derive(password, salt, _N, _R, _P)
    return "$".join(["scrypt", str(_N), str(_R), str(_P), _text(salt), _text(key)])


def verify(password: str, stored: str) -> bool:
    """Whether a password belongs to a stored hash; False for a hash that cannot be read."""
    parsed = _parse(stored)
    if parsed is None:
        return False
    n, r, p, salt, key = parsed
    return hmac.compare_digest(_derive(password, salt, n, r, p), key)


def main(arguments: list[str] | None = None) -> int:
    """Ask for a password twice and print the line for the users file."""
    parser = argparse.ArgumentParser(prog="python -m ui.auth", description="生成 YOUJU_AUTH 用户文件里的一行")
    parser.add_argument("user", metavar="用户名")
    user = parser.parse_args(arguments).user
    password = getpass.getpass("口令：")
    if password != getpass.getpass("再输一遍："):
        print("两次输入的口令不一样；请重新运行", file=sys.stderr)
        return 1
    try:
        line = yaml.safe_dump({user: hash_password(password)}, allow_unicode=True, width=1000).strip()
    except SettingWrong as error:
        print(error, file=sys.stderr)
        return 1
    print(line)
    return 0


def _derive(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode("utf-8"), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=_LENGTH)


def _parse(stored: str) -> tuple[int, int, int, bytes, bytes] | None:
    """The parts of a hash, None where it is none or asks for more memory than is given."""
    parts = stored.split("$")
    if len(parts) != 6 or parts[0] != "scrypt":
        return None
    try:
        n, r, p = (int(part) for part in parts[1:4])
        salt, key = (base64.b64decode(part, validate=True) for part in parts[4:])
    except (ValueError, binascii.Error):
        return None
    sound = n > 1 and n & (n - 1) == 0 and r > 0 and p > 0 and 128 * n * r * p < _MEMORY
    return (n, r, p, salt, key) if sound and salt and len(key) == _LENGTH else None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


_NOBODY = "$".join(["scrypt", str(_N), str(_R), str(_P), _text(bytes(16)), _text(bytes(_LENGTH))])


if __name__ == "__main__":
    sys.exit(main())
