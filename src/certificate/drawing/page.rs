//! Where everything stands on the page, from top to bottom in the order it is read.

mod body;
mod foot;

use chrono::NaiveDate;

use super::canvas::{Canvas, Frame, Role};
use super::face::Face;
use super::fit::{Block, Step, fit, step};
use super::ink::Ink;
use super::logo::Logo;
use super::{CertificateContent, DrawingError, ornament};

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
/// Down the page: the top of the head, the middle of the rosette, the end of the body, the top of the foot.
const HEAD: f32 = mm(29.0);
const ROSETTE: f32 = mm(137.0);
const BODY_END: f32 = mm(206.0);
const FOOT: f32 = mm(217.0);
/// The height of the logo or hallmark.
const EMBLEM: f32 = mm(22.0);

const AUTHORITY: [Step; 4] = [
    step(1, 18.0, 15.0),
    step(2, 16.0, 12.0),
    step(3, 12.0, 9.0),
    step(5, 8.5, 6.0),
];

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
    let brand = Ink::brand(sheet.content.brand.as_ref());
    let page = Frame {
        left: 0.0,
        top: 0.0,
        width: WIDTH,
        height: HEIGHT,
    };
    canvas.ornament(|canvas| {
        canvas.pen(brand.tint(0.13), 0.5);
        ornament::rosette(canvas, (WIDTH / 2.0, ROSETTE), mm(60.0), 12, 8);
        ornament::frame(canvas, brand, ornament::inset(page, MARGIN), BAND);
    });
    let end = head(canvas, sheet, brand)?;
    body::compose(canvas, sheet, end + mm(7.0))?;
    foot::compose(canvas, sheet, brand)
}

/// The authority: logo or hallmark, and name. Gives the height it reaches down to.
fn head(canvas: &mut Canvas, sheet: &Sheet<'_>, brand: Ink) -> Result<f32, DrawingError> {
    let authority = &sheet.content.authority;
    if let Some(logo) = sheet.logo {
        let (width, height) = logo.size_within(mm(80.0), EMBLEM);
        let left = (WIDTH - width) / 2.0;
        let top = HEAD + (EMBLEM - height) / 2.0;
        let frame = Frame {
            left,
            top,
            width,
            height,
        };
        let alternative = format!("Logo of {authority}");
        let role = Role::Figure { alternative, frame };
        canvas.tagged(role, |canvas| canvas.logo(logo, frame));
    } else {
        let left = (WIDTH - EMBLEM) / 2.0;
        let frame = Frame {
            left,
            top: HEAD,
            width: EMBLEM,
            height: EMBLEM,
        };
        canvas.ornament(|canvas| ornament::hallmark(canvas, frame, brand));
    }
    let name = Setting::new(
        sheet.bold,
        Ink::BLACK,
        authority,
        COLUMN,
        &AUTHORITY,
        "authority’s name",
    )?;
    let top = HEAD + EMBLEM + mm(4.0);
    canvas.tagged(Role::Paragraph, |canvas| name.centred(canvas, top));
    Ok(top + name.height())
}

/// A text in its face, ink and lines, ready to be written somewhere.
struct Setting<'a> {
    face: &'a Face<'a>,
    ink: Ink,
    block: Block,
}

impl<'a> Setting<'a> {
    /// Fits a text into a width; `what` names it if it does not fit.
    fn new(
        face: &'a Face<'a>,
        ink: Ink,
        text: &str,
        width: f32,
        steps: &[Step],
        what: &'static str,
    ) -> Result<Self, DrawingError> {
        let block = fit(face, text, width, 1.18, steps).ok_or(DrawingError::DoesNotFit { what })?;
        Ok(Self { face, ink, block })
    }

    fn height(&self) -> f32 {
        self.block.height()
    }

    /// The width of the widest line.
    fn width(&self) -> f32 {
        let lines = self.block.lines.iter();
        lines.map(|line| self.line_width(line)).fold(0.0, f32::max)
    }

    fn line_width(&self, line: &str) -> f32 {
        self.face.width(line.trim_end(), self.block.size)
    }

    /// Writes every line in the middle of the page.
    fn centred(&self, canvas: &mut Canvas, top: f32) {
        self.write(canvas, top, |line| (WIDTH - self.line_width(line)) / 2.0);
    }

    /// Writes every line from the same place on.
    fn ranged_left(&self, canvas: &mut Canvas, left: f32, top: f32) {
        self.write(canvas, top, |_| left);
    }

    fn write(&self, canvas: &mut Canvas, top: f32, start: impl Fn(&str) -> f32) {
        let Block {
            lines,
            size,
            leading,
        } = &self.block;
        // From the middle of a line down to its baseline: half the height of a capital.
        let mut baseline = top + leading / 2.0 + size * 0.33;
        for line in lines {
            // The space at a line's end is written too: it keeps the words apart for whoever copies or listens.
            canvas.text(self.face, *size, self.ink, (start(line), baseline), line);
            baseline += leading;
        }
    }
}

/// A date as people write it: 24 November 2026.
fn long_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}
