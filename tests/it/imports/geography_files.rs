//! The real files of places.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use entity::area_kinds::{AliasKind, AreaKind};
use fairmark::identity::geography::actions::import_geography;
use fairmark::identity::geography::rules::report::GeographyReport;
use fairmark::identity::geography::store;
use fairmark::platform::error::Error;

use super::{Notes, real};
use crate::helpers::TestApp;

/// Given in an order that leans the wrong way.
const FILES: [&str; 10] = [
    "geo/mysociety/lookup_name_to_registry.csv",
    "geo/mysociety/uk_local_authorities_current.csv",
    "geo/lookup_lsoa11_lsoa21_ltla22.csv",
    "geo/lookup_lsoa21_ward24_ltla24.csv",
    "geo/lookup_ltla23_cauth23.csv",
    "geo/COMPILED_strategic_authorities_2026.csv",
    "geo/lookup_ltla23_utla23.csv",
    "geo/lookup_ltla24_region24.csv",
    "geo/lookup_ltla22_ltla23.csv",
    "geo/lookup_ltla_ltla.csv",
];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn today() -> NaiveDate {
    day(2026, 11, 24)
}

async fn import(app: &TestApp, paths: &[PathBuf]) -> (GeographyReport, Notes) {
    let mut notes = Notes::default();
    let started = Instant::now();
    let report = import_geography(&app.ctx, paths, &mut notes).await.unwrap();
    for file in &report.files {
        println!("{}: {file}", file.file);
        assert_eq!(
            file.read,
            file.inserted + file.updated + file.unchanged + file.rejected(),
            "every row is one of four"
        );
    }
    println!("all: {report} in {:.1} s", started.elapsed().as_secs_f32());
    (report, notes)
}

fn counts(report: &GeographyReport) -> Vec<(AreaKind, i32, u64)> {
    report
        .places
        .iter()
        .map(|((kind, vintage), count)| (*kind, *vintage, *count))
        .collect()
}

both! {
    async fn all_files_together(app: TestApp) {
        let paths: Vec<PathBuf> = FILES.iter().filter_map(|name| real(name)).collect();
        if paths.len() < FILES.len() {
            return;
        }
        let (report, notes) = import(&app, &paths).await;
        assert_eq!(
            report.to_string(),
            "read=75316 inserted=73011 updated=1 unchanged=2297 removed=0 rejected=7 repaired=0 \
             fields_rejected=0"
        );
        assert_eq!(
            counts(&report),
            [
                (AreaKind::Region, 0, 9),
                (AreaKind::Authority, 0, 22),
                (AreaKind::County, 0, 27),
                (AreaKind::District, 0, 428),
                (AreaKind::Ward, 0, 7_536),
                (AreaKind::Lsoa, 2011, 34_753),
                (AreaKind::Lsoa, 2021, 35_672),
            ]
        );
        // Two dissolved authorities in the register, and their five names.
        let reasons: Vec<&str> = notes.issues.iter().map(|issue| issue.reason).collect();
        assert_eq!(
            reasons
                .iter()
                .filter(|r| **r == "authority_dissolved")
                .count(),
            2
        );
        assert_eq!(reasons.iter().filter(|r| **r == "place_unknown").count(), 5);
        let (again, _) = import(&app, &paths).await;
        let total = again.total();
        assert_eq!((total.inserted, total.updated), (0, 0), "twice is once");
        assert_eq!(counts(&again), counts(&report));
        authorities(&app).await;
        aliases(&app).await;
        lies(&app).await;
        censuses(&app).await;
    }
}

async fn authorities(app: &TestApp) {
    let conn = app.ctx.read();
    let all = store::list_authorities(conn, today()).await.unwrap();
    assert_eq!(all.len(), 20);
    let without_code: Vec<&str> = all
        .iter()
        .filter(|place| place.code.is_none())
        .filter_map(|place| place.slug.as_deref())
        .collect();
    assert_eq!(
        without_code,
        [
            "cheshire-and-warrington",
            "cumbria",
            "hampshire-and-the-solent",
            "sussex-and-brighton"
        ]
    );
    let mut districts = 0;
    for authority in &all {
        let members = store::list_districts_of(conn, authority.id, today())
            .await
            .unwrap();
        districts += members.len();
    }
    assert_eq!(districts, 171);
    let cumbria = store::find_authority(conn, "cumbria")
        .await
        .unwrap()
        .unwrap();
    let before = store::list_districts_of(conn, cumbria.id, day(2026, 2, 23))
        .await
        .unwrap();
    assert!(before.is_empty(), "it did not exist yet");
    let manchester = store::find_authority(conn, "greater-manchester")
        .await
        .unwrap()
        .unwrap();
    let members = store::list_districts_of(conn, manchester.id, today())
        .await
        .unwrap();
    let names: Vec<&str> = members.iter().map(|place| place.name.as_str()).collect();
    assert_eq!(names.len(), 10);
    assert_eq!((names[0], names[9]), ("Bolton", "Wigan"));
    // Gateshead was in an authority that is no more.
    let gateshead = store::find_area_by_code(conn, "E08000037", None)
        .await
        .unwrap()
        .unwrap();
    let within = async |on| {
        let found = store::find_within(conn, gateshead.id, AreaKind::Authority, on)
            .await
            .unwrap();
        found.and_then(|place| place.code)
    };
    assert_eq!(within(day(2023, 6, 1)).await.as_deref(), Some("E47000010"));
    assert_eq!(within(today()).await.as_deref(), Some("E47000014"));
}

