"""What the public sees of the story: certificate, register, placement gate, statistics.

Standard library only.
"""

import csv
import datetime
import hashlib
import io
import time
import urllib.parse

from journey_tools import LEAD, OFFICER, SECOND_OFFICER, STRANGER, Stop

EMPLOYER = "Quarry Bank Care Ltd"
REASON = "Wages below the promise are being looked into."
NOTE = "A former member of staff wrote to us."


class Published:
    """After the award; `taken` says what was awarded."""

    def certificate(self):
        """The worker draws the certificate; a stranger reads, prints and verifies it."""
        checks, letter_to = self.checks, self.installation.letter_to
        link = letter_to(LEAD, r"https?://\S+/certificates/EX-\d{4}-\w+")
        code = letter_to(LEAD, r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
        number = self.number = link.rsplit("/", 1)[1]
        page = self.public.get(link)
        for words in (EMPLOYER, number, code, "Valid"):
            checks.that(f"the page of the certificate holds {words}", words in page.text)
        pdf = self.drawn(f"{link}.pdf")
        checks.that("the PDF is one", pdf.content.startswith(b"%PDF-"), pdf)
        checks.equal("and is served as one", pdf.headers.get_content_type(), "application/pdf")
        same = self.public.get(f"{link}.pdf", headers={"If-None-Match": pdf.etag}, expect=304)
        checks.equal("nobody reads it twice who has it", same.content, b"")
        told = self.nobody.get(f"/certificates/{number}")
        checks.equal("programs read it too",
                     (told["status"], told["tier"], told["entry"], told["verification_code"]),
                     ("active", self.tier, self.taken["entry"], code))
        checks.equal("with the digest of the PDF", told["pdf_sha256"], hashlib.sha256(pdf.content).hexdigest())
        self.public.get("/certificates/EX-2020-000000", expect=404)
        self.nobody.get("/certificates/EX-2020-000000", expect=404)

        slip = code[:-1] + ("0" if code[-1] != "0" else "1")
        wrong = self.public.get(f"/verify?code={slip}", expect=422)
        checks.that("a slip of the finger is told so", "has a mistake in it" in wrong.text, wrong)
        checks.equal("to programs too", self.nobody.get(f"/verify?code={slip}", expect=422).fields, {"code"})
        unknown = self.public.get("/verify?code=EX-2020-000000", expect=404)
        checks.that("what was never issued is told so", "No such certificate" in unknown.text, unknown)
        self.nobody.get("/verify?code=EX-2020-000000", expect=404)
        for typed in (code, code.lower().replace("-", " "), number):
            right = self.public.get("/verify?" + urllib.parse.urlencode({"code": typed}))
            checks.that(f"{typed!r} verifies", f"{EMPLOYER} is accredited" in right.text, right)
        checks.equal("for programs too", self.nobody.get(f"/verify?code={code}")["number"], number)

    def drawn(self, address, seconds=30):
        """The PDF, as soon as it is drawn; until then the server says to come again."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.public.get(address, expect=(200, 503))
            if answer.status == 200:
                return answer
            if time.monotonic() > deadline:
                raise Stop(f"{address} was not drawn: {answer!r}")
            time.sleep(0.2)

    def register(self):
        """The register shows the award, the suspension and its end, in every form alike."""
        officer, lead, checks = self.people[OFFICER], self.people[LEAD], self.checks
        self.entry_path = f"/register/{self.taken['entry']}"
        self.shown("active", "")
        path = f"/accreditations/{self.taken['accreditation_id']}"
        listed = officer.get("/accreditations?status=active").json
        checks.equal("the officers have it in their list", [one["id"] for one in listed], [self.taken["accreditation_id"]])
        found = officer.get(path)
        self.awarded_on = found["since"]
        self.people[STRANGER].get(path, expect=404)
        reasons, tag = {"public_reason": REASON, "internal_note": NOTE}, {"If-Match": found.etag}
        checks.equal("a suspension needs the newest version", officer.post(f"{path}/suspend", reasons, expect=400)["code"],
                     "if_match.missing")
        silent = officer.post(f"{path}/suspend", {"public_reason": ""}, headers=tag, expect=422)
        checks.equal("and a public reason", silent.fields, {"public_reason"})
        for who in (LEAD, STRANGER):
            self.people[who].post(f"{path}/suspend", reasons, headers=tag, expect=404)
        suspended = officer.post(f"{path}/suspend", reasons, headers=tag)
        checks.equal("it is suspended", suspended["status"], "suspended")
        twice = officer.post(f"{path}/suspend", reasons, headers=tag, expect=409)
        checks.equal("once", twice["code"], "stale_version")
        self.shown("suspended", REASON)
        read = lead.get(path)
        checks.that("the employer reads the reason, not the note", REASON in read.text and NOTE not in read.text, read)
        checks.that("the certificate says so", "Suspended" in self.public.get(f"/certificates/{self.number}").text)
        checks.equal("to programs too", self.nobody.get(f"/certificates/{self.number}")["status"], "suspended")
        self.installation.letter_to(LEAD, REASON)
        self.gate("not_eligible")
        body = {"public_reason": "The wages were paid."}
        back = self.people[SECOND_OFFICER].post(f"{path}/reinstate", body, headers={"If-Match": suspended.etag})
        checks.equal("and it is reinstated", back["status"], "active")
        self.shown("active", "The wages were paid.")
        happened = [event["kind"] for event in self.people[OFFICER].get(path)["events"]]
        checks.equal("what happened is kept", happened, ["suspended", "reinstated"])

    def shown(self, status, reason):
        """The same in the page, the list, the files and the API; what is for colleagues nowhere."""
        checks, entry = self.checks, self.taken["entry"]
        texts = {path: self.public.get(path).text for path in
                 (self.entry_path, "/register", "/register.json", "/register.csv", "/register.atom")}
        for path, text in texts.items():
            checks.that(f"{path} shows the employer, {status}", EMPLOYER in text)
            checks.that(f"{path} keeps the note back", NOTE not in text)
        checks.that(f"the page of the entry says {status}", status in texts[self.entry_path].lower())
        rows = self.public.get("/register.json").json["entries"]
        checks.equal("the JSON file holds the entry", [(row["entry"], row["status"], row["reason"]) for row in rows],
                     [(entry, status, reason)])
        rows = list(csv.DictReader(io.StringIO(texts["/register.csv"])))
        checks.equal("the CSV file too", [(row["entry"], row["status"], row["reason"]) for row in rows],
                     [(entry, status, reason)])
        listed = self.nobody.get(f"/register?status={status}").json
        checks.equal("the API lists it", [(row["entry"], row["tier"]) for row in listed], [(entry, self.tier)])
        read = self.nobody.get(f"/register/entries/{entry}")
        checks.equal("and reads it", (read["status"], read["reason"], read["employer"]), (status, reason, EMPLOYER))

    def placement(self):
        """The placement gate answers for a programme."""
        checks = self.checks
        self.gate("meets")
        self.gate("meets", at_least="supporter")
        self.gate("meets", at_least=self.tier, scheme="gm-like")
        self.gate("does_not_meet", at_least="advocate")
        before = datetime.date.fromisoformat(self.awarded_on) - datetime.timedelta(days=30)
        self.gate("unknown", on=str(before))
        self.gate("unknown", organisation="00000000-0000-7000-8000-000000000000")
        self.gate("unknown", organisation=None, company_number="01234567")
        for wrong, field in (({"at_least": "platinum"}, "at_least"), ({"scheme": "none"}, "scheme"),
                             ({"company_number": "01234567"}, "company_number")):
            query = urllib.parse.urlencode({"organisation": self.organisation_id, **wrong})
            refused = self.nobody.get(f"/register/status?{query}", expect=422)
            checks.equal(f"the gate refuses {wrong}", refused.fields, {field})

    def gate(self, answer, **asked):
        query = {"organisation": self.organisation_id, **asked}
        query = urllib.parse.urlencode({key: value for key, value in query.items() if value is not None})
        found = self.nobody.get(f"/register/status?{query}")
        self.checks.equal(f"the gate answers {asked or 'for the employer'}", found["answer"], answer)

    def statistics(self):
        """Figures are computed, looked at, published and read."""
        officer, checks = self.people[OFFICER], self.checks
        today = {"as_of": self.awarded_on}
        for who in (STRANGER, LEAD):
            self.people[who].post("/statistics/runs", today, expect=404)
        ahead = datetime.date.fromisoformat(self.awarded_on) + datetime.timedelta(days=30)
        early = officer.post("/statistics/runs", {"as_of": str(ahead)}, expect=422)
        checks.equal("no figures of a day to come", early.fields, {"as_of"})
        run = officer.post("/statistics/runs", today, expect=201)
        path, public = f"/statistics/runs/{run['id']}", f"/statistics/releases/{run['slug']}"
        checks.equal("officers read them first", officer.get(path).json, run.json)
        for reader, address in ((self.nobody, public), (self.public, public), (self.public, f"{public}.csv"),
                                (self.people[LEAD], path)):
            reader.get(address, expect=404)
        checks.equal("nothing is published yet", self.nobody.get("/statistics/releases").json, [])
        released = officer.post(f"{path}/release")
        checks.that("they are published", bool(released["released_at"]), released)
        twice = officer.post(f"{path}/release", expect=409)
        checks.equal("once", twice["code"], "statistics.already_released")
        listed = [(one["slug"], one["authority"]) for one in self.nobody.get("/statistics/releases").json]
        checks.equal("everybody finds them", listed, [(run["slug"], "exampleshire")])
        read = self.nobody.get(public)
        checks.equal("and reads what was looked at", read["cells"], run["cells"])
        total = read["cells"][0]
        checks.equal("one employer is accredited", total["employers"], 1)
        checks.equal("its people are not told: one employer would be given away",
                     (total.get("employees"), total.get("employees_marker")), (None, "[c]"))
        for address in ("/statistics", public):
            checks.that(f"{address} shows them", "Exampleshire Strategic Authority" in self.public.get(address).text)
        file = self.public.get(f"{public}.csv")
        checks.equal("the file is CSV", file.headers.get_content_type(), "text/csv")
        rows = list(csv.DictReader(io.StringIO(file.text)))
        checks.equal("it holds every cell", len(rows), len(read["cells"]))
        checks.equal("totals first",
                     [rows[0][column] for column in ("council", "sector_group", "size_band", "employers", "employees")],
                     ["all", "all", "all", "1", "[c]"])
        checks.that("no cell gives the number of people away", "80" not in [row["employees"] for row in rows])
