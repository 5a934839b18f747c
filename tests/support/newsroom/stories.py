"""Invented stories: headlines, bylines and paragraphs, all drawn from one random generator."""

from dataclasses import dataclass, replace
from random import Random

from tests.support.newsroom import words


@dataclass(frozen=True, slots=True)
class Person:
    """A byline's role as printed and its names."""

    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One article before it is set."""

    title: str
    paragraphs: tuple[str, ...]
    people: tuple[Person, ...] = ()
    place: str = ""
    kicker: str | None = None
    subtitle: str | None = None
    subheads: tuple[tuple[int, str], ...] = ()  # index of the paragraph it precedes, its text
    photo: bool = False

    @property
    def text(self) -> str:
        """The paragraphs, one per line."""
        return "\n".join(self.paragraphs)


def filled(template: str, dice: Random) -> str:
    """A template with words and figures drawn for each of its fields."""
    fields = {
        "p": dice.choice(words.PLACES),
        "p2": dice.choice(words.PLACES),
        "b": dice.choice(words.BODIES),
        "f": dice.choice(words.PLACES) + dice.choice(words.FIRMS),
        "k": dice.choice(words.KINDS_OF_PEOPLE),
        "th": dice.choice(words.THINGS),
        "d": dice.choice(words.DEEDS),
        "q": dice.choice(words.QUALITIES),
        "t": dice.choice(words.TIMES),
        "n": f"{dice.randrange(30, 9000)}",
        "m": f"{dice.randrange(11, 990)}",
        "s": f"{dice.randrange(2, 40)}",
        "s2": f"{dice.randrange(2, 40)}",
        "c": dice.choice("一二三四五六七八九"),
        "name": name(dice),
    }
    return template.format(**fields)


def name(dice: Random, *, minority: float = 0.0) -> str:
    """A Chinese name, or with chance `minority` one of a minority's form."""
    if dice.random() < minority:
        return dice.choice(words.MINORITY_NAMES)
    family = dice.choice(words.FAMILY_NAMES)
    given = dice.choice([g for g in words.GIVEN_NAMES if len(family) == 1 or len(g) == 2])
    return family + given


def persons(dice: Random) -> tuple[Person, ...]:
    """Who wrote a story: a reporter, often with a correspondent or a second name."""
    names = tuple(name(dice) for _ in range(dice.choice((1, 1, 2))))
    people = [Person(dice.choice(words.ROLES), names)]
    if dice.random() < 0.35:
        others = [role for role in ("通讯员", "实习生", "记者") if role != people[0].role]
        people.append(Person(dice.choice(others), (name(dice),)))
    return tuple(people)


def place(dice: Random) -> str:
    """A town."""
    return dice.choice(words.PLACES)


def banner(dice: Random, lines: int) -> tuple[str, ...]:
    """The lines of a banner over several stories."""
    return tuple(dice.sample(words.BANNERS, lines))


def below(story: Story, banner: str) -> Story:
    """The story with a sentence that names what the banner above it is about."""
    *others, last = story.paragraphs
    return replace(story, paragraphs=(*others, f"{last}这也是“{banner}”的一项内容。"))


def story(dice: Random, *, paragraphs: tuple[int, int] = (2, 6), heads: float = 0.4) -> Story:
    """A news story; `heads` is the chance of a kicker, of a subtitle and of sub-headings.

    No sentence template is used twice, so two stories share too little to be near-duplicates.
    """
    count = dice.randint(*paragraphs)
    sizes = [dice.choice((1, 2, 2)) for _ in range(count - 1)]
    sentences = iter(dice.sample(words.MIDDLES, sum(sizes)))
    body = [filled(dice.choice(words.LEADS), dice)]
    body += ["".join(filled(next(sentences), dice) for _ in range(size)) for size in sizes]
    if dice.random() < 0.5:
        body[-1] += filled(dice.choice(words.ENDINGS), dice)
    subheads: list[tuple[int, str]] = []
    if count >= 5 and dice.random() < heads:
        marks = sorted(dice.sample(range(2, count), 2))
        texts = dice.sample(words.SUBHEADINGS, 2)
        subheads = [(at, filled(text, dice)) for at, text in zip(marks, texts, strict=True)]
    return Story(
        title=filled(dice.choice(words.TITLES), dice),
        paragraphs=tuple(body),
        people=persons(dice),
        place=place(dice),
        kicker=filled(dice.choice(words.KICKERS), dice) if dice.random() < heads else None,
        subtitle=filled(dice.choice(words.SUBTITLES), dice) if dice.random() < heads else None,
        subheads=tuple(subheads),
    )


def photo(dice: Random) -> Story:
    """A picture with its headline, caption and photographer."""
    caption = dice.choice(words.LEADS[:4]) + dice.choice(words.CAPTION_ENDINGS)
    return Story(
        title=filled(dice.choice(words.TITLES), dice),
        paragraphs=(filled(caption, dice),),
        people=(Person(dice.choice(("记者", "通讯员", "见习记者")), (name(dice),)),),
        place=place(dice),
        photo=True,
    )
