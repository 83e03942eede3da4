//! Imports of employers, in invented rows.

use std::path::Path;

use fairmark::identity::directory::actions::import_employers;
use fairmark::identity::directory::rules::import::{ImportReport, Recency};
use fairmark::identity::directory::store;
use fairmark::platform::audit;
use fairmark::platform::error::{Error, Result};

use super::{Notes, file_of};
use crate::helpers::TestApp;

const HEADER: &str = "EmployerName,EmployerId,Address,PostCode,CompanyNumber,SicCodes,DiffMeanHourlyPercent,CompanyLinkToGPGInfo,ResponsiblePerson,EmployerSize,CurrentName,SubmittedAfterTheDeadline,DueDate,DateSubmitted";
const OLD_HEADER: &str = "EmployerName,Address,CompanyNumber,SicCodes,DiffMeanHourlyPercent,CompanyLinkToGPGInfo,ResponsiblePerson,EmployerSize,CurrentName,SubmittedAfterTheDeadline,DueDate,DateSubmitted";

/// A row of an invented employer: id, number, name, due year and day of submission in it.
fn row(id: &str, number: &str, name: &str, year: i32, submitted: &str) -> String {
    format!(
        "\"{name}\",{id},\"{id} Invented Street, Exampleton\",M1 1AA,{number},\"10710,\n47240\",4.5,,\"Somebody Responsible\",250 to 499,\"{name}\",False,{year}/04/05 00:00:00,{year}/{submitted} 10:00:00\n"
    )
}

fn old_row(number: &str, name: &str, current: &str) -> String {
    format!(
        "\"{name}\",\"1 Invented Street, Exampleton, M1 1AA\",{number},\"1,\n1\",\t-4.50,,,Less than 250,\"{current}\",False,05/04/2019 00:00:00,03/04/2019 10:00:00\n"
    )
}

fn file(rows: &[String]) -> String {
    format!("{HEADER}\n{}", rows.concat())
}

async fn try_import(app: &TestApp, path: &Path, notes: &mut Notes) -> Result<ImportReport> {
    import_employers(&app.ctx, path, Recency::BySubmissions, notes).await
}

async fn import(app: &TestApp, text: impl AsRef<[u8]>) -> (ImportReport, Notes) {
    let mut notes = Notes::default();
    let path = file_of(app, "employers.csv", text);
    let report = try_import(app, &path, &mut notes).await.unwrap();
    (report, notes)
}

async fn count(app: &TestApp) -> u64 {
    store::count_employers(app.ctx.read()).await.unwrap()
}

fn hundreds(count: u32) -> String {
    let rows: Vec<String> = (1..=count)
        .map(|n| {
            row(
                &n.to_string(),
                &format!("{n:08}"),
                &format!("EMPLOYER {n} LIMITED"),
                2022,
                "03/01",
            )
        })
        .collect();
    file(&rows)
}

both! {
    async fn an_interrupted_import_leaves_everything_as_before(app: TestApp) {
        let path = file_of(&app, "many.csv", hundreds(1_800));
        for looks in [0, 1, 3, 5, 6] {
            let mut notes = Notes::ending_after(looks);
            let error = try_import(&app, &path, &mut notes).await.unwrap_err();
            assert!(matches!(&error, Error::Refused(refusal) if refusal.code == "import.cancelled"));
            assert_eq!(count(&app).await, 0, "after {looks} looks");
        }
        assert_eq!(audit::verify(app.ctx.read()).await.unwrap(), Ok(0));
        let report = try_import(&app, &path, &mut Notes::default())
            .await
            .unwrap();
        assert_eq!(report.counts.inserted, 1_800);
        assert_eq!(audit::verify(app.ctx.read()).await.unwrap(), Ok(1));
    }
}

both! {
    async fn a_file_that_stops_mid_row_leaves_everything_as_before(app: TestApp) {
        let whole = hundreds(600);
        let last = whole.lines().count() - 1;
        let row = whole.rfind("\"EMPLOYER 600").unwrap();
        let row = whole[..row].rfind('\n').unwrap() + 1;
        // Wherever the last row is cut, but for its line break alone, the file is refused.
        for end in (row + 1)..(whole.len() - 1) {
            let path = file_of(&app, "cut.csv", &whole[..end]);
            let mut notes = Notes::default();
            let error = try_import(&app, &path, &mut notes).await.unwrap_err();
            let said = error.to_string();
            assert!(said.contains("middle of a row"), "{end}: {said}");
            assert!(said.contains(&format!("line {last}")), "{end}: {said}");
        }
        assert_eq!(count(&app).await, 0);
        let path = file_of(&app, "cut.csv", &whole[..whole.len() - 1]);
        let report = try_import(&app, &path, &mut Notes::default())
            .await
            .unwrap();
        assert_eq!((report.counts.inserted, report.counts.rejected), (600, 0));
    }
}

