"""Every setting, as closed, frozen models with defaults. The loader fills them from YAML."""

from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from digest.config.mailbox import Mailbox

EngineKind = Literal["auto", "causal", "int8", "seq2seq", "extractive", "fake", "vllm"]
Device = Literal["auto", "cpu", "cuda"]
Format = Literal["md", "epub", "html"]
Layout = Literal["stacked", "side", "tap", "zh", "summaries"]
# One sentence as a headline says it, two or three, or five to seven.
Length = Literal["line", "short", "full"]
# `fast` asks each unit once; `balanced` climbs the ladder where a check fails; `best` also samples
# every unit and takes the try that the others agree with most, among those with the fewest faults.
Effort = Literal["fast", "balanced", "best"]
DateForm = Literal["22 November", "November 22", "Nov. 22"]
Dash = Literal["—", " — ", " – "]


@dataclass(frozen=True, slots=True)
class EnglishStyle:
    """What the house wants, by example; `None` leaves what there is."""

    spelling: Literal["british", "american"] | None = None
    percent: Literal["percent", "per cent", "%"] | None = None
    quotes: Literal["typographic", "plain"] | None = None
    dates: DateForm | None = None
    thousands: Literal["1,000"] | None = None
    millions: Literal["words", "digits"] | None = None
    yuan: Literal["500 yuan", "RMB 500"] | None = None
    dashes: Dash | None = None
    headlines: Literal["sentence", "title"] | None = None


PLAIN_ENGLISH = EnglishStyle()


@dataclass(frozen=True, slots=True)
class PageStyle:
    """How a digest is laid out, a folder whose templates and words go over ours, and its dates' form.

    `stacked`: each paragraph in Chinese, then English. `side`: beside each other where there is
    room. `tap`: English, the Chinese of a paragraph behind a tap. `zh`: Chinese only. `summaries`:
    both languages, without the articles' bodies.
    """

    layout: Layout = "stacked"
    templates: Path | None = None
    dates: DateForm | None = None


class _Closed(BaseModel):
    """Frozen settings that refuse unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelSettings(_Closed):
    """Which model to ask, by its name in `digest models list` or by a local path, and how."""

    name: str = "qwen2.5-coder-1.5b-news"
    path: Path | None = None
    engine: EngineKind = "auto"
    dtype: Literal["auto", "bfloat16", "float16", "float32"] = "auto"
    batch_tokens: int = Field(default=32768, ge=64)
    source_language: str = ""
    target_language: str = ""
    tokens_per_second: float = Field(default=0, ge=0)  # fake only: at this rate, not at once


class TitleSettings(_Closed):
    """What the digest is called, in both languages."""

    zh: str = Field(default="一周新闻双语摘要", min_length=1)
    en: str = Field(default="Bilingual Weekly Digest", min_length=1)


class InputSettings(_Closed):
    """How inputs are read; `fields` renames a scraper's JSON fields to ours.

    A date with a clock and an offset is the day that it is in `time_zone`.
    """

    fields: dict[str, str] = {}
    time_zone: str = "Asia/Shanghai"


class SectionSettings(_Closed):
    """A section of the user's own, or more for one of ours: its English, words that send there."""

    en: str | None = Field(default=None, min_length=1)
    words: tuple[Annotated[str, Field(min_length=1)], ...] = ()


class IssueSettings(_Closed):
    """What makes the week's issue: its articles, when two are one story, sections and their order."""

    undated: Literal["include", "exclude"] = "include"
    # Of 1,260 real texts, reprints and excerpts share 0.78 and more, two stories of one mould 0.66.
    duplicate_similarity: float = Field(default=0.7, gt=0, le=1)
    sections: tuple[str, ...] = ()
    section_rules: dict[str, SectionSettings] = {}
    most_per_section: int | None = Field(default=None, ge=1)


class EnglishSettings(_Closed):
    """The house's English; None leaves what the model wrote."""

    spelling: Literal["british", "american"] | None = None
    percent: Literal["percent", "per cent", "%"] | None = None
    quotes: Literal["typographic", "plain"] | None = None
    dates: DateForm | None = None
    thousands: Literal["1,000"] | None = None
    millions: Literal["words", "digits"] | None = None
    yuan: Literal["500 yuan", "RMB 500"] | None = None
    dashes: Dash | None = None
    headlines: Literal["sentence", "title"] | None = None


