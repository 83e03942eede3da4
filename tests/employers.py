"""What the crash tests set up again and again: an installation that mails, an employer with a case.

Standard library only.
"""

import datetime
import uuid

from journey import LEAD, SIGNATORY, Installation, good_answer, name_of


class MailedInstallation(Installation):
    """An installation whose emails go to the mail server."""

    def __init__(self, database, server):
        super().__init__(database, {"FAIRMARK_SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
        self.mail = server

    def letters(self):
        return [message.letter for message in list(self.mail.accepted)]

    def all_logs(self):
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))


class Case:
    """An employer of its own, with an assessment that is answered."""

    def __init__(self, people, number):
        self.lead, self.signatory = people[LEAD], people.get(SIGNATORY)
        body = {"name": f"Quarry Bank Care {number} Ltd", "sector": "Q", "headcount": 120, "area_headcount": 80,
                "website": "https://quarrybank.example"}
        self.organisation = self.lead.post("/organisations", body)["id"]
        self.invite(SIGNATORY)
        offer = self.lead.get("/schemes").json[0]
        self.id = self.lead.post("/assessments", {"organisation_id": self.organisation,
                                                  "scheme_id": offer["scheme_id"], "tier": "member"})["id"]
        self.path = f"/assessments/{self.id}"
        for pillar in self.lead.get(f"{self.path}/questions")["pillars"]:
            for criterion in pillar["criteria"]:
                self.answer(criterion, datetime.date.today())

    def invite(self, address, role="signatory"):
        self.lead.post(f"/organisations/{self.organisation}/people",
                       {"email": address, "name": name_of(address), "role": role})

    def answer(self, criterion, today):
        answer = f"{self.path}/answers/{criterion['code']}"
        self.lead.put(answer, {"value": good_answer(criterion, today), "comment": "As our policy says."},
                      headers={"If-None-Match": "*"})
        for item in range(criterion["evidence"]["min_items"]):
            self.lead.post(f"{answer}/links", {"url": f"https://quarrybank.example/{criterion['code']}/{item}",
                                               "title": "A page of ours"})

    def requests(self):
        """The two requests that move it on, each with a key of its own, to be sent as often as one likes."""
        def ask(key, tag, expect=None):
            return self.lead.post(f"{self.path}/sign-off-request", expect=expect,
                                  headers={"Idempotency-Key": key, "If-Match": tag})

        def submit(key, tag, expect=None):
            return self.signatory.post(f"{self.path}/sign-off", {"declared": True}, expect=expect,
                                       headers={"Idempotency-Key": key, "If-Match": tag})

        return ask, submit

    def ready(self):
        """Asks for sign-off, so that one request is left to submit it."""
        ask, _ = self.requests()
        ask(str(uuid.uuid4()), self.tag())
        return self

    def tag(self):
        return self.lead.get(self.path).etag

    def submit(self):
        _, submit = self.requests()
        return submit(str(uuid.uuid4()), self.tag())
