"""Term base of a batch of articles: one English per name and term, and how it is found."""

from digest.terminology.abbreviations import short_forms
from digest.terminology.attribution import (
    paper_name,
    render_byline,
    render_credit,
    render_dateline,
    render_opening,
)
from digest.terminology.fixed_terms import official, well_known
from digest.terminology.glossary import draft, load_glossaries, load_glossary
from digest.terminology.people import person
from digest.terminology.term_base import Matches, TermBase, build_term_base

__all__ = [
    "Matches",
    "TermBase",
    "build_term_base",
    "draft",
    "load_glossaries",
    "load_glossary",
    "official",
    "paper_name",
    "person",
    "render_byline",
    "render_credit",
    "render_dateline",
    "render_opening",
    "short_forms",
    "well_known",
]
