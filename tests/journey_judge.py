"""The authority's side of the story: allocation, conflicts, findings, questions, recommendation, decision.

Standard library only.
"""

import datetime
import uuid

from journey_tools import (
    ASSESSOR, LEAD, OFFICER, SECOND_ASSESSOR, SECOND_OFFICER, SIGNATORY, STRANGER, good_answer, name_of, saved_tag,
    small_pdf,
)

NOTE = "Ask for the payroll at the next check-in."
STATEMENT = "My brother manages one of their homes."


class Judging:
    """From the submission to the award; what was awarded is in `taken`."""

    def allocation(self):
        """An officer gives the case to an assessor; one with a conflict gives it back."""
        officer, checks = self.people[OFFICER], self.checks
        case = self.case_path = f"/cases/{self.assessment_id}"
        checks.equal("the officers have one case to allocate", turns(officer.get("/cases")),
                     [(self.assessment_id, "officer_allocates")])
        checks.equal("it is listed by what it waits for",
                     [len(officer.get(f"/cases?show={word}").json) for word in ("to-allocate", "in-review", "closed")],
                     [1, 0, 0])
        unknown = officer.get("/cases?show=mine", expect=422)
        checks.equal("a list that is none of ours is refused", unknown.fields, {"show"})
        for who in (STRANGER, LEAD, ASSESSOR):
            for path in ("/cases", case, f"{case}/allocation"):
                checks.equal(f"{who} does not see {path}", self.people[who].get(path, expect=404)["code"], "not_found")
        file = officer.get(case)
        checks.equal("without a review there is no entity tag", file.etag, None)
        checks.equal("the officer reads every answer", len(file["criteria"]), len(self.criteria))
        self.bundle = file["bundle"]
        self.evidence = next(item for criterion in file["criteria"] for item in criterion["evidence"]
                             if item["kind"] == "file")
        read = officer.get(f"{case}/evidence/{self.evidence['id']}/file")
        checks.that("and the evidence", read.content.startswith(b"%PDF-"), read)

        facts = [(one["name"], one["reviews"], one["conflict"]) for one in self.candidates().values()]
        checks.equal("two assessors could have it", facts,
                     [(name_of(SECOND_ASSESSOR), 0, None), (name_of(ASSESSOR), 0, None)])
        wrong = officer.post(f"{case}/allocation", {"assessor": str(uuid.uuid4())}, expect=422)
        checks.equal("a case is given to one of the authority's assessors", wrong.fields, {"assessor"})
        given = self.allocate(SECOND_ASSESSOR)
        checks.equal("the assessor has it", given["status"], "allocated")
        twice = self.allocate(ASSESSOR, expect=409)
        checks.equal("a case has one assessor", twice["code"], "review.not_possible")

        second, review = self.people[SECOND_ASSESSOR], f"/reviews/{given['id']}"
        link = self.installation.letter_to(SECOND_ASSESSOR, r"https?://\S+/home/reviews/[\w-]+")
        checks.that("the assessor is told where to declare", link.endswith(given["id"]), link)
        silent = second.post(f"{review}/declaration", {"conflict": True}, expect=422)
        checks.equal("a conflict is declared in words", silent.fields, {"statement"})
        gone = second.post(f"{review}/declaration", {"conflict": True, "statement": STATEMENT})
        checks.equal("with a conflict the case goes back", (gone["status"], gone["case"]), ("returned", None))
        checks.equal("and is not theirs any more", second.get("/reviews").json, [])
        second.get(f"{review}/criteria", expect=404)
        self.installation.letter_to(OFFICER, STATEMENT)
        file = officer.get(case)
        past = file["reviews"][0]
        checks.equal("the officers read why", (file["turn"], past["returned_for"], past["returned_why"]),
                     ("officer_allocates", "conflict", STATEMENT))
        checks.that("who declared a conflict cannot have the case again",
                    "declared a conflict" in (self.candidates()[name_of(SECOND_ASSESSOR)]["conflict"] or ""))
        checks.equal("whoever asks", self.allocate(SECOND_ASSESSOR, expect=422)["code"], "review.conflict")
        self.replaced()
        self.review = f"/reviews/{self.allocate(ASSESSOR)['id']}"

    def replaced(self):
        """A case is taken from its assessor."""
        officer, checks, path = self.people[OFFICER], self.checks, f"{self.case_path}/replacement"
        given = self.allocate(ASSESSOR)
        tag, reason = {"If-Match": given.etag}, {"reason": "Asha is away for two weeks."}
        checks.equal("the case carries the tag of its review", officer.get(self.case_path).etag, given.etag)
        checks.equal("taking a case back needs its tag", officer.post(path, reason, expect=400)["code"], "if_match.missing")
        stale = officer.post(path, reason, headers={"If-Match": '"99"'}, expect=409)
        checks.equal("and the newest one", stale["code"], "stale_version")
        checks.equal("and a reason", officer.post(path, {"reason": " "}, headers=tag, expect=422).fields, {"reason"})
        taken = officer.post(path, reason, headers=tag)
        checks.equal("then it is taken back", taken["status"], "returned")
        late = self.people[ASSESSOR].post(f"/reviews/{given['id']}/declaration", {"conflict": False}, expect=409)
        checks.equal("its assessor cannot open it any more", late["code"], "review.not_possible")
        self.installation.letter_to(ASSESSOR, "You need do nothing more in the case of Quarry Bank Care Ltd")

    def candidates(self):
        listed = self.people[OFFICER].get(f"{self.case_path}/allocation")["candidates"]
        return {one["name"]: one for one in listed}

    def allocate(self, address, expect=201):
        assessor = self.candidates()[name_of(address)]["person_id"]
        return self.people[OFFICER].post(f"{self.case_path}/allocation", {"assessor": assessor}, expect=expect)

    def declaration(self):
        """The assessor sees nothing of the case before declaring that there is no conflict."""
        assessor, checks, review = self.people[ASSESSOR], self.checks, self.review
        code = self.criteria[0]["code"]
        closed = assessor.get(review)
        checks.equal("before the declaration they see whose case it is",
                     (closed["organisation_name"], closed["turn"]), ("Quarry Bank Care Ltd", "assessor_declares"))
        checks.equal("and no more", closed["case"], None)
        checks.that("not even the hash of what was submitted", self.bundle["sha256"] not in closed.text)
        file = f"{review}/evidence/{self.evidence['id']}/file"
        for path in (f"{review}/criteria", f"{review}/clarifications", f"{review}/findings/{code}", file):
            checks.equal(f"not {path.removeprefix(review)}", assessor.get(path, expect=404)["code"], "not_found")
        early = self.find(code, expect=409)
        checks.equal("nor can they judge", early["code"], "review.not_possible")
        checks.equal("nor ask", self.ask(code, expect=409)["code"], "review.not_possible")
        for who in (STRANGER, LEAD, OFFICER, SECOND_ASSESSOR):
            checks.equal(f"{who} does not see the review", self.people[who].get(review, expect=404)["code"], "not_found")
            self.people[who].post(f"{review}/declaration", {"conflict": False}, expect=404)

        opened = assessor.post(f"{review}/declaration", {"conflict": False})
        checks.equal("then the case opens", (opened["status"], opened["turn"]), ("open", "assessor_judges"))
        checks.equal("what they read is what was submitted", opened["case"]["bundle"], self.bundle)
        checks.equal("everything is to be judged", opened["case"]["progress"]["of"], len(self.criteria))
        checks.equal("the list of one's reviews says so", [(r["id"], r["turn"]) for r in assessor.get("/reviews").json],
                     [(review.rsplit("/", 1)[1], "assessor_judges")])
        again = assessor.post(f"{review}/declaration", {"conflict": False}, expect=409)
        checks.equal("one declares once", again["code"], "review.not_possible")
        criteria = assessor.get(f"{review}/criteria").json
        checks.equal("every answer is there, in the order asked", [one["code"] for one in criteria],
                     [one["code"] for one in self.criteria])
        checks.that("with its evidence", assessor.get(file).content.startswith(b"%PDF-"))

    def findings(self):
        """Every criterion gets a judgement with its reason."""
        assessor, checks, codes = self.people[ASSESSOR], self.checks, [one["code"] for one in self.criteria]
        wrong = self.find(codes[0], {"judgement": "splendid", "reason": ""}, expect=422)
        checks.equal("a finding is a judgement and a reason", wrong.fields, {"judgement", "reason"})
        checks.equal("the first one says that it is", self.find(codes[0], headers={}, expect=400)["code"], "if_match.missing")
        checks.equal("what nobody asks is not judged", self.find("NONE-1", expect=404)["code"], "not_found")
        early = self.recommend(expect=422)
        checks.equal("nothing is recommended before everything is judged", early["code"], "review.not_complete")
        saved = {code: self.find(code) for code in codes}
        twice = self.find(codes[0], expect=409)
        checks.equal("two first findings are one too many", twice["code"], "stale_version")
        path = f"{self.review}/findings/{codes[0]}"
        body = {"judgement": "met", "reason": "The policy says so, and so do the rotas.", "internal_note": NOTE}
        changed = self.find(codes[0], body, headers={"If-Match": saved[codes[0]].etag})
        checks.equal("a finding can change", (changed["reason"], changed["version"]), (body["reason"], 2))
        checks.equal("and is read back", assessor.get(path).json, changed.json)
        stale = self.find(codes[0], body, headers={"If-Match": saved[codes[0]].etag}, expect=409)
        checks.equal("a stale change is refused", stale["code"], "stale_version")
        case = assessor.get(self.review)["case"]
        checks.equal("the review is done", (case["progress"]["done"], case["progress"]["to_do"]), (len(codes), None))
        checks.equal("the findings support what the answers reach", case["advised_tier"], self.reached)
        for who in (OFFICER, SECOND_ASSESSOR, LEAD):
            self.people[who].put(path, body, headers={"If-Match": changed.etag}, expect=404)

    def clarification(self):
        """The assessor asks about one answer, which alone unlocks; the employer replies."""
        assessor, lead, checks = self.people[ASSESSOR], self.people[LEAD], self.checks
        asked_of, other, third = (one["code"] for one in with_evidence(self.criteria)[:3])
        checks.equal("a question has words", self.ask(asked_of, words="", expect=422).fields, {"question"})
        asked = self.ask(asked_of)
        checks.equal("one question at a time on one answer", self.ask(asked_of, expect=409)["code"],
                     "clarification.asked_already")
        withdrawn = self.ask(other)
        checks.equal("it is the employer's turn", assessor.get(self.review)["turn"], "employer_answers")
        # The letter about the question before it may have come first.
        link = self.installation.letter_to(SIGNATORY, rf"https?://\S+/home/clarifications/{withdrawn['id']}")
        checks.that("the employer's people are told where to answer", link.startswith("http"), link)

        page = lead.get("/clarifications?limit=1")
        checks.equal("the employer reads the questions page by page", [one["id"] for one in page.json], [asked["id"]])
        further = page.headers["link"].partition(">")[0].removeprefix("</api/v1")
        checks.equal("and the next page", [one["id"] for one in lead.get(further).json], [withdrawn["id"]])
        took = assessor.post(f"{self.review}/clarifications/{withdrawn['id']}/withdrawal")
        checks.equal("a question can be taken back", took["status"], "withdrawn")
        nothing = lead.post(f"/clarifications/{withdrawn['id']}/reply", {"reply": "Here."}, expect=409)
        checks.equal("and needs no answer then", nothing["code"], "clarification.withdrawn")
        checks.equal("one waits", [one["id"] for one in lead.get("/clarifications?open=true").json], [asked["id"]])

        path = f"/clarifications/{asked['id']}"
        read = lead.get(path)
        checks.that("the employer is not told who asks", name_of(ASSESSOR).split()[0] not in read.text, read)
        for who in (STRANGER, OFFICER, ASSESSOR):
            checks.equal(f"{who} is not asked", self.people[who].get(path, expect=404)["code"], "not_found")
            self.people[who].post(f"{path}/reply", {"reply": "Me too."}, expect=404)
        self.others_stay_locked(asked_of, other, third)
        self.reply(path, read, asked_of)

        states = {one["code"]: one["state"] for one in assessor.get(f"{self.review}/criteria").json}
        checks.equal("only that criterion is to be judged again", [c for c, s in states.items() if s != "judged"], [asked_of])
        early = self.recommend(expect=422)
        checks.equal("and nothing is recommended before", early["code"], "review.not_complete")
        found = assessor.get(f"{self.review}/findings/{asked_of}")
        settled = {"judgement": "met", "reason": "The reply settles it.", "internal_note": NOTE}
        self.find(asked_of, settled, headers={"If-Match": found.etag})

    def others_stay_locked(self, asked_of, *others):
        """While a question is open, no answer can be changed but through its reply."""
        lead, path, today = self.people[LEAD], f"/assessments/{self.assessment_id}", datetime.date.today()
        for criterion in self.criteria:
            if criterion["code"] in (asked_of, *others):
                answer = f"{path}/answers/{criterion['code']}"
                tag = {"If-Match": saved_tag(lead, path, criterion)}
                body = {"value": good_answer(criterion, today), "comment": "Quietly changed."}
                late = lead.put(answer, body, headers=tag, expect=(409, 422))
                self.checks.that(f"{criterion['code']} stays locked", bool(late["detail"]))
                lead.post(f"{answer}/links", {"url": "https://quarrybank.example/late"}, expect=(409, 422))

    def reply(self, path, read, asked_of):
        """The one answer changes, a link comes to it, and the next round is frozen."""
        lead, assessor, checks = self.people[LEAD], self.people[ASSESSOR], self.checks
        link = lead.post(f"{path}/links", {"url": "https://quarrybank.example/rotas", "title": "Our rotas"}, expect=201)
        file = lead.upload(f"{path}/files", "rotas.pdf", small_pdf("Invented rotas"), "Rotas since May", expect=201)
        program = lead.upload(f"{path}/files", "rotas.pdf", b"MZ\x90\x00 not a PDF at all", expect=422)
        checks.equal("a file that is not what it says is refused here too", program.fields, {"file"})
        silent = lead.post(f"{path}/reply", {"reply": ""}, expect=422)
        checks.equal("a reply has words", silent.fields, {"reply"})
        odd = {"reply": "See the link.", "value": {"kind": "no such kind"}}
        checks.equal("its answer is of the criterion's kind", lead.post(f"{path}/reply", odd, expect=422).fields, {"value"})
        key = {"Idempotency-Key": str(uuid.uuid4())}
        body = {"reply": "Every rota since May is behind the link.", "comment": "With rotas since May."}
        replied = lead.post(f"{path}/reply", body, headers=key)
        checks.equal("the same reply twice is one", lead.post(f"{path}/reply", body, headers=key).json, replied.json)
        checks.equal("the answer is as it was, with its new comment",
                     (replied["status"], replied["value"], replied["comment"]),
                     ("replied", read["value"], body["comment"]))
        second = lead.post(f"{path}/reply", {"reply": "One thing more."}, expect=409)
        checks.equal("a question is answered once", second["code"], "clarification.replied")
        before, after = (lead.get(f"/assessments/{self.assessment_id}/bundle?round={number}") for number in (1, 2))
        checks.equal("the first round is as it was", before["sha256"], self.bundle["sha256"])
        checks.that("the second has a hash of its own", after["sha256"] != before["sha256"])
        changed = [code for code, answer in after["content"]["answers"].items()
                   if answer != before["content"]["answers"].get(code)]
        checks.equal("in it that answer changed, and no other", changed, [asked_of])
        known = {item["id"] for item in before["content"]["evidence"]}
        came = [item["id"] for item in after["content"]["evidence"] if item["id"] not in known]
        checks.equal("and the link and the file came", came, [link["id"], file["id"]])
        self.bundle = assessor.get(self.review)["case"]["bundle"]
        checks.equal("the assessor reads the second round", (self.bundle["round"], self.bundle["sha256"]),
                     (2, after["sha256"]))
        self.installation.letter_to(ASSESSOR, "Every rota since May is behind the link.")

    def recommendation(self):
        """The assessor recommends, and the case is with the officers."""
        assessor, checks = self.people[ASSESSOR], self.checks
        higher = self.recommend({"advice": "award", "tier": "advocate", "reason": "Splendid."}, expect=422)
        checks.equal("nothing above what was applied for", higher.fields, {"tier"})
        checks.equal("not without a reason", self.recommend({"advice": "decline", "reason": ""}, expect=422).fields, {"reason"})
        checks.equal("not unseen", self.recommend(tag='"1"', expect=409)["code"], "stale_version")
        given = self.recommend()
        checks.equal("the case is with the officers", (given["status"], given["turn"]), ("recommended", "officer_decides"))
        late = self.find(self.criteria[0]["code"], headers={"If-Match": '"2"'}, expect=409)
        checks.equal("the findings stand", late["code"], "review.not_possible")
        self.installation.letter_to(SECOND_OFFICER, "Read the recommendation and decide the case.")
        waiting = self.people[OFFICER].get("/cases?show=awaiting-decision")
        checks.equal("it waits for a decision", turns(waiting), [(self.assessment_id, "officer_decides")])
        hidden = self.people[LEAD].get(f"/assessments/{self.assessment_id}/decision", expect=404)
        checks.equal("the employer does not know yet", hidden["code"], "not_found")

    def decision(self):
        """An officer who assessed none of it decides: the tier is awarded, once."""
        second, checks = self.people[SECOND_OFFICER], self.checks
        file = second.get(self.case_path)
        checks.equal("the officer reads what is recommended",
                     (file["recommendation"]["advice"], file["recommendation"]["tier"], file["advised_tier"]),
                     ("award", self.tier, self.reached))
        checks.that("and what colleagues noted", NOTE in file.text)
        self.tag = file.etag
        self.deferral()
        for who in (ASSESSOR, SECOND_ASSESSOR, LEAD, STRANGER):
            checks.equal(f"{who} is no officer", self.decide(who, expect=404)["code"], "not_found")
        # The same people with the role of an officer: it is their part in the case that forbids it.
        for who in (ASSESSOR, SECOND_ASSESSOR):
            self.installation.invite(who, "officer")
        checks.equal("who assessed it cannot decide it", self.decide(ASSESSOR, expect=422)["code"], "decision.assessed_it")
        checks.equal("who declared a conflict does not see it", self.decide(SECOND_ASSESSOR, expect=404)["code"], "not_found")
        self.people[SECOND_ASSESSOR].get(self.case_path, expect=404)

        old = {"bundle_sha256": "0" * 64}
        checks.equal("a decision names what was read", self.decide(SECOND_OFFICER, old, expect=409)["code"], "stale_version")
        checks.equal("and the review as it stands", self.decide(SECOND_OFFICER, tag='"1"', expect=409)["code"], "stale_version")
        checks.equal("and does not go without", self.decide(SECOND_OFFICER, tag=None, expect=400)["code"], "if_match.missing")
        odd = self.decide(SECOND_OFFICER, {"outcome": "perhaps"}, expect=422)
        checks.equal("it is an award, a decline or a deferral", odd.fields, {"outcome"})

        key = str(uuid.uuid4())
        taken = self.decide(SECOND_OFFICER, key=key, expect=201)
        again = self.decide(SECOND_OFFICER, key=key, expect=201)
        checks.equal("the same request twice is one decision", again.json, taken.json)
        checks.equal("and says so", again.headers["idempotent-replayed"], "true")
        for who in (SECOND_OFFICER, OFFICER):
            checks.equal(f"a second decision by {who} is a conflict", self.decide(who, expect=409)["code"], "case.decided")
        self.taken = taken.json
        checks.equal("the tier is awarded", (taken["outcome"], taken["tier"]), ("award", self.tier))
        checks.equal("the case is closed", turns(second.get("/cases?show=closed")), [(self.assessment_id, "nobody")])
        self.employer_reads_it()

    def deferral(self):
        """An officer sends the case back; the assessor recommends anew."""
        checks, reason = self.checks, "Read the rotas of June once more."
        silent = self.decide(OFFICER, {"outcome": "defer"}, expect=422)
        checks.equal("a case is sent back with a reason", silent.fields, {"reason"})
        self.decide(OFFICER, {"outcome": "defer", "reason": reason}, expect=201)
        self.installation.letter_to(ASSESSOR, reason)
        again = self.people[ASSESSOR].get(self.review)
        checks.equal("it is the assessor's turn again", (again["turn"], again["case"]["recommendation"]),
                     ("assessor_judges", None))
        self.people[LEAD].get(f"/assessments/{self.assessment_id}/decision", expect=404)
        early = self.decide(SECOND_OFFICER, expect=409)
        checks.equal("nobody decides without a recommendation", early["code"], "review.not_possible")
        self.recommend()
        checks.equal("what was read before is stale", self.decide(SECOND_OFFICER, expect=409)["code"], "stale_version")
        self.tag = self.people[SECOND_OFFICER].get(self.case_path).etag

    def employer_reads_it(self):
        """The decision with every finding, and nothing that is for colleagues only."""
        lead, checks = self.people[LEAD], self.checks
        path = f"/assessments/{self.assessment_id}"
        told = lead.get(f"{path}/decision")
        checks.equal("the employer reads the decision", (told["outcome"], told["entry"]), ("award", self.taken["entry"]))
        checks.equal("with every finding", len(told["findings"]), len(self.criteria))
        checks.that("without what colleagues noted", NOTE not in told.text and "internal_note" not in told.text, told)
        checks.equal("the assessment is decided", lead.get(path)["status"], "decided")
        self.installation.letter_to(LEAD, r"Quarry Bank Care Ltd is accredited as \S+")
        for who in (STRANGER, ASSESSOR):
            self.people[who].get(f"{path}/decision", expect=404)

    # What the chapters do again and again

    def find(self, code, body=None, headers=None, expect=None):
        body = body or {"judgement": "met", "reason": "Shown by the policy.", "internal_note": ""}
        headers = {"If-None-Match": "*"} if headers is None else headers
        return self.people[ASSESSOR].put(f"{self.review}/findings/{code}", body, headers=headers, expect=expect)

    def ask(self, code, words="Since when are rotas published four weeks ahead?", expect=201):
        body = {"criterion": code, "question": words}
        return self.people[ASSESSOR].post(f"{self.review}/clarifications", body, expect=expect)

    def recommend(self, body=None, tag=None, expect=None):
        assessor = self.people[ASSESSOR]
        body = body or {"advice": "award", "tier": self.tier, "reason": "Everything is shown."}
        headers = {"If-Match": tag or assessor.get(self.review).etag}
        return assessor.post(f"{self.review}/recommendation", body, headers=headers, expect=expect)

    def decide(self, who, more=None, tag="", key=None, expect=None):
        body = {"outcome": "award", "tier": self.tier, "bundle_sha256": self.bundle["sha256"], **(more or {})}
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        if tag is not None:
            headers["If-Match"] = tag or self.tag
        return self.people[who].post(f"{self.case_path}/decision", body, headers=headers, expect=expect)


def turns(answer):
    return [(case["id"], case["turn"]) for case in answer.json]


def with_evidence(criteria):
    return [one for one in criteria if one["evidence"]["need"] == "required"]
