//! An employer of the directory, as people and other rooms see it. All of it is public.

use entity::directory_kinds::ReportedSize;
use entity::ids::DirectoryEmployerId;

use super::dates::ReportingYear;

/// Where the directory comes from and under which licence: for every page that shows it.
pub const ATTRIBUTION: &str = "Contains public sector information from the gender pay gap service, \
                               licensed under the Open Government Licence v3.0.";

/// An employer of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The employer.
    pub id: DirectoryEmployerId,
    /// Company number; public bodies have none.
    pub company_number: Option<String>,
    /// Its present name.
    pub name: String,
    /// Other names it reported under or had, the latest first.
    pub former_names: Vec<String>,
    /// Address in one line.
    pub address: Option<String>,
    /// Postcode, `AA9A 9AA`.
    pub postcode: Option<String>,
    /// Whether it is marked as public sector.
    pub public_sector: bool,
    /// Headcount band.
    pub size: ReportedSize,
    /// Section of its first industry code, a letter from A to U.
    pub section: Option<char>,
    /// The newest year it reported on, named by its first.
    pub latest_year: i32,
    /// Whether that year's newest file no longer has it.
    pub removed: bool,
}

impl DirectoryEntry {
    /// The newest year it reported on.
    pub fn year(&self) -> ReportingYear {
        ReportingYear(self.latest_year)
    }
}

/// One field that an import changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedChange {
    /// The employer.
    pub employer_id: DirectoryEmployerId,
    /// Its name at the time.
    pub employer_name: String,
    /// The field, as the files name it; `Listed` when the employer left or came back.
    pub field: String,
    /// Before; none when it was blank.
    pub before: Option<String>,
    /// After; none when it is blank.
    pub after: Option<String>,
}
