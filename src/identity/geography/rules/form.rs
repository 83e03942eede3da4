//! Which kind of file it is, told by its column names; their vintages may be of any year.

use chrono::NaiveDate;
use entity::area_kinds::AreaKind;

use crate::platform::error::{Error, Refusal, Result};

/// A level of places that columns are named after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `lsoa21_code`, `LSOA21CD`.
    SmallArea,
    /// `ward24_code`, `WD24CD`.
    Ward,
    /// `ltla24_code`, `lad24_code`, `LAD24CD`.
    District,
    /// `utla23_code`, `CTYUA23CD`: a county, or the district again where there is no county.
    UpperTier,
    /// `region24_code`, `RGN24CD`.
    Region,
    /// `cauth23_code`, `CAUTH23CD`.
    Authority,
}

impl Level {
    /// What its places are.
    pub const fn kind(self) -> AreaKind {
        match self {
            Self::SmallArea => AreaKind::Lsoa,
            Self::Ward => AreaKind::Ward,
            Self::District => AreaKind::District,
            Self::UpperTier => AreaKind::County,
            Self::Region => AreaKind::Region,
            Self::Authority => AreaKind::Authority,
        }
    }

    /// Whether a file that has both says which larger place a smaller one lies in.
    pub const fn lies_in(self, larger: Self) -> bool {
        match self {
            Self::SmallArea => matches!(larger, Self::Ward | Self::District),
            Self::Ward => matches!(larger, Self::District),
            Self::District => matches!(larger, Self::UpperTier | Self::Region | Self::Authority),
            Self::UpperTier | Self::Region | Self::Authority => false,
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        match word {
            "lsoa" => Some(Self::SmallArea),
            "ward" | "wd" => Some(Self::Ward),
            "ltla" | "lad" => Some(Self::District),
            "utla" | "ctyua" => Some(Self::UpperTier),
            "region" | "rgn" => Some(Self::Region),
            "cauth" => Some(Self::Authority),
            _ => None,
        }
    }
}

/// The columns of one level and vintage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelColumns {
    /// The level.
    pub level: Level,
    /// The year of the boundaries.
    pub vintage: i32,
    /// Where the codes are.
    pub code: usize,
    /// Where the names are.
    pub name: Option<usize>,
}

impl LevelColumns {
    /// The day the columns speak of: the census of small areas, the elections of wards, the
    /// beginning of the councils' year.
    pub fn known_on(&self) -> NaiveDate {
        let (month, day) = match (self.level, self.vintage) {
            (Level::SmallArea, 2001) => (4, 29),
            (Level::SmallArea, 2011) => (3, 27),
            (Level::SmallArea, 2021) => (3, 21),
            (Level::Ward, _) => (5, 1),
            _ => (4, 1),
        };
        NaiveDate::from_ymd_opt(self.vintage, month, day).unwrap_or_default()
    }

    /// The vintage its places are kept under.
    pub const fn kept_vintage(&self) -> i32 {
        match self.level {
            Level::SmallArea => self.vintage,
            Level::Ward
            | Level::District
            | Level::UpperTier
            | Level::Region
            | Level::Authority => 0,
        }
    }
}

/// A kind of file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Each row a place and the larger places it lies in.
    Lookup(Vec<LevelColumns>),
    /// Small areas of one census and what became of them in the next.
    SmallAreaChange {
        /// The older census.
        from: LevelColumns,
        /// The newer census.
        to: LevelColumns,
        /// `U`nchanged, `S`plit, `M`erged or irregular (`X`).
        change: Option<usize>,
        /// The district of the newer area.
        district: Option<LevelColumns>,
    },
    /// Districts through several years, the oldest first.
    Recodes(Vec<LevelColumns>),
    /// Strategic authorities and their districts.
    Authorities {
        /// Code; blank for new authorities.
        code: usize,
        /// Name.
        name: usize,
        /// From when the authority exists.
        effective_from: usize,
        /// The district.
        district: LevelColumns,
    },
    /// The register of local authorities with all their names.
    Register(RegisterColumns),
    /// Names of local authorities by their registry code.
    RegisterNames {
        /// Name.
        name: usize,
        /// Registry code.
        registry: usize,
    },
}

/// Where the columns of the register are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegisterColumns {
    /// Registry code.
    pub registry: usize,
    /// Statistical code.
    pub gss: usize,
    /// What it is.
    pub authority_type: usize,
    /// Official name.
    pub official_name: usize,
    /// Short name.
    pub nice_name: usize,
    /// Other names.
    pub alt_names: Option<usize>,
    /// Codes it had.
    pub former_codes: Option<usize>,
    /// Last day or first day after.
    pub end_date: Option<usize>,
    /// Registry codes of those that took over.
    pub replaced_by: Option<usize>,
}

