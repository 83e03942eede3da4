//! Where everything stands on the page, from top to bottom in the order it is read.

use chrono::NaiveDate;

use super::canvas::{Canvas, Frame, Role};
use super::face::Face;
use super::fit::{Block, Step, fit, step};
use super::logo::Logo;
use super::{CertificateContent, Colour, DrawingError, ornament};

/// A4.
pub(super) const WIDTH_MM: f32 = 210.0;
/// A4.
pub(super) const HEIGHT_MM: f32 = 297.0;
/// The height of the page in points.
pub(super) const HEIGHT: f32 = mm(HEIGHT_MM);

const WIDTH: f32 = mm(WIDTH_MM);
/// From the edge of the paper to the frame, and the breadth of the frame.
const MARGIN: f32 = mm(10.0);
const BAND: f32 = mm(7.0);
/// The column the words stand in.
const LEFT: f32 = mm(27.0);
const COLUMN: f32 = WIDTH - 2.0 * LEFT;
/// The parts of the page: where the head starts, the body starts and ends, and the foot starts.
const HEAD: f32 = mm(27.0);
const BODY: f32 = mm(78.0);
const BODY_END: f32 = mm(199.0);
const FOOT: f32 = mm(207.0);
const EMBLEM: f32 = mm(24.0);
const QR: f32 = mm(31.0);

const NAME: [Step; 7] = [
    step(1, 38.0, 27.0),
    step(2, 32.0, 23.0),
    step(3, 26.0, 19.0),
    step(4, 22.0, 16.0),
    step(5, 18.0, 13.0),
    step(6, 15.0, 11.0),
    step(9, 11.0, 8.0),
];
const AUTHORITY: [Step; 4] = [
    step(1, 19.0, 15.0),
    step(2, 17.0, 12.0),
    step(3, 12.0, 9.0),
    step(5, 8.5, 6.0),
];
const TIER: [Step; 3] = [step(1, 30.0, 18.0), step(2, 18.0, 13.0), step(3, 12.5, 8.0)];
const SCHEME: [Step; 3] = [step(1, 17.0, 12.0), step(2, 14.0, 10.0), step(4, 9.5, 7.0)];
const SCOPE: [Step; 3] = [step(2, 12.0, 10.5), step(3, 11.0, 9.0), step(5, 9.0, 7.0)];
const LINE: [Step; 1] = [step(1, 13.0, 13.0)];
const DATES: [Step; 1] = [step(1, 14.0, 10.0)];
const SIGNATORY: [Step; 3] = [step(1, 11.5, 9.0), step(2, 9.5, 8.0), step(4, 8.0, 6.0)];
const ADDRESS: [Step; 2] = [step(1, 10.0, 8.0), step(3, 8.0, 6.0)];
const SMALL: [Step; 2] = [step(2, 9.0, 8.0), step(3, 8.0, 6.0)];

/// What goes on the page.
pub(super) struct Sheet<'a> {
    pub(super) content: &'a CertificateContent,
    pub(super) last_day: NaiveDate,
    pub(super) regular: &'a Face<'a>,
    pub(super) bold: &'a Face<'a>,
    pub(super) logo: Option<&'a Logo>,
}

const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// Draws the whole page.
pub(super) fn compose(canvas: &mut Canvas, sheet: &Sheet<'_>) -> Result<(), DrawingError> {
    let brand = sheet.content.brand.readable();
    canvas.ornament(|canvas| {
        let page = Frame {
            left: 0.0,
            top: 0.0,
            width: WIDTH,
            height: HEIGHT,
        };
        canvas.pen(brand.tint(13), 0.5);
        let centre = (WIDTH / 2.0, f32::midpoint(BODY, BODY_END));
        ornament::rosette(canvas, centre, mm(66.0), 12, 8);
        ornament::frame(canvas, brand, ornament::inset(page, MARGIN), BAND);
    });
    head(canvas, sheet, brand)?;
    body(canvas, sheet)?;
    foot(canvas, sheet, brand)
}

/// The authority: logo or hallmark, and name.
fn head(canvas: &mut Canvas, sheet: &Sheet<'_>, brand: Colour) -> Result<(), DrawingError> {
    let authority = &sheet.content.authority;
    if let Some(logo) = sheet.logo {
        let (width, height) = logo.size_within(mm(80.0), EMBLEM);
        let frame = Frame {
            left: (WIDTH - width) / 2.0,
            top: HEAD + (EMBLEM - height) / 2.0,
            width,
            height,
        };
        let alternative = format!("Logo of {authority}");
        canvas.tagged(Role::Figure { alternative, frame }, |canvas| {
            canvas.logo(logo, frame)
        });
    } else {
        let frame = Frame {
            left: (WIDTH - EMBLEM) / 2.0,
            top: HEAD,
            width: EMBLEM,
            height: EMBLEM,
        };
        canvas.ornament(|canvas| ornament::hallmark(canvas, frame, brand));
    }
    let block = fitted(
        sheet.bold,
        authority,
        COLUMN,
        &AUTHORITY,
        "authority’s name",
    )?;
    let top = HEAD + EMBLEM + mm(4.0);
    canvas.tagged(Role::Paragraph, |canvas| {
        centred(canvas, sheet.bold, Colour::INK, &block, top)
    });
    Ok(())
}

