//! The sentence that certifies: who, what, under which scheme, for what and for how long.

use super::super::canvas::{Canvas, Role};
use super::super::fit::{Step, step};
use super::super::ink::Ink;
use super::super::{CertificateContent, DrawingError, ornament};
use super::{BODY_END, COLUMN, Setting, Sheet, WIDTH, long_date, mm};

const NAME: [Step; 7] = [
    step(1, 36.0, 27.0),
    step(2, 32.0, 23.0),
    step(3, 26.0, 19.0),
    step(4, 22.0, 16.0),
    step(5, 18.0, 13.0),
    step(6, 15.0, 11.0),
    step(9, 11.0, 8.0),
];
const TIER: [Step; 3] = [step(1, 30.0, 18.0), step(2, 18.0, 13.0), step(3, 12.5, 8.0)];
const SCHEME: [Step; 3] = [step(1, 17.0, 12.0), step(2, 14.0, 10.0), step(4, 9.5, 7.0)];
const SCOPE: [Step; 3] = [step(2, 12.0, 10.5), step(3, 11.0, 9.0), step(5, 9.0, 7.0)];
const LINE: [Step; 1] = [step(1, 13.0, 13.0)];
const DATES: [Step; 1] = [step(1, 14.0, 10.0)];

/// One part of the sentence.
struct Part<'a> {
    setting: Setting<'a>,
    role: Role,
    /// Its share of the room left over, taken above it.
    share: f32,
    /// Whether the tier's shape stands on both sides of it.
    shaped: bool,
}

/// Draws the body from a height down to its fixed end.
pub(super) fn compose(
    canvas: &mut Canvas,
    sheet: &Sheet<'_>,
    start: f32,
) -> Result<(), DrawingError> {
    let parts = parts(sheet)?;
    let heights: f32 = parts.iter().map(|part| part.setting.height()).sum();
    let shares: f32 = parts.iter().map(|part| part.share).sum();
    let room = BODY_END - start - heights;
    if room < 0.0 {
        return Err(DrawingError::DoesNotFit { what: "text" });
    }
    let gap = (room / shares).min(mm(8.0));
    let mut top = start + (room - gap * shares) / 2.0;
    for part in parts {
        top += gap * part.share;
        if part.shaped {
            tier_shapes(canvas, sheet, &part.setting, top);
        }
        canvas.tagged(part.role, |canvas| part.setting.centred(canvas, top));
        top += part.setting.height();
    }
    Ok(())
}

fn parts<'a>(sheet: &Sheet<'a>) -> Result<Vec<Part<'a>>, DrawingError> {
    let CertificateContent {
        legal_name,
        tier,
        scheme,
        scope,
        ..
    } = sheet.content;
    let plain = |text: &str, ink, width, steps: &[Step], what, share| {
        let setting = Setting::new(sheet.regular, ink, text, width, steps, what)?;
        Ok(Part {
            setting,
            role: Role::Paragraph,
            share,
            shaped: false,
        })
    };
    let strong = |text: &str, width, steps: &[Step], what, share| {
        let setting = Setting::new(sheet.bold, Ink::BLACK, text, width, steps, what)?;
        Ok(Part {
            setting,
            role: Role::Paragraph,
            share,
            shaped: false,
        })
    };
    let (black, grey) = (Ink::BLACK, Ink::GREY);
    let intro = "This is to certify that";
    let mut parts = vec![
        plain(intro, grey, COLUMN, &LINE, "introduction", 0.0)?,
        Part {
            role: Role::Heading,
            ..strong(legal_name, COLUMN, &NAME, "legal name", 1.0)?
        },
        plain("has been awarded", grey, COLUMN, &LINE, "award", 1.2)?,
        Part {
            shaped: true,
            ..strong(tier, COLUMN - mm(32.0), &TIER, "tier’s name", 0.9)?
        },
        plain(scheme, black, COLUMN, &SCHEME, "scheme’s name", 0.6)?,
    ];
    if !scope.is_empty() {
        let scope = format!("Scope: {scope}");
        parts.push(plain(
            &scope,
            grey,
            COLUMN - mm(16.0),
            &SCOPE,
            "scope",
            0.7,
        )?);
    }
    parts.push(strong(&term(sheet), COLUMN, &DATES, "dates", 1.3)?);
    Ok(parts)
}

/// The term in words, its last day included.
fn term(sheet: &Sheet<'_>) -> String {
    let (first, last) = (sheet.content.since, sheet.last_day);
    if first == last {
        format!("Valid on {}", long_date(first))
    } else {
        format!("Valid from {} to {}", long_date(first), long_date(last))
    }
}

fn tier_shapes(canvas: &mut Canvas, sheet: &Sheet<'_>, tier: &Setting<'_>, top: f32) {
    let radius = (tier.block.size * 0.42).max(7.0);
    let reach = tier.width() / 2.0 + radius * 2.1;
    let middle = top + tier.height() / 2.0;
    canvas.ornament(|canvas| {
        for x in [WIDTH / 2.0 - reach, WIDTH / 2.0 + reach] {
            let shape = sheet.content.tier_shape;
            ornament::tier_shape(canvas, shape, (x, middle), radius, Ink::BRONZE);
        }
    });
}
