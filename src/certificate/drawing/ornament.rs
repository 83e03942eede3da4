//! What surrounds the words: the guilloche frame, the rosette behind, the hallmark, the tier's shape, the QR code.

use std::f32::consts::TAU;

use super::canvas::{Canvas, Frame, Path};
use super::ink::Ink;
use super::{DrawingError, TierShape};

/// The frame of the page: a plaited band between two rules, a rosette in each corner.
pub(super) fn frame(canvas: &mut Canvas, ink: Ink, outer: Frame, band: f32) {
    let Frame {
        left,
        top,
        width,
        height,
    } = outer;
    let (right, bottom) = (left + width, top + height);
    canvas.pen(ink, 0.9);
    canvas.stroke(&rectangle(outer));
    canvas.pen(ink, 0.45);
    canvas.stroke(&rectangle(inset(outer, band)));
    canvas.pen(ink, 0.3);
    let middle = band / 2.0;
    let (across, down) = (width - 2.0 * band, height - 2.0 * band);
    plait(canvas, (left + band, top + middle), 0.0, across, band);
    plait(canvas, (left + band, bottom - middle), 0.0, across, band);
    plait(canvas, (left + middle, top + band), -90.0, down, band);
    plait(canvas, (right - middle, top + band), -90.0, down, band);
    for (x, y) in [
        (left, top),
        (right - band, top),
        (left, bottom - band),
        (right - band, bottom - band),
    ] {
        let corner = Frame {
            left: x,
            top: y,
            width: band,
            height: band,
        };
        canvas.pen(ink, 0.45);
        canvas.stroke(&rectangle(corner));
        canvas.pen(ink, 0.3);
        rosette(canvas, (x + middle, y + middle), middle * 0.86, 6, 4);
    }
}

/// A plaited band of a length and breadth from a point, turned by degrees.
fn plait(canvas: &mut Canvas, start: (f32, f32), turn: f32, length: f32, breadth: f32) {
    let count = (length / (breadth * 1.15)).round().max(1.0);
    let period = length / count;
    let mut strands = Path::default();
    for (phase, share) in [
        (0, 1.0),
        (1, 1.0),
        (2, 1.0),
        (3, 1.0),
        (0, 0.6),
        (2, 0.6),
        (0, 0.25),
        (2, 0.25),
    ] {
        wave(&mut strands, period, breadth * 0.41 * share, phase);
    }
    canvas.placed(start, turn, |canvas| {
        let mut done = 0.0;
        while done < count {
            // Every stretch is the same drawing moved along, so it compresses to almost nothing.
            canvas.placed((done * period, 0.0), 0.0, |canvas| canvas.stroke(&strands));
            done += 1.0;
        }
    });
}

/// One period of a wave, starting so many quarters in.
fn wave(path: &mut Path, period: f32, height: f32, phase: u8) {
    // A quarter of a sine wave as one Bézier curve: its control points, for a quarter one wide and one high.
    const RISING: [(f32, f32); 2] = [(0.326_13, 0.512_29), (0.638_09, 1.0)];
    let quarter = period / 4.0;
    let level = |quarters: u8| match quarters % 4 {
        1 => height,
        3 => -height,
        _ => 0.0,
    };
    path.move_to(0.0, level(phase));
    for step in 0..4 {
        let (from, to) = (level(phase + step), level(phase + step + 1));
        let left = f32::from(step) * quarter;
        let [one, other] = RISING;
        let (one, other) = if from == 0.0 {
            (
                (left + one.0 * quarter, to * one.1),
                (left + other.0 * quarter, to * other.1),
            )
        } else {
            let mirrored = |(x, y): (f32, f32)| (left + (1.0 - x) * quarter, from * y);
            (mirrored(other), mirrored(one))
        };
        path.curve_to(one, other, (left + quarter, to));
    }
}

/// A rosette: one looping line, drawn again and again with a small turn.
pub(super) fn rosette(canvas: &mut Canvas, centre: (f32, f32), radius: f32, petals: u8, turns: u8) {
    let line = petal_line(radius, petals);
    for turn in 0..turns {
        let degrees = 360.0 / f32::from(petals) / f32::from(turns) * f32::from(turn);
        canvas.placed(centre, degrees, |canvas| canvas.stroke(&line));
    }
}

/// A closed line that swings between an inner and an outer circle, once a petal.
fn petal_line(radius: f32, petals: u8) -> Path {
    const CURVES_A_PETAL: u16 = 8;
    let petals = u16::from(petals);
    let curves = petals * CURVES_A_PETAL;
    let step = TAU / f32::from(curves);
    let swing = f32::from(petals);
    // The point at an angle, and how fast it moves there.
    let at = |angle: f32| {
        let distance = radius * (0.6 + 0.4 * (swing * angle).cos());
        let change = -radius * 0.4 * swing * (swing * angle).sin();
        let (sine, cosine) = angle.sin_cos();
        let point = (distance * cosine, distance * sine);
        let speed = (
            change * cosine - distance * sine,
            change * sine + distance * cosine,
        );
        (point, speed)
    };
    let mut path = Path::default();
    let (mut from, mut speed) = at(0.0);
    path.move_to(from.0, from.1);
    for curve in 1..=curves {
        let (to, next) = at(f32::from(curve % curves) * step);
        let reach = step / 3.0;
        path.curve_to(
            (from.0 + speed.0 * reach, from.1 + speed.1 * reach),
            (to.0 - next.0 * reach, to.1 - next.1 * reach),
            to,
        );
        (from, speed) = (to, next);
    }
    path
}

