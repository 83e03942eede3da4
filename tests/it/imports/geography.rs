//! Imports of places, in invented rows.

use std::path::PathBuf;

use chrono::NaiveDate;
use entity::area_kinds::AreaKind;
use fairmark::identity::geography::actions::import_geography;
use fairmark::identity::geography::rules::report::GeographyReport;
use fairmark::identity::geography::store;
use fairmark::platform::error::{Error, Result};

use super::{Notes, file_of};
use crate::helpers::TestApp;

const LOOKUP: &str = "lsoa21_name,lsoa21_code,ward24_name,ward24_code,ltla24_name,ltla24_code\n";

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

async fn try_import(
    app: &TestApp,
    files: &[(&str, &str)],
    notes: &mut Notes,
) -> Result<GeographyReport> {
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, text)| file_of(app, name, text))
        .collect();
    import_geography(&app.ctx, &paths, notes).await
}

async fn import(app: &TestApp, text: &str) -> (GeographyReport, Notes) {
    let mut notes = Notes::default();
    let report = try_import(app, &[("places.csv", text)], &mut notes)
        .await
        .unwrap();
    (report, notes)
}

fn numbers(report: &GeographyReport) -> (u64, u64, u64, u64, u64) {
    let total = report.total();
    (
        total.read,
        total.inserted,
        total.updated,
        total.unchanged,
        total.rejected(),
    )
}

both! {
    async fn another_year_is_laid_beside_the_one_before(app: TestApp) {
        let older = format!(
            "{LOOKUP}A 001A,E01000001,North,E05000001,A,E08000001\nA 001B,E01000002,North,E05000001,A,E08000001\n"
        );
        let (report, _) = import(&app, &older).await;
        assert_eq!(numbers(&report), (2, 2, 0, 0, 0));
        // In 2026 one small area lies in another ward and district.
        let newer = "LSOA21CD,LSOA21NM,WD26CD,WD26NM,LAD26CD,LAD26NM\n\
                     E01000001,A 001A,E05000001,North,E08000001,A\n\
                     E01000002,A 001B,E05000009,East,E08000002,B\n";
        let (report, _) = import(&app, newer).await;
        assert_eq!(numbers(&report), (2, 2, 0, 0, 0));
        let (report, _) = import(&app, newer).await;
        assert_eq!(numbers(&report), (2, 0, 0, 2, 0));
        let (report, _) = import(&app, &older).await;
        assert_eq!(
            numbers(&report),
            (2, 0, 0, 2, 0),
            "the older file takes nothing back"
        );
        let conn = app.ctx.read();
        let small = store::find_small_area(conn, "E01000002", 2021)
            .await
            .unwrap()
            .unwrap();
        let within = async |on| {
            let found = store::find_within(conn, small.id, AreaKind::District, on)
                .await
                .unwrap();
            found.unwrap().name
        };
        assert_eq!(within(day(2023, 1, 1)).await, "A");
        assert_eq!(within(day(2026, 3, 31)).await, "A");
        assert_eq!(within(day(2026, 4, 1)).await, "B");
        let a = store::find_area_by_code(conn, "E08000001", None)
            .await
            .unwrap()
            .unwrap();
        let before = store::list_within(conn, a.id, AreaKind::Lsoa, day(2025, 1, 1))
            .await
            .unwrap();
        let after = store::list_within(conn, a.id, AreaKind::Lsoa, day(2026, 6, 1))
            .await
            .unwrap();
        assert_eq!((before.len(), after.len()), (2, 1));
    }
}

