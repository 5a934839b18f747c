"""The `digest` command: its subcommands, and the one place where errors become exit codes."""

import os
import sys
import traceback
from typing import NoReturn

import click

from digest import __version__
from digest.cli import check, desk, digests, lines, setup, signals, streams
from digest.cli.evaluate import evaluate
from digest.cli.options import console, loudness
from digest.errors import DigestError, describe_unexpected

FAILED, INTERRUPTED = 1, 130
_RESUME = "finished work is kept; run the same command to resume"


def main() -> NoReturn:
    """Run the command line and exit."""
    signals.listen()
    streams.write_utf8()
    # transformers draws tqdm bars into ours.
    os.environ.setdefault("TQDM_DISABLE", "1")
    try:
        code = digest.main(standalone_mode=False, prog_name="digest")
        sys.stdout.flush()
    except DigestError as error:
        console.error(f"digest: {error}")
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        code = FAILED  # whoever read our output has enough
    except (signals.Stopped, KeyboardInterrupt, click.Abort):
        console.error(f"digest: interrupted; {_RESUME}")
        code = INTERRUPTED
    except MemoryError:
        console.error(f"digest: out of memory; {_RESUME}")
        code = FAILED
    except Exception as error:  # noqa: BLE001 - a bug: say so, and where
        console.detail(traceback.format_exc().rstrip())
        hint = "" if console.level == "verbose" else "; --verbose shows the traceback"
        console.error(f"digest: {describe_unexpected(error)}{hint}")
        code = FAILED
    streams.flush_or_drop()
    sys.exit(code)


@click.group(epilog="\b\nExample:\n  digest run pages/ --week last", params=loudness())
@click.version_option(__version__, prog_name="digest")
def digest() -> None:
    """A bilingual weekly digest of Chinese news, made offline with a local model.

    Completion in bash: eval "$(_DIGEST_COMPLETE=bash_source digest)"; likewise zsh_source and
    fish_source.
    """


for _command in (
    digests.run,
    digests.demo,
    digests.plan,
    digests.render,
    digests.send,
    desk.archive,
    desk.review,
    desk.export_week,
    desk.import_week,
    desk.memory,
    lines.parse,
    lines.translate,
    lines.summarise,
    lines.terms,
    check.check,
    evaluate,
    setup.init,
    setup.models,
    setup.doctor,
):
    digest.add_command(_command)