class ClusterSettings(_Closed):
    """Where Ray runs the model, and what one worker needs; `address` "" starts Ray here."""

    address: str = ""
    workers: int = Field(default=0, ge=0)
    cpus: float = Field(default=2, gt=0)
    gpus: float = Field(default=0, ge=0)
    memory_gb: float = Field(default=0, ge=0)
    texts: int = Field(default=64, ge=1)
    object_store_mb: int = Field(default=256, ge=80)


class CacheSettings(_Closed):
    """What is taken out of the cache after a run: what was not used longest; None keeps all."""

    max_mb: int | None = Field(default=None, ge=1)
    max_days: int | None = Field(default=None, ge=1)


class MailSettings(BaseModel):
    """Where the digest is sent, and how. The password is never part of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    user: str = ""
    sender: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    recipients: tuple[str, ...] = ()
    recipients_file: Path | None = None

    @field_validator("sender", "reply_to", "recipients")
    @classmethod
    def _addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for address in (value,) if isinstance(value, str) else value:
            if address:
                Mailbox.parse(address)
        return value

    @field_validator("unsubscribe")
    @classmethod
    def _link(cls, value: str) -> str:
        usable = urlsplit(value).scheme in ("mailto", "https", "http") and value.isascii()
        if value and (not usable or any(c in value for c in '<> ,\r\n\t"')):
            raise ValueError(f"{value!r} is not a mailto: or https: link")
        return value

    @model_validator(mode="after")
    def _plain_only_at_home(self) -> "MailSettings":
        if self.security == "none" and self.host and not _is_loopback(self.host):
            raise ValueError(
                f"security: none would send the mail to {self.host} in the open;"
                " it is for localhost only, use starttls or tls"
            )
        return self


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Settings(_Closed):
    """All that a config file can say. Without `summariser`, the translator's model summarises."""

    title: TitleSettings = TitleSettings()
    translator: ModelSettings = ModelSettings()
    summariser: ModelSettings | None = None
    cluster: ClusterSettings | None = None
    effort: Effort = "balanced"
    english: EnglishSettings = EnglishSettings()
    summary: Length = "short"
    device: Device = "auto"
    outputs: Path = Path("outputs")
    formats: tuple[Format, ...] = ("md", "epub", "html")
    # What fits in a mail of 10 MB, which common servers take, as an attachment.
    epub_max_mb: float = Field(default=7, ge=0.1)
    layout: Layout = "stacked"
    templates: Path | None = None
    glossary: Path | tuple[Path, ...] | None = None
    inputs: InputSettings = InputSettings()
    issue: IssueSettings = IssueSettings()
    cache: CacheSettings = CacheSettings()
    mail: MailSettings = MailSettings()

    def laid_out(self, layout: Layout | None) -> "Settings":
        """The settings with another layout, if one is given."""
        return self.model_copy(update={"layout": layout}) if layout else self

    def on_cluster(self, address: str | None) -> "Settings":
        """The settings with the model on a cluster, if asked for; "" leaves its address."""
        if address is None:
            return self
        cluster = self.cluster or ClusterSettings()
        given = cluster.model_copy(update={"address": address or cluster.address})
        return self.model_copy(update={"cluster": given})

    @property
    def glossaries(self) -> tuple[Path, ...]:
        """The glossary files, later ones over earlier."""
        return (self.glossary,) if isinstance(self.glossary, Path) else self.glossary or ()

    @property
    def translation(self) -> dict[str, Any]:
        """How hard `translate` tries and how its English is set."""
        return {"effort": self.effort, "style": EnglishStyle(**self.english.model_dump())}

    @property
    def printed(self) -> dict[str, Any]:
        """As `translation`, for a digest: one kind of quotes, curly unless the settings say plain."""
        wanted = self.translation
        style = wanted["style"]
        return wanted | {"style": replace(style, quotes=style.quotes or "typographic")}

    @property
    def style(self) -> PageStyle:
        """How the digest is laid out."""
        return PageStyle(self.layout, self.templates, self.english.dates)