both! {
    async fn another_file_or_none_is_refused_in_words(app: TestApp) {
        let missing = app.folder().join("missing.csv");
        let error = try_import(&app, &missing, &mut Notes::default())
            .await
            .unwrap_err();
        assert!(
            error.to_string().contains("missing.csv cannot be read"),
            "{error}"
        );
        let error = try_import(&app, app.folder(), &mut Notes::default())
            .await
            .unwrap_err();
        assert!(error.to_string().contains("is a folder"), "{error}");
        for (text, said) in [
            ("", "empty"),
            ("a;b\n1;2\n", "no column EmployerName"),
            (&format!("{HEADER}\n"), "nothing to import"),
        ] {
            let path = file_of(&app, "other.csv", text);
            let error = try_import(&app, &path, &mut Notes::default())
                .await
                .unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
            assert!(error.to_string().contains("other.csv: "), "{error}");
        }
    }
}

both! {
    async fn who_leaves_is_marked_and_may_come_back(app: TestApp) {
        let one = row("1", "01000001", "FIRST INVENTED LIMITED", 2022, "03/01");
        let two = row("2", "", "Invented Council", 2022, "03/01");
        import(&app, file(&[one.clone(), two.clone()])).await;
        let (report, _) = import(&app, file(std::slice::from_ref(&one))).await;
        assert_eq!(report.counts.removed, 1);
        let changes = store::list_changes(app.ctx.read(), report.import_id, 0, 9)
            .await
            .unwrap();
        assert_eq!(
            (
                changes[0].employer_name.as_str(),
                changes[0].field.as_str(),
                changes[0].after.as_deref()
            ),
            ("Invented Council", "Listed", Some("no"))
        );
        let found = store::search_directory(app.ctx.read(), "invented", 9)
            .await
            .unwrap();
        assert_eq!(found.len(), 2, "nothing is deleted");
        let removed: Vec<&str> = found
            .iter()
            .filter(|entry| entry.removed)
            .map(|entry| entry.name.as_str())
            .collect();
        assert_eq!(removed, ["Invented Council"]);
        // Once is enough.
        let (report, _) = import(&app, file(std::slice::from_ref(&one))).await;
        assert_eq!((report.counts.removed, report.counts.unchanged), (0, 1));
        let (report, _) = import(&app, file(&[one, two])).await;
        assert_eq!((report.counts.updated, report.counts.unchanged), (1, 1));
        let found = store::search_directory(app.ctx.read(), "council", 9)
            .await
            .unwrap();
        assert!(!found[0].removed);
    }
}

both! {
    async fn another_year_removes_nobody_and_an_older_one_does_not_speak(app: TestApp) {
        let newer = row("1", "01000001", "NEW NAME LIMITED", 2023, "03/01");
        let (report, _) = import(&app, file(&[newer])).await;
        assert_eq!(report.year.to_string(), "2022-23");
        let older = [
            row("1", "01000001", "OLD NAME LIMITED", 2022, "03/01"),
            row("2", "01000002", "OTHER NAME LIMITED", 2022, "03/01"),
        ];
        let (report, _) = import(&app, file(&older)).await;
        assert_eq!(
            (
                report.counts.inserted,
                report.counts.removed,
                report.new_employers
            ),
            (2, 0, 1)
        );
        let entry = store::find_by_company_number(app.ctx.read(), "01000001")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(entry.name, "NEW NAME LIMITED");
        assert_eq!(entry.former_names, ["OLD NAME LIMITED"]);
        let by_old_name = store::search_directory(app.ctx.read(), "old nam", 9)
            .await
            .unwrap();
        assert_eq!(by_old_name[0].id, entry.id);
    }
}

both! {
    async fn one_number_under_two_ids_is_one_employer_and_told(app: TestApp) {
        let rows = [
            row("1", "01000001", "TWICE LIMITED", 2022, "03/01"),
            row("2", "01000001", "TWICE LIMITED", 2022, "03/02"),
            row("3", "01000003", "TWICE LIMITED", 2022, "03/02"),
        ];
        let (report, notes) = import(&app, file(&rows)).await;
        assert_eq!((report.counts.inserted, report.counts.rejected), (2, 1));
        let issue = &notes.issues[0];
        assert_eq!((issue.line, issue.reason), (4, "employer_repeated"));
        assert!(
            issue.explanation.contains("line 2"),
            "{}",
            issue.explanation
        );
        assert_eq!(count(&app).await, 2);
        // The next year has the company under its other id only.
        let (report, _) = import(
            &app,
            file(&[row("2", "01000001", "TWICE LIMITED", 2023, "03/01")]),
        )
        .await;
        assert_eq!(report.new_employers, 0);
    }
}

