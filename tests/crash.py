#!/usr/bin/env python3
"""Kills the server at chosen moments: neither the case nor its emails may be lost.

    FAIRMARK_PROGRAM=target/debug/fairmark python3 tests/crash.py
    FAIRMARK_PROGRAM=… FAIRMARK_TEST_POSTGRES_URL=postgres://… python3 tests/crash.py

It runs on SQLite, and on PostgreSQL too when there is one; `--database` names one of them. The
program is installed and driven as `journey.py` does it; emails go to a mail server of the test's
own, which can be told to hold the line, to refuse or to be gone.

What the program promises: an email is written in the transaction of the change that causes it, so
there is never one without the other. It is sent at least once. When the program dies after the
mail server took an email and before that was written down, the email is sent again: the same
Message-ID, the same date and words, so that a relay or a reader's program knows the copy.
Standard library only. The last line says how many checks passed and how many failed.
"""

import argparse
import collections
import http.client
import os
import random
import re
import subprocess
import sys
import threading
import time
import traceback
import uuid

import journey
import smtp_stand_in as mail
from employers import Case, MailedInstallation
from journey import LEAD, OFFICER, SECOND_OFFICER, SIGNATORY, Api, Checks, Stop, Visitor
from ledger import OUTCOME, Ledger

TOLD = sorted([LEAD, SIGNATORY, OFFICER, SECOND_OFFICER])
DRAFT, WAITING, SUBMITTED = ("draft", 0, 0, 0, 0), ("awaiting_sign_off", 0, 0, 1, 0), ("submitted", 1, 1, 1, 4)
KILLED_CASES, KILLS_EACH = 5, 4
MOVED_ON = ("assessment.already_submitted", "assessment.awaiting_sign_off")
PANIC = re.compile("panicked|could not read its queue")