async fn aliases(app: &TestApp) {
    let conn = app.ctx.read();
    let by_code = async |code: &str, on| {
        let found = store::find_area_by_code(conn, code, on).await.unwrap();
        found.map(|place| place.id)
    };
    for (older, newer, on) in [
        ("E08000016", "E08000038", day(2025, 4, 1)),
        ("E08000019", "E08000039", day(2025, 4, 1)),
        ("E08000020", "E08000037", day(2013, 4, 1)),
    ] {
        let eve = on.pred_opt();
        assert!(by_code(older, None).await.is_some());
        assert_eq!(by_code(older, None).await, by_code(newer, None).await);
        assert!(by_code(older, eve).await.is_some() && by_code(newer, eve).await.is_none());
        assert!(
            by_code(older, Some(on)).await.is_none() && by_code(newer, Some(on)).await.is_some()
        );
    }
    let named = async |name: &str| {
        let found = store::find_district_by_name(conn, name).await.unwrap();
        found.and_then(|place| place.code)
    };
    for name in [
        "City of Bristol",
        "Bristol, City of",
        "Bristol",
        "bristol city council",
    ] {
        assert_eq!(named(name).await.as_deref(), Some("E06000023"), "{name}");
    }
    assert_eq!(named("Barnsley").await.as_deref(), Some("E08000038"));
    assert_eq!(named("Hull").await.as_deref(), Some("E06000010"));
    assert_eq!(
        named("Somerset").await.as_deref(),
        Some("E06000066"),
        "not the county"
    );
    assert_eq!(named("London").await, None);
    assert_eq!(named("Nowhere").await, None);
    let allerdale = store::find_district_by_name(conn, "Allerdale")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(allerdale.valid_until, Some(day(2023, 4, 1)));
    let codes = store::list_aliases(conn, by_code("E08000016", None).await.unwrap())
        .await
        .unwrap();
    let codes: Vec<&str> = codes
        .iter()
        .filter(|alias| alias.kind == AliasKind::Gss)
        .map(|alias| alias.value.as_str())
        .collect();
    assert_eq!(codes, ["E08000016", "E08000038"]);
}

async fn lies(app: &TestApp) {
    let conn = app.ctx.read();
    let trafford = store::find_district_by_name(conn, "Trafford")
        .await
        .unwrap()
        .unwrap();
    let inside = async |kind| {
        store::list_within(conn, trafford.id, kind, today())
            .await
            .unwrap()
    };
    let small = inside(AreaKind::Lsoa).await;
    assert_eq!(small.len(), 139);
    assert!(small.iter().all(|place| place.vintage == 2021));
    assert_eq!(inside(AreaKind::Ward).await.len(), 21);
    let region = store::find_within(conn, trafford.id, AreaKind::Region, today())
        .await
        .unwrap();
    assert_eq!(region.unwrap().name, "North West");
}

async fn censuses(app: &TestApp) {
    let codes = |name: &str| -> Option<BTreeSet<String>> {
        let text = std::fs::read_to_string(real(name)?).unwrap();
        Some(
            text.lines()
                .skip(1)
                .filter_map(|line| line.split(',').next())
                .map(str::to_owned)
                .collect(),
        )
    };
    let (Some(older), Some(newer)) = (
        codes("imd/imd2019_england_lsoa11_min.csv"),
        codes("imd/imd2025_england_lsoa21_min.csv"),
    ) else {
        return;
    };
    let conn = app.ctx.read();
    assert_eq!(store::census_of(conn, &older).await.unwrap(), 2011);
    assert_eq!(store::census_of(conn, &newer).await.unwrap(), 2021);
    let mixed: BTreeSet<String> = older.union(&newer).cloned().collect();
    let error = store::census_of(conn, &mixed).await.unwrap_err();
    assert!(
        matches!(&error, Error::Refused(refusal) if refusal.code == "geography.census_mismatch")
    );
    assert!(error.to_string().contains("are of 2011"), "{error}");
}

both! {
    async fn the_authorities_file_alone_is_enough_for_a_start(app: TestApp) {
        let Some(path) = real("geo/COMPILED_strategic_authorities_2026.csv") else {
            return;
        };
        let (report, _) = import(&app, &[path]).await;
        assert_eq!(
            counts(&report),
            [(AreaKind::Authority, 0, 20), (AreaKind::District, 0, 171)]
        );
    }
}