both! {
    async fn an_employer_may_gain_a_number(app: TestApp) {
        import(
            &app,
            file(&[row("1", "", "GAINING TRUST", 2022, "03/01")]),
        )
        .await;
        let (report, _) = import(
            &app,
            file(&[row("1", "01000001", "GAINING TRUST", 2022, "03/02")]),
        )
        .await;
        assert_eq!((report.counts.updated, report.new_employers), (1, 0));
        let changes = store::list_changes(app.ctx.read(), report.import_id, 0, 9)
            .await
            .unwrap();
        assert_eq!(
            (
                changes[0].field.as_str(),
                changes[0].before.as_deref(),
                changes[0].after.as_deref()
            ),
            ("CompanyNumber", None, Some("01000001"))
        );
        assert!(
            store::find_by_company_number(app.ctx.read(), "1000001")
                .await
                .unwrap()
                .is_some()
        );
    }
}

both! {
    async fn older_files_know_public_bodies_by_name_and_place(app: TestApp) {
        let old = |rows: &[String]| format!("{OLD_HEADER}\n{}", rows.concat());
        let (report, notes) = import(
            &app,
            old(&[
                old_row("", "Invented Council", "INVENTED BOROUGH COUNCIL"),
                old_row("", "INVENTED COUNCIL", "Invented Council"),
                old_row("226143", "INVENTED COUNCIL", "INVENTED COUNCIL"),
            ]),
        )
        .await;
        assert_eq!((report.counts.inserted, report.counts.rejected), (2, 1));
        assert_eq!(
            notes
                .issues
                .iter()
                .filter(|i| i.reason == "employer_repeated")
                .count(),
            1
        );
        // A newer file has the council by its later name, with an id.
        let newer = row("77", "", "Invented Borough Council", 2022, "03/01");
        let (report, _) = import(&app, file(&[newer])).await;
        assert_eq!((report.counts.inserted, report.new_employers), (1, 0));
        assert_eq!(count(&app).await, 2);
    }
}

both! {
    async fn a_file_of_two_years_is_taken_row_by_row(app: TestApp) {
        let rows = [
            row("1", "01000001", "BOTH YEARS LIMITED", 2023, "03/01"),
            row("1", "01000001", "BOTH YEARS LTD", 2022, "03/01"),
            row("2", "01000002", "LATER YEAR LIMITED", 2023, "03/01"),
        ];
        let (report, _) = import(&app, file(&rows)).await;
        assert_eq!((report.counts.inserted, report.year.0), (3, 2022));
        let entry = store::find_by_company_number(app.ctx.read(), "01000001")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (entry.name.as_str(), entry.latest_year),
            ("BOTH YEARS LIMITED", 2022)
        );
        let (report, _) = import(&app, file(&rows)).await;
        assert_eq!((report.counts.unchanged, report.counts.removed), (3, 0));
    }
}

both! {
    async fn names_are_found_however_they_are_typed(app: TestApp) {
        import(
            &app,
            file(&[
                row(
                    "1",
                    "01000001",
                    "O'Harbour & Söns (Exampleton) Limited",
                    2022,
                    "03/01",
                ),
                row("2", "01000002", "HARBOUR STREET BAKERY LTD", 2022, "03/01"),
                row(
                    "3",
                    "01000003",
                    "THE OLD HARBOUR STREET COMPANY",
                    2022,
                    "03/01",
                ),
            ]),
        )
        .await;
        let names = async |query: &str| -> Vec<String> {
            let found = store::search_directory(app.ctx.read(), query, 9)
                .await
                .unwrap();
            found.into_iter().map(|entry| entry.name).collect()
        };
        assert_eq!(names("oharbour and sons lim").await.len(), 1);
        assert_eq!(
            names("harb str").await,
            [
                "HARBOUR STREET BAKERY LTD",
                "THE OLD HARBOUR STREET COMPANY"
            ]
        );
        assert_eq!(names("street harbour").await.len(), 2);
        assert_eq!(
            names("arbour").await.len(),
            0,
            "words are found by their beginning"
        );
        assert_eq!(names("1000003").await, ["THE OLD HARBOUR STREET COMPANY"]);
        assert!(names("%").await.is_empty());
        assert!(names("").await.is_empty());
        assert_eq!(
            store::search_directory(app.ctx.read(), "harbour", 1)
                .await
                .unwrap()
                .len(),
            1
        );
    }
}

both! {
    async fn bytes_that_are_no_text_are_told_and_the_person_is_never_stored(app: TestApp) {
        let text = file(&[row("1", "01000001", "CAF? LIMITED", 2022, "03/01")]);
        let bytes: Vec<u8> = text
            .bytes()
            .map(|b| if b == b'?' { 0xE9 } else { b })
            .collect();
        let (report, notes) = import(&app, bytes).await;
        assert_eq!(report.tally.reason("not_utf8"), 2);
        assert_eq!(notes.issues[0].line, 2);
        for entry in std::fs::read_dir(app.folder()).unwrap() {
            let path = entry.unwrap().path();
            if path.to_string_lossy().contains(".sqlite3") {
                let stored = std::fs::read(&path).unwrap();
                assert!(!String::from_utf8_lossy(&stored).contains("Somebody Responsible"));
            }
        }
    }
}
