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
import datetime
import email
import email.policy
import html
import http.cookiejar
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

HOUSE = pathlib.Path(__file__).resolve().parent.parent
OFFICER = "olga.officer@authority.example"
SECOND_OFFICER = "otto.officer@authority.example"
ASSESSOR = "asha.assessor@authority.example"
LEAD = "lena.lead@quarrybank.example"
SIGNATORY = "sami.signatory@quarrybank.example"
STRANGER = "sten.stranger@nowhere.example"


class Checks:
    """Counts what holds and what does not."""

    def __init__(self):
        self.passed = 0
        self.failed = []

    def that(self, what, holds, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failed.append(what)
            print(f"failed: {what}\n    {detail}", flush=True)
        return holds

    def equal(self, what, found, expected):
        return self.that(what, found == expected, f"expected {expected!r}, found {found!r}")

    def close(self):
        print(f"{self.passed} passed, {len(self.failed)} failed", flush=True)
        return 1 if self.failed or self.passed == 0 else 0


class Stop(Exception):
    """The story cannot go on."""


class Installation:
    """The program, installed for real: a database, a folder, a server process."""

    def __init__(self, database, extra=None):
        self.program = os.environ.get("FAIRMARK_PROGRAM") or str(HOUSE / "target/debug/fairmark")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fairmark-journey-"))
        self.server = None
        self.others = []
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.database_name = None
        url = f"sqlite://{self.folder}/fairmark.sqlite3?mode=rwc"
        if database == "postgres":
            url = self.make_postgres_database()
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "LC_ALL": "C.UTF-8",
            "FAIRMARK_DATABASE_URL": url,
            "FAIRMARK_LISTEN": f"127.0.0.1:{self.port}",
            "FAIRMARK_BASE_URL": self.base,
            "FAIRMARK_DATA_DIR": str(self.folder),
            "FAIRMARK_SECRET_KEY": secrets.token_hex(32),
            "FAIRMARK_MAIL_FROM": "Charter team <charter@fairmark.example>",
            "FAIRMARK_LOG": "info,sqlx=warn",
            **(extra or {}),
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        for process in self.others:
            end(process)
        if self.database_name:
            self.postgres_tool("dropdb", "--force", "--if-exists", self.database_name)
        shutil.rmtree(self.folder, ignore_errors=True)

    # PostgreSQL

    def make_postgres_database(self):
        server = os.environ.get("FAIRMARK_TEST_POSTGRES_URL")
        if not server:
            raise Stop("FAIRMARK_TEST_POSTGRES_URL names no PostgreSQL server")
        self.database_name = f"fairmark_journey_{uuid.uuid4().hex[:12]}"
        self.postgres_tool("createdb", self.database_name)
        parts = urllib.parse.urlsplit(server)
        return urllib.parse.urlunsplit(parts._replace(path="/" + self.database_name))

    def postgres_tool(self, tool, *arguments):
        server = urllib.parse.urlsplit(os.environ["FAIRMARK_TEST_POSTGRES_URL"])
        folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
        subprocess.run(
            [shutil.which(tool, path=path) or tool, "--host", server.hostname, "--port", str(server.port),
             "--username", server.username or "postgres", *arguments],
            check=True, env={**os.environ, "PATH": path, "PGPASSWORD": server.password or ""},
            stdin=subprocess.DEVNULL,
        )

    # Commands

    def run(self, *arguments, fails=False):
        """Runs a command of the program and gives what it prints."""
        done = subprocess.run(
            [self.program, *map(str, arguments)], env=self.environment, cwd=self.folder,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
        )
        if (done.returncode != 0) != fails:
            raise Stop(f"fairmark {' '.join(map(str, arguments))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout + (done.stderr if fails else "")

    def set_up(self):
        """Gives the authority, its scheme and its staff; gives each one's sign-in link."""
        self.run("migrate", "up")
        self.run("authority", "add", "exampleshire", "--name", "Exampleshire Strategic Authority",
                 "--prefix", "EX", "--email", "charter@exampleshire.example", "--phone", "01632 960 001",
                 "--signatory", "Sam Signatory", "--signatory-role", "Director of Economy")
        self.run("scheme", "load", HOUSE / "schemes/gm-like", "--authority", "exampleshire")
        staff = {}
        for address, role in ((OFFICER, "officer"), (SECOND_OFFICER, "officer"), (ASSESSOR, "assessor")):
            said = self.run("user", "invite", address, "--role", role, "--authority", "exampleshire",
                            "--name", name_of(address))
            staff[address] = re.search(r"https?://\S+/sign-in/\S+", said).group(0)
        return staff

    # The server

    def start(self, *arguments):
        log = open(self.folder / "server.log", "ab")
        self.server = subprocess.Popen(
            [self.program, "serve", *arguments], env=self.environment, cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.server.poll() is not None:
                raise Stop(f"the server ended:\n{self.log()}")
            try:
                if urllib.request.urlopen(self.base + "/readyz", timeout=2).status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise Stop(f"the server did not become ready:\n{self.log()}")

    def beside(self, *arguments):
        """Starts another process of the program beside the server."""
        log = open(self.folder / "beside.log", "ab")
        process = subprocess.Popen(
            [self.program, *arguments], env=self.environment, cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )
        self.others.append(process)
        return process

    def stop(self):
        if self.server:
            end(self.server)
            self.server = None

    def kill(self):
        """kill -9: no farewell."""
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()
        self.server = None

    def log(self):
        path = self.folder / "server.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    # Emails

    def letters(self):
        """Every email that was written as a file, oldest first."""
        folder = self.folder / "mail"
        files = sorted(folder.glob("*.eml")) if folder.exists() else []
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    def letter_to(self, address, pattern, seconds=20):
        """Waits for the newest email to an address whose text matches; gives what was matched."""
        deadline = time.monotonic() + seconds
        while True:
            for letter in reversed(self.letters()):
                if address in str(letter["to"]):
                    found = re.search(pattern, letter.get_body(("plain",)).get_content())
                    if found:
                        return found.group(0)
            if time.monotonic() > deadline:
                raise Stop(f"no email to {address} holds {pattern}")
            time.sleep(0.1)


class Stay(urllib.request.HTTPRedirectHandler):
    """Lets redirects be seen."""

    def redirect_request(self, *_):
        return None


class Visitor:
    """Somebody with a browser: only as much of one as signing in and making a token needs."""

    def __init__(self, installation):
        self.installation = installation
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), Stay())

    def ask(self, path, fields=None):
        body = urllib.parse.urlencode(fields).encode() if fields is not None else None
        address = urllib.parse.urljoin(self.installation.base, path)
        for _ in range(6):
            try:
                answer = self.opener.open(urllib.request.Request(address, data=body), timeout=30)
                return answer.read().decode()
            except urllib.error.HTTPError as answer:
                if answer.code not in (302, 303):
                    raise Stop(f"{address}: {answer.code}\n{answer.read().decode()[:2000]}") from None
                address = urllib.parse.urljoin(address, answer.headers["location"])
                body = None
                if urllib.parse.urlsplit(address).path == "/home":
                    return ""
        raise Stop(f"{address} redirects without end")

    def send(self, path, **fields):
        page = self.ask(path)
        token = re.search(r'name="_csrf" value="([^"]+)"', page)
        if not token:
            raise Stop(f"{path} holds no form")
        return self.ask(path, {"_csrf": html.unescape(token.group(1)), **fields})

    def ask_for_link(self, address):
        self.send("/sign-in", email=address, after="")

    def use_link(self, link, address):
        path = urllib.parse.urlsplit(link).path
        self.send(path)
        self.send("/home/account", name=name_of(address), after="")

    def token(self):
        page = self.ask("/home/account")
        token = html.unescape(re.search(r'name="_csrf" value="([^"]+)"', page).group(1))
        page = self.ask("/home/account/tokens", {"_csrf": token, "label": "journey", "days": "1"})
        return re.search(r"fairmark_[A-Za-z0-9_-]+", page).group(0)


class Answer:
    """What the API said."""

    def __init__(self, status, headers, content):
        self.status, self.headers, self.content = status, headers, content
        self.etag = headers.get("etag")

    @property
    def json(self):
        return json.loads(self.content)

    def __getitem__(self, key):
        return self.json[key]

    def __repr__(self):
        return f"{self.status} {self.content[:1500]!r}"


class Api:
    """`/api/v1` for one person, or for nobody."""

    def __init__(self, base, token=None):
        self.base, self.token = base.rstrip("/"), token

    def call(self, method, path, body=None, expect=None, headers=None, content_type="application/json", raw=False):
        headers = {"Accept": "application/json", **(headers or {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = body if raw or body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = content_type
        if method == "POST":
            headers.setdefault("Idempotency-Key", str(uuid.uuid4()))
        address = path if path.startswith("http") else self.base + path
        request = urllib.request.Request(address, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                found = Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as answer:
            found = Answer(answer.code, answer.headers, answer.read())
        wanted = expect or (200, 201, 204)
        if found.status not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            raise Stop(f"{method} {path}: expected {wanted}, found {found!r}")
        if found.status >= 400 and found.headers.get_content_type() != "application/problem+json":
            raise Stop(f"{method} {path}: a failure without a problem document: {found!r}")
        return found

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body, **more)

    def put(self, path, body=None, **more):
        return self.call("PUT", path, body, **more)

    def upload(self, path, name, content, title="", **more):
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="title"\r\n\r\n{title}\r\n'.encode(),
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: application/octet-stream\r\n\r\n".encode(),
            content, f"\r\n--{mark}--\r\n".encode(),
        ]
        return self.call("POST", path, b"".join(parts), raw=True,
                         content_type=f"multipart/form-data; boundary={mark}", **more)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def name_of(address):
    return " ".join(part.capitalize() for part in re.split(r"[.-]", address.split("@")[0]))


def small_pdf(words):
    """A PDF that readers open: one page, one line."""
    content = f"BT /F1 18 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


STAGES = ["aware", "planned", "doing", "embedded"]


def good_answer(criterion, today):
    """An answer that a good employer would give, whatever the question's kind."""
    asked = criterion["answer"]
    kind = asked["kind"]
    if kind == "yes_no":
        return {"kind": "yes_no", "value": asked["met_by"]}
    if kind == "choice":
        best = max(asked["options"], key=lambda option: STAGES.index(option["stage"]))
        return {"kind": "choice", "option": best["code"]}
    if kind == "number":
        return {"kind": "number", "value": "4"}
    if kind == "money":
        return {"kind": "money", "pence": 1495}
    if kind == "percentage":
        people = max(12, asked["minimum_denominator"])
        return {"kind": "percentage", "numerator": people, "denominator": people}
    if kind == "text":
        words = ("Staff asked for rotas to be published four weeks ahead. We agreed, told everybody by letter, "
                 "and have kept to it since.")
        return {"kind": "text", "text": words[: asked["max_characters"]]}
    if kind == "date":
        days = 60 if asked["when"] == "future" else -90
        return {"kind": "date", "date": str(today + datetime.timedelta(days=days))}
    if kind == "declaration":
        return {"kind": "declaration", "signatory": name_of(LEAD), "role": "Managing director"}
    raise Stop(f"a kind of answer that this journey does not know: {kind}")


class Story:
    """The whole story, chapter by chapter; each leaves what the next needs."""

    def __init__(self, checks, installation, people):
        self.checks, self.installation, self.people = checks, installation, people
        self.nobody = Api(installation.base + "/api/v1")
        self.public = Api(installation.base)

    def organisation(self):
        """An employer sets its organisation up and invites a colleague."""
        lead, checks = self.people[LEAD], self.checks
        body = {"name": "Quarry Bank Care Ltd", "sector": "Q", "headcount": 120, "area_headcount": 80,
                "website": "https://quarrybank.example"}
        key = {"Idempotency-Key": str(uuid.uuid4())}
        made = lead.post("/organisations", body, headers=key)
        again = lead.post("/organisations", body, headers=key)
        checks.equal("the same request twice makes one organisation", again["id"], made["id"])
        self.organisation_id = made["id"]
        checks.equal("its size band follows from its headcount", made["size_band"], "medium")
        path = f"/organisations/{self.organisation_id}"
        changed = lead.put(path, {**body, "headcount": 130}, headers={"If-Match": made.etag})
        checks.equal("a change counts the version up", changed["version"], made["version"] + 1)
        stale = lead.put(path, body, headers={"If-Match": made.etag}, expect=409)
        checks.equal("a stale change is refused", stale["code"], "stale_version")
        unguarded = lead.put(path, body, expect=400)
        checks.equal("a change without If-Match is refused", unguarded["code"], "if_match.missing")
        wrong = lead.post("/organisations", {"name": "", "headcount": -3}, expect=422)
        fields = {error["field"] for error in wrong["errors"]}
        checks.equal("mistakes are told field by field", fields, {"name", "headcount"})
        lead.post(f"{path}/people", {"email": SIGNATORY, "name": name_of(SIGNATORY), "role": "signatory"})
        link = self.installation.letter_to(SIGNATORY, r"https?://\S+/sign-in/[\w-]+")
        visitor = Visitor(self.installation)
        visitor.use_link(link, SIGNATORY)
        self.people[SIGNATORY] = Api(self.nobody.base, visitor.token())
        people = lead.get(f"{path}/people").json
        checks.equal("the colleague acts for it too", sorted(person["role"] for person in people), ["lead", "signatory"])
        for who, api in (("a stranger", self.people[STRANGER]), ("an officer", self.people[OFFICER])):
            checks.equal(f"{who} sees no organisation", api.get(path, expect=404)["code"], "not_found")
        checks.equal("nobody sees nothing", self.nobody.get(path, expect=401)["code"], "sign_in_needed")

    def assessment(self):
        """It answers every criterion, offers evidence, and a second person signs off."""
        lead, signatory, checks = self.people[LEAD], self.people[SIGNATORY], self.checks
        offers = lead.get("/schemes").json
        checks.equal("one scheme is on offer", [offer["slug"] for offer in offers], ["gm-like"])
        offer = offers[0]
        self.tier = "member"
        started = lead.post("/assessments", {"organisation_id": self.organisation_id,
                                             "scheme_id": offer["scheme_id"], "tier": self.tier}, expect=201)
        self.assessment_id = started["id"]
        path = f"/assessments/{self.assessment_id}"
        checks.equal("it begins as a draft", started["status"], "draft")
        asked = lead.get(f"{path}/questions").json
        self.criteria = [criterion for pillar in asked["pillars"] for criterion in pillar["criteria"]]
        checks.that("seven pillars ask 25 or more", len(asked["pillars"]) == 7 and len(self.criteria) >= 25,
                    f"{len(asked['pillars'])} pillars, {len(self.criteria)} criteria")
        before = lead.get(f"{path}/evaluation")
        checks.equal("without answers no tier is reached", before["reached"], None)
        checks.that("what is missing is told", len(before["to_complete"]) > 0)
        early = lead.post(f"{path}/sign-off-request", headers={"If-Match": started.etag}, expect=422)
        checks.that("an empty assessment cannot be signed off", bool(early["detail"]))

        today = datetime.date.today()
        pdf = small_pdf("Invented evidence")
        for number, criterion in enumerate(self.criteria):
            answer = f"{path}/answers/{criterion['code']}"
            saved = lead.put(answer, {"value": good_answer(criterion, today), "comment": "As our policy says."},
                             headers={"If-None-Match": "*"})
            if number == 0:
                twice = lead.put(answer, {"value": None}, headers={"If-None-Match": "*"}, expect=409)
                checks.that("a second first answer is refused", bool(twice["code"]))
                saved = lead.put(answer, {"value": good_answer(criterion, today), "comment": "Changed."},
                                 headers={"If-Match": saved.etag})
                checks.equal("a changed answer is kept", saved["comment"], "Changed.")
            for item in range(criterion["evidence"]["min_items"]):
                if number % 3 == 0:
                    lead.post(f"{answer}/links", {"url": f"https://quarrybank.example/{criterion['code']}/{item}",
                                                  "title": "A page of ours"}, expect=201)
                else:
                    # A comment makes each file a different one.
                    lead.upload(f"{answer}/files", f"policy-{number}-{item}.pdf",
                                pdf + b"%% %d %d\n" % (number, item), "Our policy", expect=201)
        first = f"{path}/answers/{self.criteria[0]['code']}"
        wrong = lead.put(first, {"value": {"kind": "text", "text": "no"}},
                         headers={"If-Match": saved_tag(lead, path, self.criteria[0])},
                         expect=(400, 422))
        checks.that("an answer of another kind is refused", bool(wrong["detail"]))
        huge = lead.upload(f"{first}/files", "huge.pdf", b"%PDF-1.4\n" + b"x" * (60 * 1024 * 1024), expect=(413, 422))
        checks.that("a 60 MB file gets a sentence", bool(huge["detail"]), huge)
        program = lead.upload(f"{first}/files", "policy.pdf", b"MZ\x90\x00 not a PDF at all", expect=422)
        checks.that("a file that is not what it says is refused", bool(program["detail"]))

        after = lead.get(f"{path}/evaluation")
        checks.that("the tier sought is reached", after["reached"] in (self.tier, "advocate"),
                    f"reached {after['reached']}; missing {after['tiers']}")
        checks.equal("nothing is left to complete", after["to_complete"], [])

        tag = lead.get(path).etag
        asked_for = lead.post(f"{path}/sign-off-request", headers={"If-Match": tag})
        checks.equal("it waits for a second person", asked_for["status"], "awaiting_sign_off")
        own = lead.post(f"{path}/sign-off", {"declared": True}, headers={"If-Match": asked_for.etag}, expect=422)
        checks.that("nobody signs off what they asked for", bool(own["detail"]))
        doubtful = signatory.post(f"{path}/sign-off", {"declared": False}, headers={"If-Match": asked_for.etag}, expect=422)
        checks.that("a sign-off without the declaration is refused", bool(doubtful["detail"]))
        key = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": asked_for.etag}
        submitted = signatory.post(f"{path}/sign-off", {"declared": True}, headers=key)
        again = signatory.post(f"{path}/sign-off", {"declared": True}, headers=key)
        checks.equal("signing off submits", (submitted["status"], again["status"]), ("submitted", "submitted"))
        late = lead.put(first, {"value": good_answer(self.criteria[0], today)},
                        headers={"If-Match": saved_tag(lead, path, self.criteria[0])}, expect=(409, 422))
        checks.that("what is submitted is frozen", bool(late["detail"]))
        bundle = lead.get(f"{path}/bundle")
        checks.equal("the bundle holds every answer", len(bundle["content"]["answers"]), len(self.criteria))
        checks.equal("the bundle cites the scheme version", bundle["scheme_hash"], offer["hash"])
        for who in (STRANGER, ASSESSOR):
            checks.equal(f"{who} does not see it", self.people[who].get(path, expect=404)["code"], "not_found")


def saved_tag(api, path, criterion):
    """The entity tag of a saved answer."""
    for answer in api.get(f"{path}/answers").json:
        if answer["criterion"] == criterion["code"]:
            return f'"{answer["version"]}"'
    raise Stop(f"no answer to {criterion['code']} was saved")


def sign_everybody_in(installation, staff):
    """Signs people in through the pages: staff by the printed link, others by email."""
    base = installation.base + "/api/v1"
    people = {}
    for address, link in staff.items():
        visitor = Visitor(installation)
        visitor.use_link(link, address)
        people[address] = Api(base, visitor.token())
    for address in (LEAD, STRANGER):
        visitor = Visitor(installation)
        visitor.ask_for_link(address)
        visitor.use_link(installation.letter_to(address, r"https?://\S+/sign-in/[\w-]+"), address)
        people[address] = Api(base, visitor.token())
    return people


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
                for chapter in (story.organisation, story.assessment):
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
