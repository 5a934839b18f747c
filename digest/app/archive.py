"""Use case of `digest archive`, which `digest run` ends with."""

from collections.abc import Iterator

from digest import archive
from digest.config.settings import Settings
from digest.records import Failure, Pair


def write_archive(settings: Settings) -> Iterator[str]:
    """Write the archive of the settings' outputs folder; gives a line per week that is unreadable."""
    title = Pair(settings.title.zh, settings.title.en)
    for made in archive.write_archive(settings.outputs, title, settings.archive_url):
        if isinstance(made, Failure):
            yield f"archive: {made.reason}"
