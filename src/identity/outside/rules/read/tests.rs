//! Files as people send them.

use super::*;

const TIERS: &[&str] = &["committed", "employer", "leader"];

fn read(text: &str) -> Result<Read> {
    let tiers: Vec<String> = TIERS.iter().map(|tier| (*tier).to_owned()).collect();
    read_list(text.as_bytes(), &tiers)
}

fn told(read: &Read) -> Vec<(u64, &str, &'static str)> {
    let told = |issue: &'_ Issue| (issue.line, issue.reason);
    read.issues
        .iter()
        .map(|issue| {
            let (line, reason) = told(issue);
            (line, issue.field.as_str(), reason)
        })
        .collect()
}

#[test]
fn columns_go_by_many_headings() {
    for header in [
        "Name,Ref,Company number,Level,Valid from,Expiry date,Postcode",
        "EMPLOYER NAME,Licence No.,Companies House Number,Tier,Start date,Valid to,Post code",
        "\u{feff}Organisation,Reference number,CRN,Award level,Accredited since,Expires on,Head office postcode",
    ] {
        let row = "Bread & Sons Ltd,LW 12,1234567,Level 3: Leader,1 January 2026,31/12/2026,m54wt";
        let found = read(&format!("{header}\r\n{row}\r\n")).unwrap();
        assert_eq!(found.issues, [], "{header}");
        let entry = &found.entries["reference:LW12"];
        assert_eq!(entry.company_number.as_deref(), Some("01234567"));
        assert_eq!(entry.tier.as_deref(), Some("leader"));
        assert_eq!(entry.postcode.as_deref(), Some("M5 4WT"));
        assert_eq!(entry.since.unwrap().to_string(), "2026-01-01");
        assert_eq!(entry.until.unwrap().to_string(), "2026-12-31");
    }
}

#[test]
fn a_row_that_cannot_be_relied_on_is_left_out_and_told_by_line() {
    let found = read(
        "Name,Ref,Company number,Level,Valid to,Website\n\
         Bread,LW1,,,soon,x\n\
         ,LW2,,,,\n\
         Alone,,,,,\n\
         \n\
         Right,LW3,12,Gold,2026-12-31,\n\
         Again,lw3,,,,\n\
         Odd,LW4,n/a,,,\n\
         Odder,LW5,NONUMBER,,,\n",
    )
    .unwrap();
    assert_eq!((found.rows, found.rejected), (7, 4));
    assert_eq!(
        told(&found),
        [
            (2, "Valid to", "day_unreadable"),
            (3, "Name", "name_missing"),
            (4, "Name", "name_alone"),
            (6, "Level", "tier_unknown"),
            (7, "", "listed_twice"),
            (8, "Company number", "company_number_malformed"),
            (9, "Company number", "company_number_unusual"),
        ]
    );
    assert_eq!(found.entries.len(), 3);
    assert_eq!(found.ignored, ["Website"]);
    let withheld: Vec<_> = found.withheld.iter().map(String::as_str).collect();
    assert_eq!(withheld, ["reference:LW1", "reference:LW2"]);
}

#[test]
fn a_file_that_is_no_list_is_refused_with_a_sentence() {
    for (text, code) in [
        ("Employees,Ref\nx,1\n", "outside.no_name"),
        ("Name,Level\nx,Leader\n", "outside.nothing_apart"),
        ("Name,Employer,Ref\nx,x,1\n", "outside.columns_twice"),
        ("Name,Ref\n", "outside.no_rows"),
    ] {
        let Err(Error::Malformed(refusal)) = read(text) else {
            panic!("{text} was read");
        };
        assert_eq!(refusal.code, code);
    }
}