/// The sentence that certifies.
fn body(canvas: &mut Canvas, sheet: &Sheet<'_>) -> Result<(), DrawingError> {
    let CertificateContent {
        legal_name,
        tier,
        scheme,
        scope,
        since,
        ..
    } = sheet.content;
    let dates = if *since == sheet.last_day {
        format!("Valid on {}", long_date(*since))
    } else {
        format!(
            "Valid from {} to {}",
            long_date(*since),
            long_date(sheet.last_day)
        )
    };
    let intro = fitted(
        sheet.regular,
        "This is to certify that",
        COLUMN,
        &LINE,
        "introduction",
    )?;
    let name = fitted(sheet.bold, legal_name, COLUMN, &NAME, "legal name")?;
    let awarded = fitted(
        sheet.regular,
        "has been awarded",
        COLUMN,
        &LINE,
        "introduction",
    )?;
    let tier_block = fitted(sheet.bold, tier, COLUMN - mm(32.0), &TIER, "tier’s name")?;
    let scheme = fitted(sheet.bold, scheme, COLUMN, &SCHEME, "scheme’s name")?;
    let scope = if scope.is_empty() {
        None
    } else {
        Some(fitted(
            sheet.regular,
            &format!("Scope: {scope}"),
            COLUMN - mm(16.0),
            &SCOPE,
            "scope",
        )?)
    };
    let dates = fitted(sheet.bold, &dates, COLUMN, &DATES, "dates")?;

    // Each part, and its share of the room left over above it.
    let mut parts = vec![
        (
            Part::Words(&intro, sheet.regular, Colour::GREY, Role::Paragraph),
            0.0,
        ),
        (
            Part::Words(&name, sheet.bold, Colour::INK, Role::Heading),
            1.0,
        ),
        (
            Part::Words(&awarded, sheet.regular, Colour::GREY, Role::Paragraph),
            1.2,
        ),
        (Part::Tier(&tier_block), 0.9),
        (
            Part::Words(&scheme, sheet.bold, Colour::INK, Role::Paragraph),
            0.6,
        ),
    ];
    if let Some(scope) = &scope {
        parts.push((
            Part::Words(scope, sheet.regular, Colour::GREY, Role::Paragraph),
            0.7,
        ));
    }
    parts.push((
        Part::Words(&dates, sheet.bold, Colour::INK, Role::Paragraph),
        1.3,
    ));

    let heights: f32 = parts.iter().map(|(part, _)| part.height()).sum();
    let shares: f32 = parts.iter().map(|(_, share)| share).sum();
    let room = BODY_END - BODY - heights;
    if room < 0.0 {
        return Err(DrawingError::DoesNotFit { what: "text" });
    }
    let gap = (room / shares).min(mm(8.0));
    let mut top = BODY + (room - gap * shares) / 2.0;
    for (part, share) in parts {
        top += gap * share;
        let height = part.height();
        match part {
            Part::Words(block, face, colour, role) => {
                canvas.tagged(role, |canvas| centred(canvas, face, colour, block, top));
            }
            Part::Tier(block) => tier_row(canvas, sheet, block, top),
        }
        top += height;
    }
    Ok(())
}

enum Part<'a> {
    Words(&'a Block, &'a Face<'a>, Colour, Role),
    Tier(&'a Block),
}

impl Part<'_> {
    fn height(&self) -> f32 {
        match self {
            Part::Words(block, ..) | Part::Tier(block) => block.height(),
        }
    }
}

/// The tier's name with its shape on both sides.
fn tier_row(canvas: &mut Canvas, sheet: &Sheet<'_>, block: &Block, top: f32) {
    let widest = block
        .lines
        .iter()
        .map(|line| sheet.bold.width(line.trim_end(), block.size))
        .fold(0.0, f32::max);
    let radius = (block.size * 0.42).max(7.0);
    let reach = widest / 2.0 + radius * 2.1;
    let middle = top + block.height() / 2.0;
    canvas.ornament(|canvas| {
        for x in [WIDTH / 2.0 - reach, WIDTH / 2.0 + reach] {
            ornament::tier_shape(
                canvas,
                sheet.content.tier_shape,
                (x, middle),
                radius,
                Colour::BRONZE,
            );
        }
    });
    canvas.tagged(Role::Paragraph, |canvas| {
        centred(canvas, sheet.bold, Colour::INK, block, top)
    });
}

