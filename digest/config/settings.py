"""Every setting with its default, as frozen models that refuse unknown keys.

The loader fills them from YAML. The docstring under each field is its documentation:
`configs/default.yaml` is generated from it, see `digest.config.template`.
"""

import re
import typing
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
    with_config,
)

from digest.config.mailbox import Mailbox
from digest.records import Layout

EngineKind = Literal["auto", "causal", "int8", "seq2seq", "extractive", "fake"]
Device = Literal["auto", "cpu", "cuda"]
Format = Literal["md", "epub", "html"]
FORMATS: tuple[Format, ...] = ("md", "epub", "html")
Length = Literal["line", "short", "full"]
Effort = Literal["fast", "balanced", "best"]
DateForm = Literal["22 November", "November 22", "Nov. 22"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Dash = Literal["—", " — ", " – "]

# A path with this mark is relative to the working directory. All others are relative to the
# folder of the settings file that names them.
WORKING_DIRECTORY = "relative to the working directory"
OutputPath = Annotated[Path, WORKING_DIRECTORY]

# In `mail.unsubscribe`, replaced by the recipient's address.
RECIPIENT = "{recipient}"

_STRICT = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class _Closed(BaseModel):
    model_config = _STRICT


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class EnglishStyle:
    """House style of the English. null leaves a feature as the model wrote it."""

    spelling: Literal["british", "american"] | None = None
    percent: Literal["percent", "per cent", "%"] | None = None
    quotes: Literal["typographic", "plain"] | None = None
    """null: typographic in a digest, unchanged in `digest translate`."""
    dates: DateForm | None = None
    """By example. The digest's own dates follow it too."""
    thousands: Literal["1,000"] | None = None
    """By example: 8294 workers becomes 8,294 workers."""
    millions: Literal["words", "digits"] | None = None
    """words: 3.5 million. digits: 3,500,000."""
    yuan: Literal["500 yuan", "RMB 500"] | None = None
    dashes: Dash | None = None
    headlines: Literal["sentence", "title"] | None = None
    """Capitalisation of headlines."""


PLAIN_ENGLISH = EnglishStyle()


@dataclass(frozen=True, slots=True)
class PageStyle:
    """What the renderers need to know: layout, the user's templates, form of dates, audience, marks.

    The editor's copy also has the notes of the checks, what failed, and where articles come from.
    """

    layout: Layout = "stacked"
    templates: Path | None = None
    dates: DateForm | None = None
    editor: bool = False
    mark_doubt_from: float | None = None


class ModelSettings(_Closed):
    """Which model to use, and how to run it."""

    name: str = "qwen2.5-coder-1.5b-news"
    """A name that `digest models list` shows."""
    path: Path | None = None
    """A local model folder with a config.json, instead of `name`."""
    engine: EngineKind = "auto"
    """auto: int8 where the CPU supports it, else what the model is, causal or seq2seq."""
    dtype: Literal["auto", "bfloat16", "float16", "float32"] = "auto"
    batch_tokens: int = Field(default=32768, ge=64)
    """Tokens of prompts and answers that are in memory at once."""
    source_language: str = ""
    """Language code for models that need one, such as zho_Hans for NLLB."""
    target_language: str = ""
    """Language code for models that need one, such as eng_Latn for NLLB."""
    tokens_per_second: float = Field(default=0, ge=0, allow_inf_nan=False)
    """Only for engine fake: the speed to simulate. 0: as fast as possible."""


class TitleSettings(_Closed):
    """Title of the digest in both languages."""

    zh: str = Field(default="一周新闻双语摘要", min_length=1)
    en: str = Field(default="Bilingual Weekly Digest", min_length=1)


class InputSettings(_Closed):
    """How inputs are read."""

    fields: dict[str, str] = {}
    """Names of your scraper's JSON fields and ours, such as {headline: title}."""
    time_zone: str = "Asia/Shanghai"
    """Decides which day a timestamp with an offset, such as 2026-07-04T23:30:00Z, belongs to."""


class SectionSettings(_Closed):
    """A section of your own, or additions to one of ours."""

    en: str | None = Field(default=None, min_length=1)
    """English name of the section."""
    words: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Words that assign an article to the section."""


class WatchSettings(_Closed):
    """Words, names and places to look out for, in simplified or traditional characters.

    The reasons are in report.json and in the editor's copy.
    """

    must: tuple[str, ...] = ()
    """An article with one of these is always in the issue (even undated, or in a full section), and
    before all others."""
    prefer: tuple[str, ...] = ()
    """An article with one of these moves up in its section and on the front page."""
    never: tuple[str, ...] = ()
    """An article with one of these in its section, headlines or first paragraph is left out, and
    reported as set aside; `must` wins."""

    @field_validator("must", "prefer", "never")
    @classmethod
    def _check_words(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        words = tuple(word.strip() for word in value)
        if not all(words):
            raise ValueError("an entry of the watch list is empty")
        return words

    @model_validator(mode="after")
    def _check_wanted_or_not(self) -> "WatchSettings":
        both = {*self.must, *self.prefer} & {*self.never}
        if both:
            raise ValueError(f"{min(both)!r} cannot be in `never` and in `must` or `prefer`")
        return self


class IssueSettings(_Closed):
    """Which articles are in a week's issue, and in which order."""

    week_ends: Weekday = "sunday"
    """An issue covers the seven days that end on this day. It is named after the ISO week of that
    day: 2026-W47 with friday is 14 to 20 November 2026."""
    undated: Literal["include", "exclude"] = "include"
    """Whether articles without a date are in the issue."""
    # Of 1,260 real texts, reprints and excerpts score 0.78 and more, two routine reports of the
    # same kind of event 0.66.
    duplicate_similarity: float = Field(default=0.7, gt=0, le=1)
    """Articles at least this similar (0 to 1) are printed once, as one story."""
    sections: tuple[str, ...] = ()
    """Sections in the order you want. Others follow in the default order."""
    section_rules: dict[str, SectionSettings] = {}
    """Sections of your own, more words or an English name for ours, such as
    {家政: {en: Domestic Work, words: [家政, 月嫂]}}."""
    most_per_section: int | None = Field(default=None, ge=1)
    """Maximum number of articles per section. The least prominent are set aside and reported."""
    watch: WatchSettings = WatchSettings()

    @property
    def last_day(self) -> int:
        """`week_ends` as ISO weekday: 1 for Monday to 7 for Sunday."""
        return typing.get_args(Weekday).index(self.week_ends) + 1


class ClusterSettings(_Closed):
    """Where Ray runs the model, and what one worker needs."""

    address: str = ""
    """HOST:PORT of the head node. auto: the cluster on this machine. "": start one here."""
    workers: int = Field(default=0, ge=0)
    """Number of workers. 0: as many as fit."""
    cpus: float = Field(default=2, gt=0, allow_inf_nan=False)
    """CPU cores per worker."""
    gpus: float = Field(default=0, ge=0, allow_inf_nan=False)
    """GPUs per worker. Set `device: cuda` as well."""
    memory_gb: float = Field(default=0, ge=0, allow_inf_nan=False)
    """Memory to reserve per worker, in GB. 0: none."""
    texts: int = Field(default=64, ge=1)
    """Texts per batch that is sent to a worker."""
    object_store_mb: int = Field(default=256, ge=80)
    """Object store of a cluster that is started here, in MB."""


class CacheSettings(_Closed):
    """Limits of the cache of model outputs, applied after each run. null: no limit."""

    max_mb: int | None = Field(default=None, ge=1)
    """Evict the least recently used outputs above this size, in MB."""
    max_days: int | None = Field(default=None, ge=1)
    """Evict outputs that no run has used for this many days."""


class MailSettings(_Closed):
    """Mail server, sender and recipients.

    User and password come from DIGEST_SMTP_USER and DIGEST_SMTP_PASSWORD. The password is never
    stored in the settings.
    """

    host: str = ""
    """Mail server, such as smtp.example.org."""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    """none: only for a server on this machine."""
    ca_file: Path | None = None
    """Certificate (PEM) of the authority that signed the server's, if the system does not know it."""
    user: str = ""
    """User name, if DIGEST_SMTP_USER is not set."""
    sender: str = ""
    """An address or `Name <address>`. The same form is used for all addresses below."""
    reply_to: str = ""
    editor: str = ""
    """Who gets the editor's copy with `digest send --to-editor`."""
    unsubscribe: str = ""
    """mailto: or https: link by which to leave the list. {recipient} in it becomes the recipient's
    address; an https: link with {recipient} is announced as one-click (RFC 8058), so it must
    unsubscribe that address when it receives a POST request."""
    recipients: tuple[str, ...] = ()
    recipients_file: Path | None = None
    """Text file with one recipient per line. Lines that start with # are comments."""

    @field_validator("sender", "reply_to", "editor", "recipients")
    @classmethod
    def _check_addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for address in (value,) if isinstance(value, str) else value:
            if address:
                Mailbox.parse(address)
        return value

    @field_validator("unsubscribe")
    @classmethod
    def _check_link(cls, value: str) -> str:
        link = value.replace(RECIPIENT, "")
        usable = urlsplit(link).scheme in ("mailto", "https", "http") and link.isascii()
        if value and (not usable or any(c in '<> ,"{}' or not c.isprintable() for c in link)):
            raise ValueError(f"{value!r} is not a mailto: or https: link")
        return value

    @model_validator(mode="after")
    def _check_plain_is_local(self) -> "MailSettings":
        if self.security == "none" and self.host and not _is_loopback(self.host):
            raise ValueError(
                f"security: none would send the mail to {self.host} unencrypted;"
                " it is for localhost only, use starttls or tls"
            )
        return self

    def unsubscribe_link(self, address: str) -> str:
        """The link for this recipient; "" if none is configured."""
        return self.unsubscribe.replace(RECIPIENT, quote(address, safe=""))

    @property
    def unsubscribes_with_one_click(self) -> bool:
        """Whether a POST to the link alone unsubscribes its recipient (RFC 8058, section 3.1)."""
        return self.unsubscribe.startswith("https://") and RECIPIENT in self.unsubscribe


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Settings(_Closed):
    """Everything that a settings file can say."""

    title: TitleSettings = TitleSettings()
    translator: ModelSettings = ModelSettings()
    summariser: ModelSettings | None = None
    """Another model for the summaries, with the keys of `translator`. null: the translator."""
    cluster: ClusterSettings | None = None
    """Run the model on a Ray cluster (extra `ray`). Absent: run it in this process."""
    effort: Effort = "balanced"
    """fast: translate each unit once. balanced: retry where a check fails. best: also sample
    several translations of each unit, and take the one that agrees most with the others."""
    english: EnglishStyle = PLAIN_ENGLISH
    summary: Length = "short"
    """line: one sentence, as long as a headline. short: two or three. full: five to seven."""
    device: Device = "auto"
    outputs: OutputPath = Path("outputs")
    """Folder for the weeks' folders, relative to the working directory."""
    formats: tuple[Format, ...] = FORMATS
    """Any of md, epub, html."""
    # Common servers accept mails of 10 MB; base64 makes a third more of an attachment.
    epub_max_mb: float = Field(default=7, ge=0.1, allow_inf_nan=False)
    """A larger book is split into volumes: digest.epub, digest-2.epub. A mail takes 7 MB, Gmail
    18, Send to Kindle 50."""
    layout: Layout = "stacked"
    """stacked: each paragraph in Chinese, then in English. side: both languages side by side.
    tap: English, with the Chinese behind a tap. zh: Chinese only. summaries: no article bodies."""
    mark_doubt_from: float | None = Field(default=None, ge=0, le=1)
    """Readers see [translation uncertain] behind passages that the model doubts at least so much.
    0.5: more likely wrong than not. null: no such marks."""
    archive_url: str = ""
    """Address that `outputs` is served at, such as https://news.example.org/. The feeds of the
    archive then have whole addresses."""
    templates: Path | None = None
    """Folder whose files replace the packaged templates of the same name."""
    glossary: Path | tuple[Path, ...] | None = None
    """Your terms; `digest terms` drafts such a file. In a list of files, later ones take
    precedence. A / B allows either English."""
    inputs: InputSettings = InputSettings()
    issue: IssueSettings = IssueSettings()
    cache: CacheSettings = CacheSettings()
    mail: MailSettings = MailSettings()

    @field_validator("archive_url")
    @classmethod
    def _with_slash(cls, value: str) -> str:
        if value and (
            urlsplit(value).scheme not in ("http", "https") or re.search(r"[\s<>\"]", value)
        ):
            raise ValueError(f"{value!r} is not an http: or https: address")
        return value if not value or value.endswith("/") else f"{value}/"

    def with_layout(self, layout: Layout | None) -> "Settings":
        """The settings with this layout; unchanged for None."""
        return self.model_copy(update={"layout": layout}) if layout else self

    def on_cluster(self, address: str | None) -> "Settings":
        """The settings with the model on a cluster; unchanged for None.

        An empty address keeps the one of the settings, or starts a cluster here.
        """
        if address is None:
            return self
        cluster = self.cluster or ClusterSettings()
        given = cluster.model_copy(update={"address": address or cluster.address})
        return self.model_copy(update={"cluster": given})

    @property
    def glossaries(self) -> tuple[Path, ...]:
        """The glossary files; later ones take precedence."""
        return (self.glossary,) if isinstance(self.glossary, Path) else self.glossary or ()

    @property
    def digest_english(self) -> EnglishStyle:
        """The house style for a digest, where quotation marks are always of one kind."""
        return replace(self.english, quotes=self.english.quotes or "typographic")

    @property
    def page_style(self) -> PageStyle:
        """The part of the settings that the renderers use."""
        return PageStyle(
            self.layout, self.templates, self.english.dates, mark_doubt_from=self.mark_doubt_from
        )
