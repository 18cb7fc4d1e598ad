"""Only users in the file get in, and nobody else can open the app from another machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import SettingWrong
from ui.auth import Users, hash_password, main, required_users, verify

PASSWORD = "correct horse 电池"
HASH = hash_password(PASSWORD, b"0123456789abcdef")


def test_the_right_password_is_taken() -> None:
    """A hash belongs to its password."""
    assert verify(PASSWORD, HASH)


@pytest.mark.parametrize("wrong", ["", "correct horse", PASSWORD + " ", PASSWORD.upper()])
def test_a_wrong_password_is_not(wrong: str) -> None:
    """Near is not enough."""
    assert not verify(wrong, HASH)


def test_two_hashes_of_one_password_differ() -> None:
    """The salt is random, so equal passwords cannot be seen in the file."""
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "scrypt",
        PASSWORD,
        HASH.replace("scrypt", "md5"),
        HASH.replace("$32768$", "$32767$"),
        HASH.replace("$32768$", "$1073741824$"),
        HASH.replace("$32768$", "$-2$"),
        HASH[:-8],
        HASH + "$x",
        "scrypt$x$8$1$AA==$AA==",
    ],
)
def test_a_damaged_hash_admits_nobody(stored: str) -> None:
    """Neither an error nor a way in, and no hash may ask for gigabytes of memory."""
    assert not verify(PASSWORD, stored)


def test_an_unknown_user_is_refused() -> None:
    """Even with a password that another user has."""
    users = Users({"zhang": HASH})
    assert users.admits("zhang", PASSWORD)
    assert not users.admits("li", PASSWORD)
    assert not users.admits("li", "")


def test_a_users_file_is_read(tmp_path: Path) -> None:
    """One name and hash a line, Chinese names too."""
    path = tmp_path / "users.yaml"
    path.write_text(f"张三: {HASH}\nli: {HASH}\n", encoding="utf-8")
    assert Users.load(path).admits("张三", PASSWORD)


@pytest.mark.parametrize(
    "text", ["", "- a\n", "a: b\n", "a: {b: c}\n", "a: [\n", "1: 2\n", f"a: {PASSWORD}\n"]
)
def test_an_unsound_users_file_is_named(tmp_path: Path, text: str) -> None:
    """The message says which file and how to make a line; the app does not start open."""
    path = tmp_path / "users.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingWrong, match=r"users\.yaml.*python -m ui\.auth"):
        Users.load(path)


def test_a_missing_users_file_is_named(tmp_path: Path) -> None:
    """Set but absent is an error, not an app without sign-in."""
    with pytest.raises(SettingWrong, match="读不了"):
        Users.load(tmp_path / "none.yaml")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com", ""])
def test_an_address_that_others_reach_needs_users(host: str) -> None:
    """Without a users file, only this machine may connect."""
    with pytest.raises(SettingWrong, match="YOUJU_AUTH"):
        required_users(host, None)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_alone_needs_none(host: str) -> None:
    """The default start asks for no sign-in."""
    assert required_users(host, None) is None


def test_users_apply_on_this_machine_too(tmp_path: Path) -> None:
    """Once set, the file holds for every address."""
    path = tmp_path / "users.yaml"
    path.write_text(f"li: {HASH}\n", encoding="utf-8")
    users = required_users("127.0.0.1", path)
    assert users is not None
    assert users.admits("li", PASSWORD)


def test_the_command_prints_a_line_for_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Its output, put in a file, lets the user in."""
    monkeypatch.setattr("getpass.getpass", lambda prompt: PASSWORD)
    assert main(["张三"]) == 0
    path = tmp_path / "users.yaml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert Users.load(path).admits("张三", PASSWORD)


def test_the_command_refuses_a_short_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 1 and a reason, no line."""
    monkeypatch.setattr("getpass.getpass", lambda prompt: "short")
    assert main(["li"]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert "8 个字符" in out.err
