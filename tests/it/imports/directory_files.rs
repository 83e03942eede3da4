//! The real files of the gender pay gap service, to the last row and field.

use std::path::Path;
use std::time::Instant;

use fairmark::identity::directory::actions::import_employers;
use fairmark::identity::directory::rules::import::{ImportReport, Recency};
use fairmark::identity::directory::store;
use fairmark::platform::table::Outcome;

use super::{Notes, real};
use crate::helpers::TestApp;

const NEWER: &str = "gpg/gpg_2021-22_asof_2023-09-25.csv";
const OLDER: &str = "gpg/gpg_2018-19_oldschema.csv";

async fn import(app: &TestApp, path: &Path) -> (ImportReport, Notes) {
    let mut notes = Notes::default();
    let started = Instant::now();
    let report = import_employers(&app.ctx, path, Recency::BySubmissions, &mut notes)
        .await
        .unwrap();
    println!(
        "{}: {report} in {:.1} s",
        path.file_name().unwrap().to_string_lossy(),
        started.elapsed().as_secs_f32()
    );
    let counts = report.counts;
    assert_eq!(
        counts.read,
        counts.inserted + counts.updated + counts.unchanged + counts.rejected,
        "every row is one of four"
    );
    assert_eq!(notes.count(Outcome::RowRejected), counts.rejected);
    assert_eq!(notes.count(Outcome::FieldRepaired), counts.repaired);
    assert_eq!(notes.count(Outcome::FieldRejected), counts.fields_rejected);
    assert_eq!(notes.count(Outcome::FieldNoted), counts.noted);
    (report, notes)
}

fn reasons(report: &ImportReport) -> Vec<(&str, &str, u64)> {
    report
        .tally
        .0
        .iter()
        .map(|((_, field, reason), count)| (field.as_str(), *reason, *count))
        .collect()
}

both! {
    async fn the_newer_file_is_accounted_for(app: TestApp) {
        let Some(path) = real(NEWER) else { return };
        let (report, notes) = import(&app, &path).await;
        assert_eq!(
            report.to_string(),
            "read=10465 inserted=10465 updated=0 unchanged=0 removed=0 rejected=0 repaired=231 \
             fields_rejected=19 noted=9"
        );
        assert_eq!(
            reasons(&report),
            [
                ("CompanyLinkToGPGInfo", "link_malformed", 14),
                ("CompanyNumber", "company_number_all_zero", 1),
                ("FemaleBonusPercent", "figure_out_of_range", 1),
                ("PostCode", "postcode_malformed", 3),
                ("CompanyLinkToGPGInfo", "link_first_of_several", 3),
                ("CompanyLinkToGPGInfo", "link_tidied", 26),
                ("PostCode", "postcode_from_address", 1),
                ("PostCode", "postcode_letter_o_for_zero", 5),
                ("PostCode", "postcode_tidied", 70),
                ("SicCodes", "sic_code_not_in_service_list", 6),
                ("SicCodes", "sic_code_zero_restored", 120),
                ("Address", "replacement_character", 2),
                ("CompanyNumber", "company_number_unusual", 7),
            ]
        );
        assert_eq!(report.year.to_string(), "2021-22");
        assert_eq!(report.public_sector, 1_049);
        assert_eq!(report.new_employers, 10_465);
        for (column, count) in [
            ("CompanyNumber", 1_396),
            ("PostCode", 48),
            ("SicCodes", 737),
        ] {
            assert_eq!(report.blanks[column], count, "{column}");
        }
        // Line numbers are those of an editor, in spite of line breaks inside fields.
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.split('\n').collect();
        let told: Vec<_> = notes
            .issues
            .iter()
            .filter(|issue| issue.field == "PostCode")
            .collect();
        assert_eq!(told.len(), 79);
        for issue in told {
            let line = lines[usize::try_from(issue.line).unwrap() - 1];
            assert!(
                line.contains(&format!("\"{}\"", issue.value)),
                "line {}: {line}",
                issue.line
            );
        }
        let (again, _) = import(&app, &path).await;
        assert_eq!(again.counts.unchanged, 10_465);
        assert_eq!(again.new_employers, 0);
        assert_eq!(
            store::count_employers(app.ctx.read()).await.unwrap(),
            10_465
        );
        searches(&app).await;
    }
}

