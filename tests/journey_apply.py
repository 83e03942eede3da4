"""The employer's side of the story: an organisation, an assessment, a submission.

Standard library only.
"""

import datetime
import uuid

from journey_tools import (
    ASSESSOR, LEAD, OFFICER, SIGNATORY, STRANGER, Api, Visitor, good_answer, name_of, saved_tag, small_pdf,
)


class Applying:
    """Up to the submission; `assessment_id` and `criteria` say what was submitted."""

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
        checks.equal("mistakes are told field by field", wrong.fields, {"name", "headcount"})
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
        self.reached = after["reached"]
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
