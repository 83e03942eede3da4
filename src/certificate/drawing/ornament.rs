//! What surrounds the words: the guilloche frame, the rosette behind, the hallmark, the tier's shape, the QR code.

use std::f32::consts::TAU;

use super::canvas::{Canvas, Frame, Path};
use super::{Colour, DrawingError, TierShape};

/// The frame of the page: a plaited band between two rules, a rosette in each corner.
pub(super) fn frame(canvas: &mut Canvas, colour: Colour, outer: Frame, band: f32) {
    let Frame {
        left,
        top,
        width,
        height,
    } = outer;
    let (right, bottom) = (left + width, top + height);
    canvas.pen(colour, 0.9);
    canvas.stroke(&rectangle(outer));
    canvas.pen(colour, 0.45);
    canvas.stroke(&rectangle(inset(outer, band)));
    canvas.pen(colour, 0.3);
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
        canvas.pen(colour, 0.45);
        canvas.stroke(&rectangle(corner));
        canvas.pen(colour, 0.3);
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
    canvas.placed(start.0, start.1, turn, |canvas| {
        let mut done = 0.0;
        while done < count {
            // Every stretch is the same drawing moved along, so it compresses to almost nothing.
            canvas.placed(done * period, 0.0, 0.0, |canvas| canvas.stroke(&strands));
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
        canvas.placed(centre.0, centre.1, degrees, |canvas| canvas.stroke(&line));
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

/// Fairmark's hallmark: a stamped outline, cut corners like an assay mark's, with a tick cut into it.
pub(super) fn hallmark(canvas: &mut Canvas, frame: Frame, colour: Colour) {
    let Frame {
        left,
        top,
        width,
        height,
    } = frame;
    let place = |(x, y): (f32, f32)| (left + x * width, top + y * height);
    let octagon = |inset: f32| {
        let (near, far, cut) = (inset, 1.0 - inset, 0.29 + inset * 0.42);
        [
            (cut, near),
            (1.0 - cut, near),
            (far, cut),
            (far, 1.0 - cut),
            (1.0 - cut, far),
            (cut, far),
            (near, 1.0 - cut),
            (near, cut),
        ]
        .map(place)
    };
    let mut stamp = Path::default();
    stamp
        .corners(octagon(0.0))
        .corners(octagon(0.045))
        .corners(octagon(0.085));
    stamp.corners(
        [
            (0.25, 0.525),
            (0.325, 0.45),
            (0.44, 0.565),
            (0.68, 0.31),
            (0.755, 0.385),
            (0.44, 0.715),
        ]
        .map(place),
    );
    canvas.fill(&stamp, colour);
}

/// The shape of a tier, which says without colour how far up it is.
pub(super) fn tier_shape(
    canvas: &mut Canvas,
    shape: TierShape,
    centre: (f32, f32),
    radius: f32,
    colour: Colour,
) {
    let (x, y) = centre;
    let mut path = Path::default();
    match shape {
        TierShape::Ring => path.circle(x, y, radius).circle(x, y, radius * 0.72),
        TierShape::FilledRing => path
            .circle(x, y, radius)
            .circle(x, y, radius * 0.78)
            .circle(x, y, radius * 0.56),
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
    canvas.fill(&path, colour);
}

/// A QR code as one shape, so that its squares join without a seam.
pub(super) fn qr_code(
    canvas: &mut Canvas,
    frame: Frame,
    text: &str,
    colour: Colour,
) -> Result<(), DrawingError> {
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
    canvas.fill(&path, colour);
    Ok(())
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