async fn searches(app: &TestApp) {
    let find = async |query: &str| {
        store::search_directory(app.ctx.read(), query, 20)
            .await
            .unwrap()
    };
    let twins = find("stork technical LIMITED").await;
    assert_eq!(twins.len(), 2, "one name, two companies");
    assert_ne!(twins[0].company_number, twins[1].company_number);
    assert!(
        !find("bord na gaidhl").await.is_empty(),
        "accents do not matter"
    );
    assert!(!find("nestle waters").await.is_empty());
    let started = Instant::now();
    for query in [
        "the",
        "co operative group",
        "nhs foundation trust",
        "zzzz",
        "lim",
    ] {
        find(query).await;
    }
    println!("5 searches in {:.3} s", started.elapsed().as_secs_f32());
}

both! {
    async fn the_older_file_is_accounted_for(app: TestApp) {
        let Some(path) = real(OLDER) else { return };
        let (report, _) = import(&app, &path).await;
        assert_eq!(
            report.to_string(),
            "read=10831 inserted=10831 updated=0 unchanged=0 removed=0 rejected=0 repaired=14217 \
             fields_rejected=4 noted=11"
        );
        assert_eq!(report.tally.reason("company_number_zero_padded"), 8_197);
        assert_eq!(report.year.to_string(), "2018-19");
        let school = store::find_by_company_number(app.ctx.read(), "226143")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(school.company_number.as_deref(), Some("00226143"));
        assert!(
            school.postcode.is_some(),
            "taken from the end of the address"
        );
        let (again, _) = import(&app, &path).await;
        assert_eq!(again.counts.unchanged, 10_831);
    }
}

both! {
    async fn weekly_files_tell_what_changed(app: TestApp) {
        let week = |day: &str| real(&format!("gpg/weekly_2022-23/asof_2023-{day}.csv"));
        let (Some(first), Some(second), Some(third)) = (week("01-27"), week("02-01"), week("02-11"))
        else {
            return;
        };
        let numbers = |report: &ImportReport| {
            let counts = report.counts;
            (
                counts.read,
                counts.inserted,
                counts.updated,
                counts.unchanged,
                counts.removed,
            )
        };
        let (report, _) = import(&app, &first).await;
        assert_eq!(numbers(&report), (1_145, 1_145, 0, 0, 0));
        let (report, _) = import(&app, &second).await;
        assert_eq!(numbers(&report), (1_221, 76, 3, 1_142, 0));
        let changes = store::list_changes(app.ctx.read(), report.import_id, 0, 100)
            .await
            .unwrap();
        assert_eq!(changes.len(), 6);
        assert!(changes.iter().all(|change| {
            matches!(
                change.field.as_str(),
                "CompanyLinkToGPGInfo" | "DateSubmitted"
            )
        }));
        let (report, _) = import(&app, &third).await;
        assert_eq!(numbers(&report), (1_524, 303, 7, 1_214, 0));
        let changes = store::list_changes(app.ctx.read(), report.import_id, 0, 100)
            .await
            .unwrap();
        let moved: Vec<_> = changes
            .iter()
            .filter(|change| change.field == "PostCode")
            .map(|change| (change.before.as_deref(), change.after.as_deref()))
            .collect();
        assert_eq!(moved.len(), 3);
        assert!(moved.contains(&(Some("G5 0YD"), Some("G5 0YE"))));
        // An older download that comes later takes nothing back.
        let (report, _) = import(&app, &first).await;
        assert_eq!(numbers(&report), (1_145, 0, 0, 1_145, 0));
        assert!(report.older_file);
        let (report, _) = import(&app, &third).await;
        assert_eq!(numbers(&report), (1_524, 0, 0, 1_524, 0));
    }
}

/// Imports two years in some order; how many employers there are must not depend on it.
async fn two_years(app: &TestApp, order: [&str; 2]) {
    let paths: Vec<_> = order.iter().filter_map(|name| real(name)).collect();
    if paths.len() < 2 {
        return;
    }
    for path in &paths {
        let (report, _) = import(app, path).await;
        assert_eq!(report.counts.removed, 0);
        assert_eq!(report.counts.inserted, report.counts.read);
    }
    let speaking = store::find_by_company_number(app.ctx.read(), "04104101")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(speaking.year().to_string(), "2022-23");
    assert_eq!(
        store::count_employers(app.ctx.read()).await.unwrap(),
        11_102
    );
}

const LATEST: &str = "gpg/weekly_2022-23/asof_2023-02-11.csv";

both! {
    async fn a_newer_year_after_an_older_one(app: TestApp) {
        two_years(&app, [OLDER, LATEST]).await;
    }

    async fn an_older_year_after_a_newer_one(app: TestApp) {
        two_years(&app, [LATEST, OLDER]).await;
    }
}
