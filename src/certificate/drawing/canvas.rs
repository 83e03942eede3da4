//! A page being drawn: shapes and text in points from the top left corner, and the tags a screen reader follows.

use std::collections::BTreeMap;

use printpdf::{
    Color, CurTransMat, DictItem, Line, LineCapStyle, LinePoint, Op, PaintMode, PdfFontHandle,
    Point, Polygon, PolygonRing, Pt, Rgb, TextMatrix, WindingOrder,
};

use super::face::Face;
use super::ink::Ink;
use super::logo::Logo;

/// What a piece of the page is to someone who does not see it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Role {
    /// A paragraph.
    Paragraph,
    /// The page's one heading.
    Heading,
    /// A picture, told in words.
    Figure { alternative: String, frame: Frame },
    /// An address to follow.
    Link { address: String, frame: Frame },
}

/// A rectangle: its left, top, width and height in points from the top left corner of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// The outlines of a shape. Control points of curves are marked as such.
#[derive(Clone, Debug, Default)]
pub(super) struct Path(Vec<Vec<(f32, f32, bool)>>);

impl Path {
    pub(super) fn move_to(&mut self, x: f32, y: f32) -> &mut Self {
        self.0.push(vec![(x, y, false)]);
        self
    }

    pub(super) fn line_to(&mut self, x: f32, y: f32) -> &mut Self {
        self.extend([(x, y, false)])
    }

    pub(super) fn curve_to(
        &mut self,
        one: (f32, f32),
        other: (f32, f32),
        end: (f32, f32),
    ) -> &mut Self {
        self.extend([
            (one.0, one.1, true),
            (other.0, other.1, true),
            (end.0, end.1, false),
        ])
    }

    /// A closed outline through corners.
    pub(super) fn corners(&mut self, corners: impl IntoIterator<Item = (f32, f32)>) -> &mut Self {
        self.0
            .push(corners.into_iter().map(|(x, y)| (x, y, false)).collect());
        self
    }

    /// A circle.
    pub(super) fn circle(&mut self, x: f32, y: f32, radius: f32) -> &mut Self {
        // How far a quarter circle's control points stand from its ends, for a radius of one.
        let reach = 0.552_285 * radius;
        self.move_to(x + radius, y)
            .curve_to(
                (x + radius, y + reach),
                (x + reach, y + radius),
                (x, y + radius),
            )
            .curve_to(
                (x - reach, y + radius),
                (x - radius, y + reach),
                (x - radius, y),
            )
            .curve_to(
                (x - radius, y - reach),
                (x - reach, y - radius),
                (x, y - radius),
            )
            .curve_to(
                (x + reach, y - radius),
                (x + radius, y - reach),
                (x + radius, y),
            )
    }

    /// Whether a point lies in one of the upright rectangles a path is made of.
    #[cfg(test)]
    pub(super) fn covers(&self, x: f32, y: f32) -> bool {
        self.0.iter().any(|outline| {
            let between = |value: f32, of: fn(&(f32, f32, bool)) -> f32| {
                outline.iter().any(|point| of(point) < value)
                    && outline.iter().any(|point| of(point) > value)
            };
            between(x, |point| point.0) && between(y, |point| point.1)
        })
    }

    fn extend(&mut self, points: impl IntoIterator<Item = (f32, f32, bool)>) -> &mut Self {
        if let Some(outline) = self.0.last_mut() {
            outline.extend(points);
        }
        self
    }
}

/// The page's operators so far, and its tagged pieces in reading order.
pub(super) struct Canvas {
    height: f32,
    pub(super) ops: Vec<Op>,
    pub(super) tagged: Vec<Role>,
}

impl Canvas {
    /// An empty page of a height in points.
    pub(super) fn new(height: f32) -> Self {
        Self {
            height,
            ops: Vec::new(),
            tagged: Vec::new(),
        }
    }

    /// Draws something that is read out: the pieces are read in the order they are drawn.
    pub(super) fn tagged(&mut self, role: Role, draw: impl FnOnce(&mut Self)) {
        let tag = match role {
            Role::Paragraph => "P",
            Role::Heading => "H1",
            Role::Figure { .. } => "Figure",
            Role::Link { .. } => "Link",
        };
        let number = i64::try_from(self.tagged.len()).unwrap_or_default();
        self.tagged.push(role);
        let properties = DictItem::Dict {
            map: BTreeMap::from([("MCID".to_owned(), DictItem::Int(number))]),
        };
        self.ops.push(Op::BeginMarkedContentWithProperties {
            tag: tag.to_owned(),
            properties,
        });
        draw(self);
        self.ops.push(Op::EndMarkedContent);
    }

