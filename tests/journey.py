#!/usr/bin/env python3
"""Drives the whole story through the API of a running program.

    FAIRMARK_PROGRAM=target/debug/fairmark python3 tests/journey.py --database sqlite
    FAIRMARK_PROGRAM=… FAIRMARK_TEST_POSTGRES_URL=postgres://… python3 tests/journey.py --database postgres

It sets up an installation of its own in a temporary folder, with the program's own commands: an
authority, a scheme, officers and an assessor; starts the server as a real process; signs people in
through the pages and the emails; and then speaks to `/api/v1` as a script of theirs would.
Standard library only. The last line says how many checks passed and how many failed.
"""

import argparse
import subprocess
import sys
import time

from journey_apply import Applying
from journey_judge import Judging
from journey_public import Published
# Other tests install and drive the program in the same way.
from journey_tools import (
    ASSESSOR, LEAD, OFFICER, SECOND_ASSESSOR, SECOND_OFFICER, SIGNATORY, STRANGER, Api, Checks, Installation, Stop,
    Visitor, end, good_answer, name_of, sign_everybody_in,
)

__all__ = [
    "ASSESSOR", "LEAD", "OFFICER", "SECOND_ASSESSOR", "SECOND_OFFICER", "SIGNATORY", "STRANGER", "Api", "Checks",
    "Installation", "Stop", "Visitor", "end", "good_answer", "name_of",
]


class Story(Applying, Judging, Published):
    """The whole story, chapter by chapter; each leaves what the next needs."""

    def __init__(self, checks, installation, people):
        self.checks, self.installation, self.people = checks, installation, people
        self.nobody = Api(installation.base + "/api/v1")
        self.public = Api(installation.base)

    def chapters(self):
        return (
            self.organisation, self.assessment,
            self.allocation, self.declaration, self.findings, self.clarification, self.recommendation, self.decision,
            self.certificate, self.register, self.placement, self.statistics,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    arguments = parser.parse_args()
    checks = Checks()
    try:
        with Installation(arguments.database) as installation:
            try:
                staff = installation.set_up()
                installation.start()
                people = sign_everybody_in(installation, staff)
                checks.equal("a token says who one is", people[LEAD].get("/me")["name"], name_of(LEAD))
                story = Story(checks, installation, people)
                for chapter in story.chapters():
                    began = time.monotonic()
                    chapter()
                    print(f"{chapter.__doc__.strip()} ({time.monotonic() - began:.1f} s)", flush=True)
                said = installation.run("audit", "verify")
                checks.that("the record of what was done holds", said.startswith("All "), said)
                checks.that("nothing panicked", "panicked" not in installation.log(), installation.log())
            except Exception:
                print(installation.log())
                raise
    except (Stop, OSError, KeyError, subprocess.SubprocessError) as failure:
        checks.that("the story goes on", False, f"{type(failure).__name__}: {failure}")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
