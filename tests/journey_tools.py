"""What the story is told with: an installation of the program, people with tokens, answers, checks.

Standard library only.
"""

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
SECOND_ASSESSOR = "arun.assessor@authority.example"
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
        for address, role in ((OFFICER, "officer"), (SECOND_OFFICER, "officer"),
                              (ASSESSOR, "assessor"), (SECOND_ASSESSOR, "assessor")):
            staff[address] = re.search(r"https?://\S+/sign-in/\S+", self.invite(address, role)).group(0)
        return staff

    def invite(self, address, role):
        """Gives somebody a role at the authority; gives what is printed."""
        return self.run("user", "invite", address, "--role", role, "--authority", "exampleshire",
                        "--name", name_of(address))

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
        # One whose name begins with a point is still being written.
        files = sorted(folder.glob("[!.]*.eml")) if folder.exists() else []
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

    @property
    def text(self):
        return self.content.decode()

    @property
    def fields(self):
        """Names of the fields that a refusal is about."""
        return {error["field"] for error in self.json.get("errors", [])}

    def __getitem__(self, key):
        return self.json[key]

    def __repr__(self):
        return f"{self.status} {self.content[:1500]!r}"


class Api:
    """`/api/v1` for one person, or for nobody; or, without that path, the public pages."""

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
        # Pages tell failures to people, in their own way.
        api = "/api/" in address
        if found.status >= 400 and api and found.headers.get_content_type() != "application/problem+json":
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
        return {"kind": "number", "value": "8"}
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
