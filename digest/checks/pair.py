"""A Chinese text and its English, each parsed once and shared by all checks."""

from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812 - `date` is a field here
from functools import cached_property
from typing import Self

from digest.checks.amounts import comparison
from digest.checks.check import Edit, Names
from digest.quantities import chinese, dates, english
from digest.quantities.number import Number
from digest.terminology import countries
from digest.text import hanzi


@dataclass(frozen=True)
class ChineseText:
    """A Chinese text; `plain` has narrow digits and letters in the same places."""

    text: str

    @cached_property
    def plain(self) -> str:
        return hanzi.normalise(self.text)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return chinese.numbers(self.text)

    @cached_property
    def dates(self) -> dates.Dates:
        return dates.of_chinese(self.text)

    @cached_property
    def countries(self) -> dict[str, countries.Country]:
        """The countries named, by the words that name them."""
        return countries.named(self.text)


@dataclass(frozen=True)
class EnglishText:
    """An English text with what the checks parse out of it."""

    text: str

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return english.numbers(self.text)

    @cached_property
    def days(self) -> tuple[dates.DayMatch, ...]:
        return dates.of_english(self.text)


@dataclass(frozen=True)
class TextPair:
    """A source, its translation, and what the checks may know besides.

    `names` must appear in the English, `terms` (the user's glossary) as they are written there.
    Relative dates count from `date`, the article's. `short_forms` are abbreviations that the
    article explains, with their English: 科方 is the Comorian side.
    """

    source: ChineseText
    target: EnglishText
    names: Names = ()
    terms: Names = ()
    date: Date | None = None
    short_forms: Names = ()

    @classmethod
    def of(cls, zh: str, en: str, date: Date | None = None) -> Self:
        """A pair of plain strings."""
        return cls(ChineseText(zh), EnglishText(en), date=date)

    @property
    def zh(self) -> str:
        return self.source.text

    @property
    def en(self) -> str:
        return self.target.text

    @cached_property
    def comparison(self) -> comparison.Comparison:
        """The numbers that the English lacks, and those without a source."""
        return comparison.compare(
            self.source.plain, self.source.numbers, self.en, self.target.numbers, self.date
        )

    def edited(self, edits: tuple[Edit, ...]) -> Self:
        """The pair with its English edited; the Chinese is not parsed again."""
        en = self.en
        for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
            en = f"{en[: edit.start]}{edit.text}{en[edit.end :]}"
        return replace(self, target=EnglishText(en))


@dataclass(frozen=True)
class SummaryPair:
    """An article and its Chinese summary, with the names that occur in each."""

    article: ChineseText
    summary: ChineseText
    names: Names = ()
    article_names: Names = ()