    /// Draws something that is only there to be looked at.
    pub(super) fn ornament(&mut self, draw: impl FnOnce(&mut Self)) {
        self.ops.push(Op::BeginMarkedContent {
            tag: "Artifact".to_owned(),
        });
        draw(self);
        self.ops.push(Op::EndMarkedContent);
    }

    /// Draws with the origin moved to a point and the page turned about it, by degrees.
    pub(super) fn placed(&mut self, at: (f32, f32), turn: f32, draw: impl FnOnce(&mut Self)) {
        let (sine, cosine) = turn.to_radians().sin_cos();
        let [sine, cosine] = [sine, cosine].map(|value| (value * 1e5).round() / 1e5);
        let origin = self.point(at.0, at.1);
        let matrix = CurTransMat::Raw([cosine, sine, -sine, cosine, origin.x.0, origin.y.0]);
        self.ops.push(Op::SaveGraphicsState);
        self.ops.push(Op::SetTransformationMatrix { matrix });
        let height = std::mem::replace(&mut self.height, 0.0);
        draw(self);
        self.height = height;
        self.ops.push(Op::RestoreGraphicsState);
    }

    /// Fills a shape; where outlines overlap, every second layer is a hole.
    pub(super) fn fill(&mut self, path: &Path, ink: Ink) {
        self.ops.push(Op::SetFillColor { col: colour(ink) });
        let rings = path
            .0
            .iter()
            .map(|outline| PolygonRing {
                points: self.points(outline),
            })
            .collect();
        let polygon = Polygon {
            rings,
            mode: PaintMode::Fill,
            winding_order: WindingOrder::EvenOdd,
        };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    /// Sets the pen for the strokes that follow.
    pub(super) fn pen(&mut self, ink: Ink, thickness: f32) {
        self.ops.push(Op::SetOutlineColor { col: colour(ink) });
        self.ops.push(Op::SetOutlineThickness { pt: Pt(thickness) });
        self.ops.push(Op::SetLineCapStyle {
            cap: LineCapStyle::Round,
        });
    }

    /// Strokes the outlines of a shape.
    pub(super) fn stroke(&mut self, path: &Path) {
        for outline in &path.0 {
            let is_closed = outline.len() > 2
                && outline
                    .first()
                    .zip(outline.last())
                    .is_some_and(|(a, b)| a == b);
            let line = Line {
                points: self.points(outline),
                is_closed,
            };
            self.ops.push(Op::DrawLine { line });
        }
    }

    /// Writes one line of text, its baseline starting at a point.
    pub(super) fn text(
        &mut self,
        face: &Face<'_>,
        size: f32,
        ink: Ink,
        at: (f32, f32),
        text: &str,
    ) {
        let at = self.point(at.0, at.1);
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFillColor { col: colour(ink) },
            Op::SetFont {
                font: PdfFontHandle::External(face.id()),
                size: Pt(size),
            },
            Op::SetTextMatrix {
                matrix: TextMatrix::Translate(at.x, at.y),
            },
            Op::ShowText {
                items: face.items(text),
            },
            Op::EndTextSection,
        ]);
    }

    /// Strokes a level line.
    pub(super) fn rule(&mut self, from: f32, to: f32, y: f32) {
        self.stroke(Path::default().move_to(from, y).line_to(to, y));
    }

    /// Places a logo in a frame.
    pub(super) fn logo(&mut self, logo: &Logo, frame: Frame) {
        let corner = self.point(frame.left, frame.top + frame.height);
        self.ops
            .push(logo.place(corner.x.0, corner.y.0, frame.width, frame.height));
    }

    fn points(&self, outline: &[(f32, f32, bool)]) -> Vec<LinePoint> {
        outline
            .iter()
            .map(|&(x, y, bezier)| LinePoint {
                p: self.point(x, y),
                bezier,
            })
            .collect()
    }

    /// A point in the PDF's own terms: from the bottom left corner, to the hundredth of a point.
    fn point(&self, x: f32, y: f32) -> Point {
        let hundredths = |value: f32| Pt((value * 100.0).round() / 100.0);
        Point {
            x: hundredths(x),
            y: hundredths(self.height - y),
        }
    }
}

fn colour(ink: Ink) -> Color {
    let [r, g, b] = ink.channels();
    Color::Rgb(Rgb {
        r,
        g,
        b,
        icc_profile: None,
    })
}