/// How to check the certificate, and who signed it.
fn foot(canvas: &mut Canvas, sheet: &Sheet<'_>, brand: Colour) -> Result<(), DrawingError> {
    let content = sheet.content;
    canvas.ornament(|canvas| {
        canvas.pen(brand, 0.6);
        canvas.rule(LEFT, LEFT + COLUMN, FOOT - mm(5.0));
    });

    let middle = LEFT + QR + mm(7.0);
    let right = LEFT + COLUMN - mm(60.0);
    let rows = [
        ("Certificate number", content.number.to_string()),
        ("Verification code", content.code.to_string()),
        ("Issued", long_date(content.issued_on)),
    ];
    let mut top = FOOT;
    for (label, value) in &rows {
        let width = right - middle - mm(5.0);
        let value = fitted(
            sheet.bold,
            value,
            width,
            &[step(1, 12.0, 6.0)],
            "certificate number",
        )?;
        canvas.tagged(Role::Paragraph, |canvas| {
            canvas.text(
                sheet.regular,
                9.0,
                Colour::GREY,
                (middle, top + 8.0),
                &format!("{label}: "),
            );
            left(
                canvas,
                sheet.bold,
                Colour::INK,
                &value,
                (middle, top + 11.0),
            );
        });
        top += mm(11.0);
    }

    let name = fitted(
        sheet.bold,
        &content.signatory_name,
        mm(60.0),
        &SIGNATORY,
        "signatory’s name",
    )?;
    let role = fitted(
        sheet.regular,
        &content.signatory_role,
        mm(60.0),
        &SIGNATORY,
        "signatory’s role",
    )?;
    canvas.tagged(Role::Paragraph, |canvas| {
        canvas.text(
            sheet.regular,
            9.0,
            Colour::GREY,
            (right, FOOT + 8.0),
            "Signed for the authority by ",
        );
    });
    canvas.ornament(|canvas| {
        canvas.pen(Colour::GREY, 0.4);
        canvas.rule(right, LEFT + COLUMN, FOOT + mm(16.5));
    });
    let top = FOOT + mm(17.5);
    canvas.tagged(Role::Paragraph, |canvas| {
        left(canvas, sheet.bold, Colour::INK, &name, (right, top))
    });
    let top = top + name.height();
    canvas.tagged(Role::Paragraph, |canvas| {
        left(canvas, sheet.regular, Colour::INK, &role, (right, top))
    });

    let frame = Frame {
        left: LEFT,
        top: FOOT,
        width: QR,
        height: QR,
    };
    let alternative = format!("QR code that opens {}", content.address);
    let mut drawn = Ok(());
    canvas.tagged(Role::Figure { alternative, frame }, |canvas| {
        drawn = ornament::qr_code(canvas, frame, &content.address, Colour::INK);
    });
    drawn?;

    let top = FOOT + QR + mm(4.0);
    let address = fitted(sheet.bold, &content.address, COLUMN, &ADDRESS, "address")?;
    let frame = Frame {
        left: LEFT,
        top,
        width: COLUMN,
        height: address.height(),
    };
    let link = Role::Link {
        address: content.address.clone(),
        frame,
    };
    canvas.tagged(link, |canvas| {
        left(canvas, sheet.bold, brand, &address, (LEFT, top))
    });
    let top = top + address.height() + mm(1.5);
    let truth = format!(
        "The live page at this address is the truth: it says whether the certificate is still good, and this paper cannot. \
         Scan the square, type the address, or enter the verification code at {}",
        content.verify_address,
    );
    let truth = fitted(
        sheet.regular,
        &truth,
        COLUMN,
        &SMALL,
        "verification address",
    )?;
    canvas.tagged(Role::Paragraph, |canvas| {
        left(canvas, sheet.regular, Colour::GREY, &truth, (LEFT, top))
    });
    Ok(())
}

fn fitted(
    face: &Face<'_>,
    text: &str,
    width: f32,
    steps: &[Step],
    what: &'static str,
) -> Result<Block, DrawingError> {
    fit(face, text, width, 1.18, steps).ok_or(DrawingError::DoesNotFit { what })
}

/// Writes a block with every line in the middle of the page.
fn centred(canvas: &mut Canvas, face: &Face<'_>, colour: Colour, block: &Block, top: f32) {
    write(canvas, face, colour, block, top, |line| {
        (WIDTH - face.width(line, block.size)) / 2.0
    });
}

/// Writes a block with its lines starting at the same place.
fn left(canvas: &mut Canvas, face: &Face<'_>, colour: Colour, block: &Block, at: (f32, f32)) {
    write(canvas, face, colour, block, at.1, |_| at.0);
}

fn write(
    canvas: &mut Canvas,
    face: &Face<'_>,
    colour: Colour,
    block: &Block,
    top: f32,
    start: impl Fn(&str) -> f32,
) {
    // From the middle of a line down to its baseline: half the height of a capital.
    let mut baseline = top + block.leading / 2.0 + block.size * 0.33;
    for line in &block.lines {
        // The space at a line's end is written too: it keeps the words apart for whoever copies or listens.
        canvas.text(
            face,
            block.size,
            colour,
            (start(line.trim_end()), baseline),
            line,
        );
        baseline += block.leading;
    }
}

/// A date as people write it: 24 November 2026.
fn long_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}