/// The forms that are known, for the sentence that refuses another.
const KNOWN: &str = "It knows lookups whose columns are named by level and year, such as \
    lsoa21_code, ward24_code and ltla24_code (or LSOA21CD, WD24CD, LAD24CD) with region24_code, \
    utla23_code or cauth23_code; lsoa11_code with lsoa21_code; ltla codes of several years; \
    strategic authorities (sa_gss, sa_name, effective_from, lad24_code); and the local authority \
    register (local-authority-code, official-name, gss-code, or la-name).";

impl Form {
    /// Tells the form by the column names.
    ///
    /// # Errors
    /// A sentence that lists the forms that are known.
    pub fn recognise(header: &[String]) -> Result<Self> {
        let place = |name: &str| {
            header
                .iter()
                .position(|column| column.trim().eq_ignore_ascii_case(name))
        };
        if let (Some(name), Some(registry)) = (place("la-name"), place("local-authority-code")) {
            return Ok(Self::RegisterNames { name, registry });
        }
        if let (Some(registry), Some(gss), Some(kind), Some(official), Some(nice)) = (
            place("local-authority-code"),
            place("gss-code"),
            place("local-authority-type"),
            place("official-name"),
            place("nice-name"),
        ) {
            return Ok(Self::Register(RegisterColumns {
                registry,
                gss,
                authority_type: kind,
                official_name: official,
                nice_name: nice,
                alt_names: place("alt-names"),
                former_codes: place("former-gss-codes"),
                end_date: place("end-date"),
                replaced_by: place("replaced-by"),
            }));
        }
        let levels = level_columns(header);
        if let (Some(code), Some(name), Some(from)) =
            (place("sa_gss"), place("sa_name"), place("effective_from"))
            && let [district] = levels.as_slice()
            && district.level == Level::District
        {
            return Ok(Self::Authorities {
                code,
                name,
                effective_from: from,
                district: *district,
            });
        }
        Self::of_levels(&levels, place("change_code").or(place("chgind"))).ok_or_else(|| unknown(header))
    }

    fn of_levels(levels: &[LevelColumns], change: Option<usize>) -> Option<Self> {
        let of = |level: Level| -> Vec<LevelColumns> {
            let mut found: Vec<LevelColumns> = levels
                .iter()
                .filter(|columns| columns.level == level)
                .copied()
                .collect();
            found.sort_by_key(|columns| columns.vintage);
            found
        };
        let small = of(Level::SmallArea);
        let districts = of(Level::District);
        let censuses = small
            .iter()
            .all(|columns| matches!(columns.vintage, 2001 | 2011 | 2021 | 2031));
        match (small.as_slice(), districts.as_slice()) {
            _ if !censuses => None,
            ([from, to], [] | [_]) => Some(Self::SmallAreaChange {
                from: *from,
                to: *to,
                change,
                district: districts.first().copied(),
            }),
            ([], [_, _, ..]) if levels.len() == districts.len() => Some(Self::Recodes(districts)),
            ([] | [_], [] | [_]) => {
                let once = levels.iter().all(|columns| of(columns.level).len() == 1);
                let tells = levels.iter().any(|small| {
                    levels
                        .iter()
                        .any(|larger| small.level.lies_in(larger.level))
                });
                let mut levels = levels.to_vec();
                levels.sort_by_key(|columns| columns.level);
                (once && tells).then_some(Self::Lookup(levels))
            }
            _ => None,
        }
    }

    /// Whether its rows only make sense together.
    pub const fn is_read_whole(&self) -> bool {
        match self {
            Self::Recodes(_) | Self::Register(_) => true,
            Self::Lookup(_)
            | Self::SmallAreaChange { .. }
            | Self::Authorities { .. }
            | Self::RegisterNames { .. } => false,
        }
    }

    /// Of several files, those with a lower rank go first: what others lean on.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Recodes(_) => 0,
            Self::Lookup(levels) if levels.iter().all(|columns| columns.level > Level::Ward) => 1,
            Self::Authorities { .. } => 2,
            Self::Lookup(_) => 3,
            Self::SmallAreaChange { .. } => 4,
            Self::Register(_) => 5,
            Self::RegisterNames { .. } => 6,
        }
    }
}

fn unknown(header: &[String]) -> Error {
    let columns: Vec<&str> = header.iter().take(8).map(String::as_str).collect();
    Error::Malformed(Refusal::new(
        "import.unknown_columns",
        format!(
            "This is no file of places that Fairmark knows; its columns are {}. {KNOWN}",
            columns.join(", ")
        ),
    ))
}