/// Fairmark's mark: a stamped outline, its corners cut like an assay mark's, with a tick cut into it.
///
/// The same outlines as the mark on the pages, on the same grid of 32 by 32.
pub(super) fn hallmark(canvas: &mut Canvas, frame: Frame, ink: Ink) {
    const TICK: [(f32, f32); 6] = [
        (13.7, 21.9),
        (8.3, 16.5),
        (10.5, 14.3),
        (13.7, 17.5),
        (21.5, 9.7),
        (23.7, 11.9),
    ];
    // The distance of an outline from the edge of the grid, and of its cut corners from each other.
    let outline = |near: f32, cut: f32| {
        let (far, other) = (32.0 - near, 32.0 - cut);
        [
            (cut, near),
            (other, near),
            (far, cut),
            (far, other),
            (other, far),
            (cut, far),
            (near, other),
            (near, cut),
        ]
    };
    let place = |(x, y): (f32, f32)| {
        (
            frame.left + x / 32.0 * frame.width,
            frame.top + y / 32.0 * frame.height,
        )
    };
    let mut stamp = Path::default();
    for (near, cut) in [(1.0, 8.0), (3.2, 8.91), (4.3, 9.37)] {
        stamp.corners(outline(near, cut).map(place));
    }
    stamp.corners(TICK.map(place));
    canvas.fill(&stamp, ink);
}

/// The shape of a tier, which says without colour how far up it is.
pub(super) fn tier_shape(
    canvas: &mut Canvas,
    shape: TierShape,
    centre: (f32, f32),
    radius: f32,
    ink: Ink,
) {
    let (x, y) = centre;
    let mut path = Path::default();
    match shape {
        TierShape::Ring => path.circle(x, y, radius).circle(x, y, radius * 0.64),
        TierShape::FilledRing => path
            .circle(x, y, radius)
            .circle(x, y, radius * 0.76)
            .circle(x, y, radius * 0.5),
        TierShape::Star => path.corners((0..10_u8).map(|corner| {
            let distance = if corner % 2 == 0 {
                radius * 1.12
            } else {
                radius * 0.47
            };
            let (sine, cosine) = (f32::from(corner) * TAU / 10.0).sin_cos();
            (x + distance * sine, y + radius * 0.06 - distance * cosine)
        })),
    };
    canvas.fill(&path, ink);
}

/// A QR code as one shape, so that its squares join without a seam.
pub(super) fn qr_code(frame: Frame, text: &str) -> Result<Path, DrawingError> {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::Q)
        .map_err(|_| DrawingError::DoesNotFit { what: "address" })?;
    let modules = code.width();
    let side = u16::try_from(modules).map_or(f32::MAX, |modules| frame.width / f32::from(modules));
    let colours = code.to_colors();
    let mut path = Path::default();
    let mut top = frame.top;
    for row in colours.chunks(modules) {
        let mut left = frame.left;
        for run in row.chunk_by(|one, other| one == other) {
            let right = left + run.iter().map(|_| side).sum::<f32>();
            if run.first() == Some(&qrcode::Color::Dark) {
                path.corners([
                    (left, top),
                    (right, top),
                    (right, top + side),
                    (left, top + side),
                ]);
            }
            left = right;
        }
        top += side;
    }
    Ok(path)
}

fn rectangle(frame: Frame) -> Path {
    let (right, bottom) = (frame.left + frame.width, frame.top + frame.height);
    let mut path = Path::default();
    path.corners([
        (frame.left, frame.top),
        (right, frame.top),
        (right, bottom),
        (frame.left, bottom),
        (frame.left, frame.top),
    ]);
    path
}

/// A frame drawn in from every side.
pub(super) fn inset(frame: Frame, by: f32) -> Frame {
    Frame {
        left: frame.left + by,
        top: frame.top + by,
        width: frame.width - 2.0 * by,
        height: frame.height - 2.0 * by,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_square_of_the_code_is_where_a_camera_looks_for_it() {
        let text = "https://charter.example.org/certificates/GX-2026-TPHGJD";
        let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::Q).unwrap();
        let modules = u16::try_from(code.width()).unwrap();
        let side = 3.0;
        let (left, top) = (7.0, 11.0);
        let frame = Frame {
            left,
            top,
            width: side * f32::from(modules),
            height: side * f32::from(modules),
        };
        let path = qr_code(frame, text).unwrap();
        let mut colours = code.to_colors().into_iter();
        for row in 0..modules {
            for column in 0..modules {
                let x = left + (f32::from(column) + 0.5) * side;
                let y = top + (f32::from(row) + 0.5) * side;
                let dark = colours.next() == Some(qrcode::Color::Dark);
                assert_eq!(path.covers(x, y), dark, "row {row}, column {column}");
            }
        }
    }
}
