//! A case as somebody of its authority who may read it opens it: an officer without a conflict, or the
//! assessor to whom it is open.

use chrono::NaiveDate;
use entity::ids::{AssessmentId, ReviewId};

use crate::identity::guard::{Assessor, Caller, Officer};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::staff::Staff;
use crate::review::rules::{CaseFile, Reader};
use crate::review::store;
use crate::web::form::Fields;
use crate::web::page::Shell;
use crate::web::visit::Visit;

/// As what somebody opens a case.
enum Role {
    Officer(Officer),
    Assessor(Assessor, ReviewId),
}

/// A case that somebody of its authority may read.
pub(super) struct Within {
    pub(super) file: CaseFile,
    role: Role,
}

impl Within {
    /// For an officer.
    ///
    /// # Errors
    /// [`Error::NotFound`] when they may not read it.
    pub(super) async fn as_officer(
        ctx: &Context,
        caller: &Caller,
        id: AssessmentId,
    ) -> Result<Self> {
        let authorities: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
        if authorities.is_empty() {
            return Err(Error::NotFound);
        }
        let file = store::get_file_in_authorities(ctx.read(), authorities, id).await?;
        file.must_be_readable_by(caller.person.id)?;
        if caller.employer(file.case.organisation_id).is_ok() {
            return Err(Error::NotFound);
        }
        let officer = caller.officer(file.case.authority_id)?;
        let role = Role::Officer(officer);
        Ok(Self { file, role })
    }

    /// For the assessor of a review.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the case is not open to them.
    pub(super) async fn as_assessor(ctx: &Context, caller: &Caller, id: ReviewId) -> Result<Self> {
        let file = store::get_file_for_assessors(ctx.read(), &caller.assessors(), id).await?;
        if !file.review()?.may_read_case(caller.person.id) {
            return Err(Error::NotFound);
        }
        let assessor = caller.assessor(file.case.authority_id)?;
        let role = Role::Assessor(assessor, id);
        Ok(Self { file, role })
    }

    /// The address of the case.
    pub(super) fn path(&self) -> String {
        match &self.role {
            Role::Officer(_) => format!("/home/cases/{}", self.file.case.assessment_id),
            Role::Assessor(_, id) => format!("/home/reviews/{id}"),
        }
    }

    /// Who acts.
    pub(super) fn staff(&self) -> Staff<'_> {
        match &self.role {
            Role::Officer(officer) => Staff::Officer(officer, self.file.case.assessment_id),
            Role::Assessor(assessor, id) => Staff::Assessor(assessor, *id),
        }
    }

    /// Who reads.
    pub(super) fn reader(&self) -> Reader {
        self.staff().reader()
    }

    /// The shell of a page below the case.
    pub(super) fn shell(&self, caller: &Caller, visit: &Visit, title: &str) -> Shell {
        let (list, href) = match &self.role {
            Role::Officer(_) => ("Cases", "/home/cases"),
            Role::Assessor(..) => ("My reviews", "/home/reviews"),
        };
        caller
            .shell(visit, title)
            .under(list, href)
            .under(self.file.case.organisation_name.clone(), self.path())
    }
}

/// A day as three fields take it.
#[derive(Default)]
pub(super) struct DayParts {
    pub(super) day: String,
    pub(super) month: String,
    pub(super) year: String,
}

impl DayParts {
    pub(super) fn typed(fields: &Fields, name: &str) -> Self {
        let part = |part: &str| fields.get(&format!("{name}_{part}")).to_owned();
        Self {
            day: part("day"),
            month: part("month"),
            year: part("year"),
        }
    }

    /// The day; blank is none.
    ///
    /// # Errors
    /// A sentence at the field.
    pub(super) fn read(&self, name: &str) -> Result<Option<NaiveDate>> {
        let Self { day, month, year } = self;
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(None);
        }
        let found = match (day.parse(), month.parse(), year.parse::<i32>()) {
            (Ok(day), Ok(month), Ok(year)) if (1990..=2199).contains(&year) => {
                NaiveDate::from_ymd_opt(year, month, day)
            }
            _ => None,
        };
        let wrong = || FieldErrors::one(name, "Enter a day that exists, like 31 3 2027").into();
        found.ok_or_else(wrong).map(Some)
    }
}
