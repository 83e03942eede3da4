use super::*;
use crate::platform::table::TableReader;

pub(crate) const NEW_HEADER: &str = "EmployerName,EmployerId,Address,PostCode,CompanyNumber,SicCodes,DiffMeanHourlyPercent,MaleBonusPercent,CompanyLinkToGPGInfo,ResponsiblePerson,EmployerSize,CurrentName,SubmittedAfterTheDeadline,DueDate,DateSubmitted";
pub(crate) const OLD_HEADER: &str = "EmployerName,Address,CompanyNumber,SicCodes,DiffMeanHourlyPercent,MaleBonusPercent,CompanyLinkToGPGInfo,ResponsiblePerson,EmployerSize,CurrentName,SubmittedAfterTheDeadline,DueDate,DateSubmitted";
const NEW_ROW: &str = "\"HARBOUR STREET BAKERY LIMITED\",\"901\",\"1 Harbour Street, Exampleton, M1 1AA\",\"M1 1AA\",\"09000001\",\"10710,\n47240\",\"4.5\",\"50\",\"https://example.org/gap\",\"A Person\",\"250 to 499\",\"HARBOUR BAKERIES LIMITED\",\"False\",\"2022/04/05 00:00:00\",\"2022/03/01 10:00:00\"";

pub(crate) fn schema(header: &str) -> Schema {
    let names: Vec<String> = header.split(',').map(str::to_owned).collect();
    Schema::recognise(&names).unwrap()
}

fn rows(header: &str, rows: &str) -> Vec<(Option<Filing>, Vec<Issue>)> {
    let text = format!("{header}\n{rows}\n");
    let mut reader = TableReader::open(text.as_bytes()).unwrap();
    let schema = Schema::recognise(reader.header()).unwrap();
    let mut found = Vec::new();
    while let Some(row) = reader.next_row().unwrap() {
        found.push(super::read(&schema, &row));
    }
    found
}

fn one(header: &str, row: &str) -> (Option<Filing>, Vec<Issue>) {
    rows(header, row).remove(0)
}

/// A filing of an invented employer.
pub(crate) fn filing() -> Filing {
    one(NEW_HEADER, NEW_ROW).0.unwrap()
}

fn reasons(issues: &[Issue]) -> Vec<(&str, &str)> {
    issues
        .iter()
        .map(|issue| (issue.field.as_str(), issue.reason))
        .collect()
}

#[test]
fn a_clean_row_of_the_newer_files() {
    let (filing, issues) = one(NEW_HEADER, NEW_ROW);
    assert!(issues.is_empty(), "{issues:?}");
    let filing = filing.unwrap();
    assert_eq!(filing.line, 2);
    assert_eq!(filing.company_number.as_deref(), Some("09000001"));
    assert_eq!(filing.current_name, "HARBOUR BAKERIES LIMITED");
    assert_eq!(filing.sic_codes.len(), 2);
    assert_eq!(filing.year().to_string(), "2021-22");
    assert_eq!(filing.punctuality, Punctuality::OnTime);
    assert_eq!(filing.figures.len(), 2);
    assert!(
        !format!("{filing:?}").contains("A Person"),
        "the responsible person is never read"
    );
}

#[test]
fn a_row_of_the_older_files_is_mended() {
    let row = "\"\"\"Example School\"\",Incorporated\",\"Long Lane, Exampleton, dt11 0px\",226143,85310,\t-4.20,0,,A Person,500 to 999,EXAMPLE SCHOOL INCORPORATED ,False,05/04/2019 00:00:00,03/04/2019 13:43:34";
    let (filing, issues) = one(OLD_HEADER, row);
    let filing = filing.unwrap();
    assert_eq!(filing.name, "\"Example School\",Incorporated");
    assert_eq!(filing.company_number.as_deref(), Some("00226143"));
    assert_eq!(filing.postcode.as_deref(), Some("DT11 0PX"));
    assert_eq!(filing.year().to_string(), "2018-19");
    assert_eq!(
        reasons(&issues),
        [
            ("CurrentName", "whitespace_trimmed"),
            ("CompanyNumber", "company_number_zero_padded"),
            ("DiffMeanHourlyPercent", "spreadsheet_guard_removed"),
        ]
    );
    assert_eq!(issues[1].stored, "00226143");
    assert_eq!(issues[1].value, "226143");
}