class Crashes:
    """One chapter for each moment; each leaves a server that runs."""

    def __init__(self, checks, installation, server, chance):
        self.checks, self.installation, self.mail, self.chance = checks, installation, server, chance
        self.ledger = Ledger(installation)
        self.people, self.number = {}, 0
        # Seconds until a request is done, right after a start.
        self.usual = 0.1

    def case(self):
        self.number += 1
        return Case(self.people, self.number)

    def begin(self):
        """An installation with two people."""
        installation = self.installation
        installation.set_up()
        installation.start()
        visitor = Visitor(installation)
        visitor.ask_for_link(LEAD)
        for address in (LEAD, SIGNATORY):
            link = installation.letter_to(address, r"https?://\S+/sign-in/[\w-]+")
            visitor = visitor if address == LEAD else Visitor(installation)
            visitor.use_link(link, address)
            self.people[address] = Api(installation.base + "/api/v1", visitor.token())
            if address == LEAD:
                self.first = self.case()
        self.first.signatory = self.people[SIGNATORY]
        self.first.ready()
        self.all_sent()

    # What holds in the end

    def all_sent(self, seconds=20.0):
        """Waits until the outbox is empty."""
        deadline = time.monotonic() + seconds
        while left := [row for row in self.ledger.emails() if not row.sent]:
            if time.monotonic() > deadline:
                raise Stop(f"the outbox still holds {left}")
            time.sleep(0.1)

    def arrived(self, case):
        """The messages about a submission that the mail server answered for."""
        ids = {row.id for row in self.ledger.emails(case.id) if row.kind in OUTCOME}
        return [message for message in list(self.mail.accepted)
                if re.sub(r"^<outbox-|@.*$|-", "", message.id) in ids]

    def told(self, what, case, copies=1):
        """It is submitted, and everybody who must know of it knows: each by one email, in so many copies."""
        checks = self.checks
        checks.equal(f"{what}: the case is submitted, once", self.ledger.state(case.id), SUBMITTED)
        checks.equal(f"{what}: the API says so", case.lead.get(case.path)["status"], "submitted")
        arrived = self.arrived(case)
        checks.equal(f"{what}: each email arrived as often as it should",
                     sorted(recipient for message in arrived for recipient in message.recipients),
                     TOLD if copies == 1 else sorted(TOLD + [arrived[0].recipients[0]]))
        checks.equal(f"{what}: as many emails as people", len({message.id for message in arrived}), len(TOLD))
        return arrived

    # The chapters

    def before_the_worker(self):
        """Killed when the request was answered and nothing was sent."""
        case, installation = self.first, self.installation
        installation.kill()
        installation.start("--no-worker")
        key, tag = str(uuid.uuid4()), case.tag()
        _, submit = case.requests()
        began = time.monotonic()
        answered = submit(key, tag)
        self.usual = time.monotonic() - began
        installation.kill()
        self.checks.equal("before the worker: nothing was sent", self.arrived(case), [])
        self.checks.equal("before the worker: the outbox holds every email",
                          sorted(row.to for row in self.ledger.emails(case.id) if row.kind in OUTCOME), TOLD)
        installation.start()
        again = submit(key, tag)
        self.checks.equal("before the worker: the same request gets the same answer", again.json, answered.json)
        self.all_sent()
        self.told("before the worker", case)

    def before_the_mail_server_answered(self):
        """Killed in the middle of a conversation, before the mail server answered for the message."""
        case, installation = self.case().ready(), self.installation
        self.all_sent()
        self.mail.be(mail.HOLD)
        reached = len(self.mail.reached)
        case.submit()
        self.checks.that("in conversation: the mail server has a message and is silent",
                         self.mail.wait(lambda server: len(server.reached) == reached + 1))
        self.checks.equal("in conversation: the server answers meanwhile", case.lead.get(case.path)["status"], "submitted")
        installation.kill()
        self.mail.wait(lambda server: not server.lines)
        self.checks.equal("in conversation: no message was accepted", self.arrived(case), [])
        self.one_is_held("in conversation", case)
        self.ledger.lapse()
        self.all_sent()
        self.told("in conversation", case)

    def one_is_held(self, what, case):
        """After the restart the others arrive at once; the dead worker's claim ends within five minutes."""
        # Read first: once it is started, others reach the mail server.
        ids = [re.sub(r"^<outbox-|@.*$|-", "", message.id) for message in self.mail.reached[-1:]]
        self.mail.be(mail.ACCEPT)
        self.installation.start()
        deadline = time.monotonic() + 20
        while sum(row.sent for row in self.ledger.emails(case.id) if row.kind in OUTCOME) < len(TOLD) - 1:
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        held = [row for row in self.ledger.emails(case.id) if not row.sent]
        self.checks.equal(f"{what}: only the one that was on its way still waits", [row.id for row in held], ids)
        self.checks.that(f"{what}: it waits for five minutes at most",
                         all(row.locked is not None and row.locked <= 300 and not row.failed for row in held), held)

    def before_it_was_written_down(self):
        """Killed when the mail server had taken the message and the program did not know."""
        case, installation = self.case().ready(), self.installation
        self.all_sent()
        self.mail.be(mail.SWALLOW)
        taken = len(self.mail.accepted)
        case.submit()
        self.mail.wait(lambda server: len(server.accepted) == taken + 1)
        installation.kill()
        self.checks.equal("taken, not written down: one was taken", len(self.arrived(case)), 1)
        self.one_is_held("taken, not written down", case)
        self.ledger.lapse()
        self.all_sent()
        arrived = self.told("taken, not written down", case, copies=2)
        copies = [message for message in arrived if message.id == arrived[0].id]
        self.checks.equal("taken, not written down: there is one copy more", len(copies), 2)
        self.checks.equal("taken, not written down: the copy has the same Message-ID, date and words",
                          copies[0].words(), copies[-1].words())
        # Whoever is not done would send a third one now.
        self.ledger.lapse()
        time.sleep(1.2)
        self.checks.equal("taken, not written down: and there is no third", len(self.arrived(case)), len(TOLD) + 1)

    def during_the_request(self):
        """Killed while the requests are under way, at random moments."""
        installation, cases = self.installation, [self.case() for _ in range(KILLED_CASES)]
        self.all_sent()
        installation.kill()
        installation.start("--no-worker")
        seen = collections.Counter()
        for case in cases:
            for request, states in zip(case.requests(), ((DRAFT, WAITING), (WAITING, SUBMITTED))):
                key, tag = str(uuid.uuid4()), case.tag()
                for _ in range(KILLS_EACH):
                    # By chance, around the moment at which it is done; that moment is learned from each kill.
                    moment = self.usual * self.chance.uniform(0.2, 1.6)
                    answered = self.kill_during(request, key, tag, moment)
                    state = self.ledger.state(case.id)
                    what = f"during the request, {moment * 1000:.1f} ms, {states[1][0]}"
                    self.checks.that(f"{what}: all of it or nothing", state in states, f"{state} is none of {states}")
                    self.checks.that(f"{what}: what was answered is kept", state == states[1] or not answered, state)
                    seen["answered" if answered else "done" if state == states[1] else "undone"] += 1
                    self.usual = max(self.usual * (0.75 if state == states[1] else 1.3), 0.002)
                    installation.start("--no-worker")
                    if state == states[1]:
                        break
                    self.ledger.old_keys()
                self.repeat(request, key, tag, state == states[1], answered)
                self.checks.equal("during the request: the repeated request did it, once",
                                  self.ledger.state(case.id), states[1])
        print(f"    {sum(seen.values())} kills: {dict(seen)}", flush=True)
        self.checks.that("during the request: kills came both before and after it was done",
                         seen["undone"] and seen["undone"] < sum(seen.values()), seen)
        installation.kill()
        installation.start()
        self.all_sent()
        for case in cases:
            self.told("during the request", case)

    def kill_during(self, request, key, tag, moment):
        """Sends a request, and kills the server so many seconds later; says whether it was answered."""
        answers, under_way = [], threading.Event()

        def send():
            under_way.set()
            try:
                answers.append(request(key, tag))
            except (OSError, http.client.HTTPException):
                pass
            except Stop as refusal:
                answers.append(None)
                self.checks.that("during the request: it is not refused", False, refusal)

        sender = threading.Thread(target=send)
        sender.start()
        under_way.wait()
        time.sleep(moment)
        self.installation.kill()
        sender.join()
        self.ledger.settle()
        return any(answers)

    def repeat(self, request, key, tag, done, answered):
        """Sends the same request under the same key: for ten minutes the key of a dead one is at work."""
        answer = request(key, tag, expect=(200, 201, 409))
        if answer.status == 409 and answer["code"] == "idempotency.at_work":
            self.checks.that("during the request: what was answered is answered again", not answered, answer)
            self.ledger.old_keys()
            answer = request(key, tag, expect=(200, 201, 409))
        told = answer.status < 400 or (done and not answered and answer["code"] in MOVED_ON)
        self.checks.that("during the request: the same request succeeds, or is told that it was done", told, answer)

    def after_the_commit(self):
        """Killed between the commit and the answer: too short to hit, so it is put as the kill leaves it."""
        case, installation = self.case().ready(), self.installation
        self.all_sent()
        key, tag = str(uuid.uuid4()), case.tag()
        _, submit = case.requests()
        submit(key, tag)
        installation.kill()
        # An email that the killed server was about to send is free after five minutes.
        self.ledger.lapse()
        self.ledger.old_keys(answers_lost_for=key)
        installation.start()
        self.repeat(submit, key, tag, True, False)
        self.all_sent()
        self.told("after the commit", case)

    def two_workers(self):
        """A server and a worker on one database."""
        case, installation = self.case().ready(), self.installation
        self.all_sent()
        installation.kill()
        installation.start("--no-worker")
        before = len(self.mail.accepted)
        guests = [f"wanda.worker{number}@quarrybank.example" for number in range(20)]
        for guest in guests:
            self.first.invite(guest)
        case.submit()
        installation.kill()
        # Slow enough that neither is done before the other has begun.
        self.mail.be(mail.ACCEPT, delay=0.08)
        worker = installation.beside("worker")
        installation.start()
        self.all_sent()
        self.mail.be(mail.ACCEPT)
        self.told("two workers", case)
        sent = self.mail.accepted[before:]
        self.checks.equal("two workers: everybody got one email",
                          sorted(recipient for message in sent for recipient in message.recipients),
                          sorted(TOLD + guests))
        tries = {row.attempts for row in self.ledger.emails() if row.to in guests}
        self.checks.equal("two workers: neither tried what the other had", tries, {1})
        by_worker = (installation.folder / "beside.log").read_text(errors="replace").count("email sent")
        self.checks.that("two workers: both sent some", 0 < by_worker < len(sent), f"{by_worker} of {len(sent)}")
        print(f"    the worker sent {by_worker} of {len(sent)}", flush=True)
        journey.end(worker)
        self.checks.equal("two workers: the worker ends when it is told to", worker.returncode, 0)

    def while_the_mail_server_is_gone(self):
        """The mail server is down, busy, hangs up, wants a password; then it is back."""
        case, installation = self.case().ready(), self.installation
        self.all_sent()
        self.mail.down()
        case.submit()
        self.tried("down", case, 1)
        installation.kill()
        installation.start()
        self.checks.equal("no mail server: the case is submitted all the same", self.ledger.state(case.id), SUBMITTED)
        self.mail.up()
        for attempt, behaviour in enumerate((mail.LATER, mail.DROP, mail.NO_ENTRY), 2):
            self.mail.be(behaviour)
            self.ledger.lapse()
            self.tried(behaviour, case, attempt)
        self.checks.equal("no mail server: nothing was accepted", self.arrived(case), [])
        self.mail.be(mail.ACCEPT)
        self.ledger.lapse()
        self.all_sent()
        self.told("no mail server", case)

    def tried(self, what, case, attempts):
        """Each email was tried so often, and waits for the next time: 30 seconds, doubled each time."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            rows = [row for row in self.ledger.emails(case.id) if row.kind in OUTCOME]
            if all(row.attempts >= attempts and row.locked is None for row in rows):
                break
            time.sleep(0.1)
        self.checks.that(f"no mail server ({what}): every email is still queued",
                         not any(row.sent or row.failed for row in rows), rows)
        wait = 30 * 2 ** (attempts - 1)
        self.checks.that(f"no mail server ({what}): it is tried again in {wait} seconds",
                         all(wait - 20 <= row.waits <= wait + 1 for row in rows), rows)
        self.checks.that(f"no mail server ({what}): why is written down", all(row.error for row in rows), rows)

    def end(self):
        """What must hold after all of it."""
        said = self.installation.run("audit", "verify")
        self.checks.that("the record of what was done holds", said.startswith("All "), said)
        logs = self.installation.all_logs()
        self.checks.that("nothing panicked", not PANIC.search(logs), PANIC.findall(logs))


def run(database, checks, chance):
    began = time.monotonic()
    with mail.MailServer() as server, MailedInstallation(database, server) as installation:
        story = Crashes(checks, installation, server, chance)
        try:
            for chapter in (story.begin, story.before_the_worker, story.before_the_mail_server_answered,
                            story.before_it_was_written_down, story.during_the_request, story.after_the_commit,
                            story.two_workers, story.while_the_mail_server_is_gone, story.end):
                started = time.monotonic()
                chapter()
                print(f"{chapter.__doc__.strip()} ({time.monotonic() - started:.1f} s)", flush=True)
        except Exception:
            print(installation.log())
            raise
    print(f"{database}: {time.monotonic() - began:.1f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgres"))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    arguments = parser.parse_args()
    databases = ["sqlite"] + ["postgres"] * bool(os.environ.get("FAIRMARK_TEST_POSTGRES_URL"))
    print(f"chance begins at {arguments.seed}: --seed {arguments.seed} kills at the same moments again", flush=True)
    checks = Checks()
    for database in [arguments.database] if arguments.database else databases:
        try:
            run(database, checks, random.Random(arguments.seed))
        except (Stop, OSError, LookupError, ValueError, http.client.HTTPException, subprocess.SubprocessError) as failure:
            traceback.print_exc(file=sys.stdout)
            checks.that(f"the story goes on, on {database}", False, f"{type(failure).__name__}: {failure}")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
