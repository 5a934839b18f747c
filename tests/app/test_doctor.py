"""What would stop a run is found before it, and looking for it changes nothing."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from digest.app import doctor
from digest.app.context import RunContext
from digest.config.settings import MailSettings, ModelSettings
from digest.engines.api import Output, Request
from digest.engines.cache.store import Cache
from tests.mail.test_send import SECRETS, Server, server
from tests.support.runs import context

__all__ = ["server"]


def found(run: RunContext, name: str, secrets: tuple[str, str] = ("", "")) -> doctor.Result:
    return next(result for result in doctor.examine(run, secrets) if result.name == name)


def with_settings(folder: Path, **changes: object) -> RunContext:
    run = context(folder)
    return replace(run, settings=run.settings.model_copy(update=changes))


def snapshot(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def damaged_cache(file: Path) -> Path:
    with Cache(file) as cache:
        for n in range(200):
            cache.keep("f", Request("translate", f"第{n}句", 9), Output("English " * 50, "stop", 9))
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\xff" * 4096
    file.write_bytes(bytes(data))
    return file


def test_a_damaged_cache_is_found_and_left_as_it_is(tmp_path: Path) -> None:
    run = replace(context(tmp_path / "out"), cache=damaged_cache(tmp_path / "texts.sqlite"))
    before = snapshot(tmp_path)
    result = found(run, "cache")
    assert not result.ok
    assert "damaged" in result.message
    assert snapshot(tmp_path) == before


def test_no_folder_is_made(tmp_path: Path) -> None:
    run = replace(context(tmp_path / "out"), cache=tmp_path / "new" / "texts.sqlite")
    assert all(result.ok for result in doctor.examine(run, ("", "")) if result.name != "memory")
    assert snapshot(tmp_path) == {}


def test_outputs_below_a_file_are_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    result = found(context(tmp_path / "file" / "out"), "outputs")
    assert not result.ok
    assert str(tmp_path / "file") in result.message


def test_the_summarisers_weights_are_looked_for_too(tmp_path: Path) -> None:
    other = ModelSettings(name="mt5-xlsum", engine="seq2seq")
    result = found(with_settings(tmp_path, summariser=other), "weights of summariser")
    assert not result.ok
    assert "digest models pull mt5-xlsum" in result.message


def test_a_missing_template_folder_is_found(tmp_path: Path) -> None:
    result = found(with_settings(tmp_path, templates=tmp_path / "nowhere"), "templates")
    assert not result.ok
    assert str(tmp_path / "nowhere") in result.message


@pytest.fixture
def broken_feedparser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """feedparser is installed, but a package that it imports is not."""
    (tmp_path / "site" / "feedparser").mkdir(parents=True)
    (tmp_path / "site" / "feedparser" / "__init__.py").write_text("import sgmllib_gone\n")
    for name in [name for name in sys.modules if name.split(".")[0] == "feedparser"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    yield
    sys.modules.pop("feedparser", None)


@pytest.mark.usefixtures("broken_feedparser")
def test_a_broken_extra_is_found_with_the_package_that_breaks_it(tmp_path: Path) -> None:
    result = found(context(tmp_path / "out"), "extra feeds")
    assert not result.ok
    assert "sgmllib_gone" in result.message


def test_too_little_memory_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_AS)
    run = with_settings(tmp_path, translator=ModelSettings())
    monkeypatch.setattr(resource, "getrlimit", lambda _: (2**30, limits[1]))
    result = found(run, "memory")
    assert not result.ok
    assert "1.0 GiB (ulimit -v)" in result.message


def mailed(folder: Path, settings: MailSettings, secrets: tuple[str, str]) -> doctor.Result:
    return found(with_settings(folder, mail=settings), "mail", secrets)


def test_a_mail_server_that_takes_the_login_is_fine(server: Server, tmp_path: Path) -> None:
    result = mailed(tmp_path, server.settings, SECRETS)
    assert result.ok, result.message
    assert "accepts the login of editor" in result.message
    assert not server.inbox.messages


def test_a_mail_server_that_refuses_the_login_is_found(server: Server, tmp_path: Path) -> None:
    result = mailed(tmp_path, server.settings, ("editor", "wrong"))
    assert not result.ok
    assert "refused the login of editor" in result.message


def test_a_mail_server_with_another_authoritys_certificate_is_found(
    server: Server,
    tmp_path: Path,
) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    settings = server.settings.model_copy(update={"ca_file": tmp_path / "other.pem"})
    result = mailed(tmp_path, settings, SECRETS)
    assert not result.ok
    assert "ca_file" in result.message