/// The columns that are named after a level and a year; others are passed over.
fn level_columns(header: &[String]) -> Vec<LevelColumns> {
    let mut found: Vec<LevelColumns> = Vec::new();
    let parsed: Vec<(usize, Level, i32, bool)> = header
        .iter()
        .enumerate()
        .filter_map(|(place, name)| {
            let (level, vintage, is_code) = parse_column(name)?;
            Some((place, level, vintage, is_code))
        })
        .collect();
    for (code, level, vintage, _) in parsed.iter().filter(|(_, _, _, is_code)| *is_code) {
        let name = parsed
            .iter()
            .find(|(_, other, year, is_code)| other == level && year == vintage && !is_code)
            .map(|(place, ..)| *place);
        found.push(LevelColumns {
            level: *level,
            vintage: *vintage,
            code: *code,
            name,
        });
    }
    found
}

/// `ltla24_code` and `LAD24CD`: level, year, and whether it is the code.
fn parse_column(name: &str) -> Option<(Level, i32, bool)> {
    let name = name.trim().to_ascii_lowercase();
    let (stem, is_code) = [("_code", true), ("_name", false), ("cd", true), ("nm", false)]
        .iter()
        .find_map(|(ending, is_code)| Some((name.strip_suffix(ending)?, *is_code)))?;
    let (word, year) = stem.split_at_checked(stem.len().checked_sub(2)?)?;
    let level = Level::of_word(word)?;
    let year: i32 = year
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| year.parse().ok())
        .flatten()?;
    Some((level, 2000 + year, is_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognise(header: &str) -> Result<Form> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        Form::recognise(&names)
    }

    fn levels(header: &str) -> Vec<(Level, i32)> {
        match recognise(header).unwrap() {
            Form::Lookup(levels) => levels.iter().map(|c| (c.level, c.vintage)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lookups_of_any_year_are_known() {
        assert_eq!(
            levels("lsoa21_name,lsoa21_code,ward24_name,ward24_code,ltla24_name,ltla24_code"),
            [(Level::SmallArea, 2021), (Level::Ward, 2024), (Level::District, 2024)]
        );
        assert_eq!(
            levels("FID,LSOA21CD,LSOA21NM,WD26CD,WD26NM,LAD26CD,LAD26NM,ObjectId"),
            [(Level::SmallArea, 2021), (Level::Ward, 2026), (Level::District, 2026)]
        );
        assert_eq!(
            levels("ltla25_name,ltla25_code,region25_name,region25_code"),
            [(Level::District, 2025), (Level::Region, 2025)]
        );
        assert_eq!(
            levels("ltla23_name,ltla23_code,cauth23_name,cauth23_code"),
            [(Level::District, 2023), (Level::Authority, 2023)]
        );
    }

    #[test]
    fn changes_recodes_and_registers_are_known() {
        let change = "lsoa11_name,lsoa11_code,change_code,lsoa21_name,lsoa21_code,ltla22_name,ltla22_code";
        assert!(matches!(
            recognise(change).unwrap(),
            Form::SmallAreaChange { from, to, change: Some(2), district: Some(_) }
                if from.vintage == 2011 && to.vintage == 2021
        ));
        let Form::Recodes(years) =
            recognise("ltla23_code,ltla23_name,ltla19_code,ltla19_name").unwrap()
        else {
            panic!("recodes");
        };
        assert_eq!(years.iter().map(|c| c.vintage).collect::<Vec<_>>(), [2019, 2023]);
        assert!(matches!(
            recognise("sa_gss,sa_name,sa_type,effective_from,lad24_code,lad24_name").unwrap(),
            Form::Authorities { code: 0, name: 1, effective_from: 3, .. }
        ));
        assert!(matches!(
            recognise("local-authority-code,official-name,nice-name,gss-code,local-authority-type").unwrap(),
            Form::Register(_)
        ));
        assert!(matches!(
            recognise("la-name,local-authority-code").unwrap(),
            Form::RegisterNames { name: 0, registry: 1 }
        ));
    }

    #[test]
    fn others_are_refused_with_the_forms_that_are_known() {
        for header in [
            "a,b,c",
            "lsoa21_code,IMD_decile",
            "lsoa21_code",
            "lsoa24_code,ward24_code",
            "ltla24_code,ltla24_name",
            "postcode,lsoa_code",
            "lsoa11_code,lsoa21_code,ltla22_code,ltla23_code",
            "",
        ] {
            let error = recognise(header).unwrap_err();
            assert!(error.to_string().contains("It knows lookups"), "{header}: {error}");
        }
    }

    #[test]
    fn vintages_have_days() {
        let Form::Lookup(levels) = recognise("lsoa21_code,ward24_code,ltla24_code").unwrap() else {
            panic!("lookup");
        };
        let days: Vec<String> = levels.iter().map(|c| c.known_on().to_string()).collect();
        assert_eq!(days, ["2021-03-21", "2024-05-01", "2024-04-01"]);
    }
}