#[test]
fn fields_are_rejected_one_by_one() {
    let row = "Invented Council,abc,\"Town Hall, Exampleton\",HMJX,12-34,\"1,\n1470,\n12\",n/a,100.4,see website,,12,,Maybe,2022/03/31 00:00:00,yesterday";
    let (filing, issues) = one(NEW_HEADER, row);
    let filing = filing.unwrap();
    assert!(filing.public_sector);
    assert_eq!(filing.current_name, "Invented Council");
    assert_eq!(
        (filing.postcode, filing.company_number, filing.service_id),
        (None, None, None)
    );
    assert_eq!(
        reasons(&issues),
        [
            ("SicCodes", "sic_code_zero_restored"),
            ("SicCodes", "sic_code_unknown"),
            ("EmployerId", "employer_id_malformed"),
            ("CompanyNumber", "company_number_malformed"),
            ("PostCode", "postcode_malformed"),
            ("EmployerSize", "employer_size_unknown"),
            ("DiffMeanHourlyPercent", "figure_not_a_number"),
            ("MaleBonusPercent", "figure_out_of_range"),
            ("CompanyLinkToGPGInfo", "link_malformed"),
            ("SubmittedAfterTheDeadline", "true_or_false_unreadable"),
            ("DateSubmitted", "date_unreadable"),
        ]
    );
}

#[test]
fn rows_that_cannot_be_taken_say_why_and_no_more() {
    let wide = one(NEW_HEADER, &format!("{NEW_ROW},\"more\"")).1;
    assert_eq!(reasons(&wide), [("", "row_width")]);
    assert_eq!(wide[0].value, "");
    let found = rows(OLD_HEADER, ",,,,,,,,,,,05/04/2019,\nX,,,,,,,,,,,soon,\n");
    assert_eq!(reasons(&found[0].1), [("", "employer_name_missing")]);
    assert_eq!(reasons(&found[1].1), [("", "due_date_unreadable")]);
    assert!(found.iter().all(|(filing, _)| filing.is_none()));
}

#[test]
fn lost_letters_are_told_once() {
    let text = NEW_ROW.replace("1 Harbour Street", "1 Harbour\u{FFFD} Street");
    assert_eq!(
        reasons(&one(NEW_HEADER, &text).1),
        [("Address", "replacement_character")]
    );
    let row = Row {
        line: 2,
        fields: NEW_HEADER
            .split(',')
            .map(|name| match name {
                "EmployerName" => "Caf\u{FFFD}".to_owned(),
                "DueDate" => "2022/04/05".to_owned(),
                _ => String::new(),
            })
            .collect(),
        not_utf8: vec![0],
        unterminated: false,
    };
    let (filing, issues) = super::read(&schema(NEW_HEADER), &row);
    assert_eq!(reasons(&issues), [("EmployerName", "not_utf8")]);
    assert_eq!(filing.unwrap().name, "Caf\u{FFFD}");
}

#[test]
fn a_blank_postcode_is_taken_from_the_address() {
    let row = NEW_ROW.replace(",\"M1 1AA\",", ",\"\",");
    let (filing, issues) = one(NEW_HEADER, &row);
    assert_eq!(filing.unwrap().postcode.as_deref(), Some("M1 1AA"));
    assert_eq!(reasons(&issues), [("PostCode", "postcode_from_address")]);
}

#[test]
fn the_place_of_a_name_is_its_postcode_or_else_its_address() {
    let mut filing = filing();
    assert_eq!(
        filing.names_at_place(),
        [
            "harbour street bakery ltd | M1 1AA",
            "harbour bakeries ltd | M1 1AA"
        ]
    );
    filing.postcode = None;
    filing.current_name.clone_from(&filing.name);
    assert_eq!(
        filing.names_at_place(),
        ["harbour street bakery ltd | 1 harbour street exampleton m1 1aa"]
    );
    filing.address = None;
    assert!(filing.names_at_place().is_empty());
}

#[test]
fn a_last_row_cut_inside_its_date_is_seen() {
    let text = format!(
        "{OLD_HEADER}\nA,\"B, M1 1AA\",,,,,,,,,,05/04/2019 00:00:00,03/04/2019 13:43:34\nB,\"C, M1 1AA\",,,,,,,,,,05/04/2019 00:00:00,03/04/2019 13:4"
    );
    let mut reader = TableReader::open(text.as_bytes()).unwrap();
    let schema = Schema::recognise(reader.header()).unwrap();
    let first = reader.next_row().unwrap().unwrap();
    let usual = dates::read(first.get(12)).map(|(_, form)| form);
    assert!(!looks_cut(&schema, &first, usual));
    let last = reader.next_row().unwrap().unwrap();
    assert!(looks_cut(&schema, &last, usual));
}
