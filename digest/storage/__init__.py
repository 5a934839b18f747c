"""The week's folder on disk: written whole, read again, and locked."""

from digest.storage.digest_json import dump_digest, load_digest
from digest.storage.lockfile import exclusive
from digest.storage.week_folder import (
    EDITORS_COPY,
    RECORD,
    check_writable,
    read_edited,
    read_week,
    render_files,
    render_week,
    save,
    write_week,
)

__all__ = [
    "EDITORS_COPY",
    "RECORD",
    "check_writable",
    "dump_digest",
    "exclusive",
    "load_digest",
    "read_edited",
    "read_week",
    "render_files",
    "render_week",
    "save",
    "write_week",
]
