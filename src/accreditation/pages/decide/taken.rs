//! The decision of a case that is decided.

use askama::Template;
use poem::Response;
use poem::http::StatusCode;

use super::Opened;
use super::rows::says;
use crate::accreditation::rules::{Decision, Verdict};
use crate::accreditation::store;
use crate::identity::guard::Caller;
use crate::platform::calendar::{long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{FieldErrors, Result};
use crate::web::page::{Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "accreditation/decided.html")]
struct DecidedPage {
    shell: Shell,
    employer: String,
    reference: String,
    case: String,
    said: String,
    when: String,
    who: String,
    reason: String,
    href: String,
    entry: String,
    /// Where it is announced; empty once it is.
    announcement: String,
    /// What it says beside its outcome.
    says: Vec<String>,
}

/// The page of a case that is decided.
pub(super) async fn decided(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
    (taken, who): &(Decision, String),
    (status, errors): (StatusCode, FieldErrors),
) -> Result<Response> {
    let award = match &taken.verdict {
        Verdict::Award { .. } => store::find_award(ctx.read(), taken.assessment_id).await?,
        Verdict::Decline | Verdict::NotYet | Verdict::Defer => None,
    };
    let case = &opened.file.case;
    let page = DecidedPage {
        shell: opened.shell(caller, visit, "The decision").wrong(&errors),
        employer: case.organisation_name.clone(),
        reference: case.reference.clone(),
        case: opened.case_path(),
        said: match (&award, taken.is_waiting()) {
            (Some(award), _) => format!(
                "{} was awarded, from {} to {}.",
                award.tier.name,
                long_date(award.term.since),
                award.term.last_day_words()
            ),
            (None, true) => {
                "The case is decided, and the decision waits to be announced. Nobody outside has been told."
                    .to_owned()
            }
            (None, false) => "Nothing was awarded.".to_owned(),
        },
        when: long_instant(taken.decided_at),
        who: who.clone(),
        reason: taken.reason.clone(),
        href: award.as_ref().map_or_else(String::new, |award| {
            format!("/home/accreditations/{}", award.id)
        }),
        says: says(&taken.terms),
        announcement: if taken.is_waiting() {
            format!("/home/announcements/{}", taken.id)
        } else {
            String::new()
        },
        entry: award.map_or_else(String::new, |award| award.entry),
    };
    Ok(html(status, &page))
}