both! {
    async fn a_new_code_needs_a_lookup_that_says_so(app: TestApp) {
        import(&app, "ltla24_code,ltla24_name,region24_code,region24_name\nE07000001,Exampleton,E12000001,Region\n").await;
        let newer = "ltla27_code,ltla27_name,region27_code,region27_name\nE07000999,Exampleton,E12000001,Region\n";
        let (report, notes) = import(&app, newer).await;
        assert_eq!(report.total().rejected(), 1);
        assert_eq!(
            (notes.issues[0].line, notes.issues[0].reason),
            (2, "unknown_code_known_name")
        );
        let recode = "ltla24_code,ltla24_name,ltla27_code,ltla27_name\nE07000001,Exampleton,E07000999,Exampleton\n";
        let mut notes = Notes::default();
        // In one command the order of the files does not matter.
        let report = try_import(&app, &[("a.csv", newer), ("b.csv", recode)], &mut notes)
            .await
            .unwrap();
        assert_eq!(report.total().rejected(), 0);
        assert_eq!(report.places[&(AreaKind::District, 0)], 1);
        let conn = app.ctx.read();
        let old = store::find_area_by_code(conn, "E07000001", Some(day(2027, 4, 1)))
            .await
            .unwrap();
        assert!(old.is_none(), "the code is no longer in use");
        let place = store::find_area_by_code(conn, "E07000999", Some(day(2027, 4, 1)))
            .await
            .unwrap();
        assert_eq!(place.unwrap().code.as_deref(), Some("E07000999"));
    }
}

both! {
    async fn an_authority_without_a_code_gets_one_later(app: TestApp) {
        let header = "sa_gss,sa_name,sa_type,effective_from,lad24_code,lad24_name\n";
        let without = format!("{header},Example Combined Authority,CA,2026-02-24,E06000001,Uniton\n");
        import(&app, &without).await;
        let conn = app.ctx.read();
        let before = store::find_authority(conn, "example")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(before.code, None);
        let with =
            format!("{header}E47000099,Example Combined Authority,CA,2026-02-24,E06000001,Uniton\n");
        let (report, _) = import(&app, &with).await;
        assert_eq!(numbers(&report), (1, 0, 1, 0, 0));
        let after = store::find_area_by_code(conn, "E47000099", None)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(after.id, before.id);
        // The older file, without the code, changes nothing.
        let (report, _) = import(&app, &without).await;
        assert_eq!(numbers(&report), (1, 0, 0, 1, 0));
    }
}

both! {
    async fn broken_rows_are_told_and_the_rest_is_taken(app: TestApp) {
        let text = format!(
            "{LOOKUP}A 001A,E01000001,North,E05000001,A,E08000001\n\
             A 001B,E0100000,North,E05000001,A,E08000001\n\
             A 001C,E01000003,North,E05000001,A\n\
             A 001D,E01000004,North,E05000001,A,E10000001\n\
             A 001A,E01000001,East,E05000002,A,E08000001\n\
             A 001E,E01000005,North,E05000001,A,E08000001\n"
        );
        let (report, notes) = import(&app, &text).await;
        assert_eq!(numbers(&report), (6, 2, 0, 0, 4));
        let told: Vec<(u64, &str)> = notes.issues.iter().map(|i| (i.line, i.reason)).collect();
        assert_eq!(
            told,
            [
                (3, "code_malformed"),
                (4, "row_width"),
                (5, "code_malformed"),
                (6, "lies_in_two_places"),
            ]
        );
    }
}

both! {
    async fn all_files_or_none(app: TestApp) {
        let good = format!("{LOOKUP}A 001A,E01000001,North,E05000001,A,E08000001\n");
        let cut = format!("{LOOKUP}A 001A,E01000001,North,E05000001,\"A");
        let mut notes = Notes::default();
        let error = try_import(
            &app,
            &[("good.csv", &good), ("cut.csv", &cut)],
            &mut notes,
        )
        .await
        .unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains("cut.csv") && said.contains("line 2"),
            "{said}"
        );
        let error = try_import(
            &app,
            &[
                ("good.csv", &good),
                ("imd.csv", "lsoa21_code,IMD_rank\nE01000001,1\n"),
            ],
            &mut notes,
        )
        .await
        .unwrap_err();
        assert!(error.to_string().contains("It knows lookups"), "{error}");
        for looks in 0..2 {
            let mut notes = Notes::ending_after(looks);
            let error = try_import(
                &app,
                &[("good.csv", &good), ("more.csv", &good)],
                &mut notes,
            )
            .await
            .unwrap_err();
            assert!(matches!(&error, Error::Refused(refusal) if refusal.code == "import.cancelled"));
        }
        assert!(
            store::count_places(app.ctx.read())
                .await
                .unwrap()
                .is_empty()
        );
    }
}
