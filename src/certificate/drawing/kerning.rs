//! Pair kerning, read from a font's `GPOS` table.
//!
//! A name set at 36 points shows every loose `AV` and `To`. This reads what kerning needs and no more: the `kern`
//! feature's pair adjustments, by glyph pair and by class. Whatever is malformed kerns nothing.

/// The pair adjustments of one font.
pub(super) struct Kerning<'a> {
    table: &'a [u8],
    /// Offsets of the pair subtables within the table, grouped by lookup.
    lookups: Vec<Vec<usize>>,
}

const PAIRS: u16 = 2;
const EXTENSION: u16 = 9;
/// In a value format: which values come before the advance, and the advance itself.
const BEFORE_ADVANCE: u16 = 0b0011;
const ADVANCE: u16 = 0b0100;

impl<'a> Kerning<'a> {
    /// Finds the pair adjustments in the bytes of a font.
    pub(super) fn of(font: &'a [u8]) -> Self {
        let table = table(font, *b"GPOS").unwrap_or_default();
        Self {
            table,
            lookups: lookups(table).unwrap_or_default(),
        }
    }

    /// How much the second glyph moves towards (negative) or away from the first, in font units.
    pub(super) fn between(&self, first: u16, second: u16) -> i16 {
        self.lookups
            .iter()
            .filter_map(|subtables| {
                subtables
                    .iter()
                    .find_map(|&at| adjustment(self.table, at, first, second))
            })
            .fold(0, i16::saturating_add)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..)?.first_chunk().copied()?))
}

fn usize_at(bytes: &[u8], at: usize) -> Option<usize> {
    u16_at(bytes, at).map(usize::from)
}

fn long_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(bytes.get(at..)?.first_chunk().copied()?)).ok()
}

/// One table of a font file, found by its tag.
fn table(font: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let count = usize_at(font, 4)?;
    let record = (0..count)
        .map(|index| 12 + 16 * index)
        .find(|&at| font.get(at..at + 4) == Some(&tag[..]))?;
    let (offset, length) = (long_at(font, record + 8)?, long_at(font, record + 12)?);
    font.get(offset..offset.checked_add(length)?)
}

/// The pair subtables of every lookup that a `kern` feature names, in the order the font applies them.
fn lookups(table: &[u8]) -> Option<Vec<Vec<usize>>> {
    let features = usize_at(table, 6)?;
    let list = usize_at(table, 8)?;
    let mut wanted = std::collections::BTreeSet::new();
    for index in 0..usize_at(table, features)? {
        let record = features + 2 + 6 * index;
        if table.get(record..record + 4)? != b"kern" {
            continue;
        }
        let feature = features + usize_at(table, record + 4)?;
        for index in 0..usize_at(table, feature + 2)? {
            wanted.insert(usize_at(table, feature + 4 + 2 * index)?);
        }
    }
    Some(
        wanted
            .into_iter()
            .filter_map(|index| subtables(table, list + usize_at(table, list + 2 + 2 * index)?))
            .collect(),
    )
}

fn subtables(table: &[u8], lookup: usize) -> Option<Vec<usize>> {
    let kind = u16_at(table, lookup)?;
    (0..usize_at(table, lookup + 4)?)
        .map(|index| {
            let at = lookup + usize_at(table, lookup + 6 + 2 * index)?;
            match kind {
                PAIRS => Some(at),
                EXTENSION if u16_at(table, at + 2)? == PAIRS => {
                    at.checked_add(long_at(table, at + 4)?)
                }
                _ => None,
            }
        })
        .collect()
}

/// What one subtable says of a pair; `None` lets the next subtable of the lookup speak.
fn adjustment(table: &[u8], at: usize, first: u16, second: u16) -> Option<i16> {
    let covered = coverage(table, at + usize_at(table, at + 2)?, first)?;
    let (one, other) = (u16_at(table, at + 4)?, u16_at(table, at + 6)?);
    let (one_size, other_size) = (size(one), size(other));
    let record = match u16_at(table, at)? {
        1 => {
            let set = at + usize_at(table, at + 10 + 2 * covered)?;
            let step = 2 + one_size + other_size;
            let index = search(
                usize_at(table, set)?,
                |index| u16_at(table, set + 2 + step * index),
                second,
            )?;
            set + 4 + step * index
        }
        2 => {
            let row = class(table, at + usize_at(table, at + 8)?, first)?;
            let column = class(table, at + usize_at(table, at + 10)?, second)?;
            let columns = usize_at(table, at + 14)?;
            at + 16 + (one_size + other_size) * (row * columns + column)
        }
        _ => return None,
    };
    if one & ADVANCE == 0 {
        return Some(0);
    }
    u16_at(table, record + size(one & BEFORE_ADVANCE)).map(u16::cast_signed)
}

/// The bytes that the values of a format take.
fn size(format: u16) -> usize {
    usize::try_from(format.count_ones()).unwrap_or_default() * 2
}

/// Where a glyph stands in a coverage table, if it does.
fn coverage(table: &[u8], at: usize, glyph: u16) -> Option<usize> {
    let count = usize_at(table, at + 2)?;
    if u16_at(table, at)? == 1 {
        return search(count, |index| u16_at(table, at + 4 + 2 * index), glyph);
    }
    let range = range(table, at + 4, count, glyph)?;
    Some(usize_at(table, range + 4)? + usize::from(glyph - u16_at(table, range)?))
}

/// The class of a glyph; a glyph that is not mentioned has class 0.
fn class(table: &[u8], at: usize, glyph: u16) -> Option<usize> {
    if u16_at(table, at)? == 1 {
        let (start, count) = (u16_at(table, at + 2)?, usize_at(table, at + 4)?);
        let within = glyph
            .checked_sub(start)
            .map(usize::from)
            .filter(|&index| index < count);
        return within.map_or(Some(0), |index| usize_at(table, at + 6 + 2 * index));
    }
    let count = usize_at(table, at + 2)?;
    range(table, at + 4, count, glyph).map_or(Some(0), |range| usize_at(table, range + 4))
}

/// The offset of the six-byte range record that holds a glyph.
fn range(table: &[u8], at: usize, count: usize, glyph: u16) -> Option<usize> {
    (0..count)
        .map(|index| at + 6 * index)
        .find(|&record| u16_at(table, record + 2).is_some_and(|end| glyph <= end))
        .filter(|&record| u16_at(table, record).is_some_and(|start| start <= glyph))
}

/// Binary search among `count` ascending values.
fn search(count: usize, value_at: impl Fn(usize) -> Option<u16>, wanted: u16) -> Option<usize> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        let value = value_at(middle)?;
        if value == wanted {
            return Some(middle);
        }
        if value < wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    None
}
