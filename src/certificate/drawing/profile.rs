//! The sRGB colour profile an archival PDF carries, written out rather than shipped: an ICC version 2 display
//! profile, its primaries and white as IEC 61966-2-1 gives them.

/// Entries of the tone curve.
const CURVE: u16 = 256;
/// The length of the profile's header.
const HEADER: usize = 128;

/// The bytes of the profile.
pub(super) fn srgb() -> Vec<u8> {
    let curve = tone_curve();
    let tags: [(&[u8; 4], Vec<u8>); 9] = [
        (b"desc", description("sRGB")),
        (b"cprt", text("No copyright, use freely")),
        (b"wtpt", xyz([0.9505, 1.0, 1.0891])),
        (b"rXYZ", xyz([0.436_07, 0.222_49, 0.013_92])),
        (b"gXYZ", xyz([0.385_15, 0.716_87, 0.097_08])),
        (b"bXYZ", xyz([0.143_07, 0.060_61, 0.714_1])),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let mut table = long(tags.len());
    let mut data: Vec<u8> = Vec::new();
    let start = HEADER + 4 + 12 * tags.len();
    let mut previous: Option<(usize, Vec<u8>)> = None;
    for (tag, content) in tags {
        // The three channels share one tone curve.
        let offset = match &previous {
            Some((offset, same)) if *same == content => *offset,
            _ => {
                let offset = start + data.len();
                data.extend(&content);
                data.resize(data.len().next_multiple_of(4), 0);
                offset
            }
        };
        table.extend(tag);
        table.extend(long(offset));
        table.extend(long(content.len()));
        previous = Some((offset, content));
    }
    let mut profile = header(start + data.len());
    profile.extend(table);
    profile.extend(data);
    profile
}

fn header(length: usize) -> Vec<u8> {
    let mut header = long(length);
    header.extend([0; 4]);
    header.extend([2, 0x10, 0, 0]);
    header.extend(b"mntrRGB XYZ ");
    // Made on 1 January 2026, whenever it is written: the same bytes every time.
    for part in [2026, 1, 1, 0, 0, 0_u16] {
        header.extend(part.to_be_bytes());
    }
    header.extend(b"acsp");
    header.resize(68, 0);
    header.extend(xyz([0.9642, 1.0, 0.8249]).into_iter().skip(8));
    header.resize(HEADER, 0);
    header
}

fn long(value: usize) -> Vec<u8> {
    u32::try_from(value)
        .unwrap_or(u32::MAX)
        .to_be_bytes()
        .to_vec()
}

fn element(kind: [u8; 4]) -> Vec<u8> {
    let mut element = kind.to_vec();
    element.extend([0; 4]);
    element
}

fn xyz(values: [f64; 3]) -> Vec<u8> {
    let mut element = element(*b"XYZ ");
    for value in values {
        element.extend(fixed(value).to_be_bytes());
    }
    element
}

fn text(words: &str) -> Vec<u8> {
    let mut element = element(*b"text");
    element.extend(words.as_bytes());
    element.push(0);
    element
}

/// A name in ASCII, and none in the two other scripts the form has room for.
fn description(name: &str) -> Vec<u8> {
    let mut element = element(*b"desc");
    element.extend(long(name.len() + 1));
    element.extend(name.as_bytes());
    element.push(0);
    element.extend([0; 4 + 4 + 2 + 1 + 67]);
    element
}

fn tone_curve() -> Vec<u8> {
    let mut element = element(*b"curv");
    element.extend(long(usize::from(CURVE)));
    for entry in 0..CURVE {
        let value = f64::from(entry) / f64::from(CURVE - 1);
        let linear = if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        };
        element.extend(whole(linear * 65_535.0).to_be_bytes());
    }
    element
}

/// A number between 0 and 2 with sixteen binary places.
fn fixed(value: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the profile's numbers lie between 0 and 2"
    )]
    let fixed = (value * 65_536.0).round() as u32;
    fixed
}

fn whole(value: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the tone curve lies between 0 and 65,535"
    )]
    let whole = value.round() as u16;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_says_its_own_length_and_where_everything_is() {
        let profile = srgb();
        let long_at =
            |at: usize| u32::from_be_bytes(profile[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(long_at(0), profile.len());
        assert_eq!(&profile[36..40], b"acsp");
        for tag in 0..long_at(HEADER) {
            let record = HEADER + 4 + 12 * tag;
            let (offset, length) = (long_at(record + 4), long_at(record + 8));
            assert!(offset % 4 == 0 && offset + length <= profile.len());
        }
        assert!(profile.len() < 1_200, "{} bytes", profile.len());
    }

    #[test]
    fn the_primaries_add_up_to_the_white_of_the_connection_space() {
        let sum = |column: usize| -> f64 {
            [
                [0.436_07, 0.222_49, 0.013_92],
                [0.385_15, 0.716_87, 0.097_08],
                [0.143_07, 0.060_61, 0.714_1],
            ]
            .iter()
            .map(|primary| primary[column])
            .sum()
        };
        for (column, white) in [0.9642, 1.0, 0.8249].into_iter().enumerate() {
            assert!((sum(column) - white).abs() < 0.001, "{column}");
        }
    }
}
