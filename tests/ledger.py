"""Looks into the database of an installation from outside: what a killed server left there.

SQLite through Python's own module, PostgreSQL through `psql`. It reads; and it turns time forward by
moving what is written back, where the program would wait for minutes. Standard library only.
"""

import contextlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import time

BETWEEN = "\x1f"
OUTCOME = ("assessment_receipt", "assessment_received")


class Row:
    """An email of the outbox."""

    def __init__(self, fields):
        self.id, self.kind, self.to, attempts, sent, failed, locked, waits, self.error = fields
        self.attempts, self.sent, self.failed = int(attempts), sent == "1", failed == "1"
        # Seconds from now; none when no worker has it.
        self.locked = float(locked) if locked else None
        self.waits = float(waits)

    def __repr__(self):
        return (f"{self.kind} to {self.to}: attempts {self.attempts}, sent {self.sent}, failed {self.failed}, "
                f"locked {self.locked}, waits {self.waits}, {self.error!r}")


class Ledger:
    """The database, from outside."""

    def __init__(self, installation):
        self.url = installation.environment["FAIRMARK_DATABASE_URL"]
        self.sqlite = self.url.startswith("sqlite:")

    def run(self, sql):
        if self.sqlite:
            path = self.url.removeprefix("sqlite://").partition("?")[0]
            with contextlib.closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as connection:
                return [["" if value is None else str(value) for value in row] for row in connection.execute(sql)]
        folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
        done = subprocess.run(
            [shutil.which("psql", path=path) or "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only",
             "--field-separator", BETWEEN, "--set", "ON_ERROR_STOP=1", "--command", sql, self.url],
            check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return [line.split(BETWEEN) for line in done.stdout.splitlines() if line]

    def id(self, column):
        return f"lower(hex({column}))" if self.sqlite else f"replace({column}::text, '-', '')"

    def is_id(self, column, uuid):
        return f"{self.id(column)} = '{uuid.replace('-', '')}'"

    def from_now(self, column):
        if self.sqlite:
            return f"round((julianday({column}) - julianday('now')) * 86400, 1)"
        return f"round(extract(epoch from {column} - now()), 1)"

    def long_ago(self, column):
        """The same instant a century earlier."""
        return f"'19' || substr({column}, 3)" if self.sqlite else f"{column} - interval '100 years'"

    # What is there

    def emails(self, word=""):
        """The emails whose key holds a word, oldest first."""
        yes = "CASE WHEN {} IS NULL THEN 0 ELSE 1 END"
        return [Row(fields) for fields in self.run(
            f"SELECT {self.id('id')}, kind, to_email, attempts, {yes.format('sent_at')}, {yes.format('failed_at')},"
            f" {self.from_now('locked_until')}, {self.from_now('not_before')},"
            f" replace(coalesce(last_error, ''), char(10), ' ') FROM outbox_email".replace(
                "char(10)", "char(10)" if self.sqlite else "chr(10)")
            + f" WHERE dedupe_key LIKE '%{word}%' ORDER BY id")]

    def state(self, assessment):
        """Status, bundles, records of the submission, emails that ask for sign-off, emails that tell."""
        kinds = [row.kind for row in self.emails(assessment)]
        counted = self.run(
            f"SELECT status,"
            f" (SELECT count(*) FROM bundle WHERE {self.is_id('assessment_id', assessment)}),"
            f" (SELECT count(*) FROM audit_event WHERE object_id = '{assessment}' AND action = 'assessment.submit')"
            f" FROM assessment WHERE {self.is_id('id', assessment)}")
        status, bundles, records = counted[0]
        return (status, int(bundles), int(records), kinds.count("assessment_sign_off_requested"),
                sum(kinds.count(kind) for kind in OUTCOME))

    def settle(self):
        """Waits until PostgreSQL has noticed that the server is gone, and ended what it had begun."""
        for _ in range(500):
            if self.sqlite or self.run("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                       " AND backend_type = 'client backend' AND pid <> pg_backend_pid()") == [["0"]]:
                return
            time.sleep(0.02)
        raise TimeoutError("PostgreSQL still serves a server that was killed")

    # What time does

    def lapse(self):
        """What five minutes do: nobody holds an email any more, and each may be tried."""
        self.run("UPDATE outbox_email SET locked_until = CASE WHEN locked_until IS NULL THEN NULL ELSE created_at END,"
                 " not_before = created_at WHERE sent_at IS NULL")

    def old_keys(self, answers_lost_for=""):
        """What ten minutes do: a key without an answer may be taken over."""
        self.run(f"UPDATE idempotency_record SET created_at = {self.long_ago('created_at')} WHERE status IS NULL")
        if answers_lost_for:
            self.run(f"UPDATE idempotency_record SET status = NULL, response = NULL,"
                     f" created_at = {self.long_ago('created_at')} WHERE key = '{answers_lost_for}'")
