//! Text that shrinks, then wraps, and is never cut.

use super::face::Face;

/// One offer to a text: up to so many lines, from one size down to another (in points).
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) lines: usize,
    pub(super) largest: f32,
    pub(super) smallest: f32,
}

/// The offer `lines` lines between two sizes.
pub(super) const fn step(lines: usize, largest: f32, smallest: f32) -> Step {
    Step {
        lines,
        largest,
        smallest,
    }
}

/// A text laid out in lines that all fit their width.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    pub(super) lines: Vec<String>,
    pub(super) size: f32,
    pub(super) leading: f32,
}

impl Block {
    /// The height from the top of the first line to the foot of the last, in points.
    pub(super) fn height(&self) -> f32 {
        self.lines.iter().map(|_| self.leading).sum()
    }
}

/// Sizes go down in half points.
const SMALLER: f32 = 0.5;

/// Where a line may end.
#[derive(Clone, Copy, PartialEq)]
enum Ends {
    /// After a space.
    Words,
    /// Also inside a word, after a slash, a dash or the marks of an address.
    Marks,
    /// Between any two letters.
    Letters,
}

/// Lays out a text in the first offer it fits, at the largest size it fits there.
///
/// A word wider than the width is broken after a mark such as a hyphen, or else makes the text smaller; only in the
/// last offer is it broken between two letters. `None` when even that takes more lines than the last offer has.
pub(super) fn fit(
    face: &Face<'_>,
    text: &str,
    width: f32,
    leading: f32,
    steps: &[Step],
) -> Option<Block> {
    let last = steps.len().checked_sub(1)?;
    for (index, step) in steps.iter().enumerate() {
        let mut size = step.largest;
        while size >= step.smallest {
            for ends in [Ends::Words, Ends::Marks, Ends::Letters] {
                if ends == Ends::Letters && index != last {
                    continue;
                }
                let wrapped = wrap(face, text, width, size, ends);
                if let Some(lines) = wrapped.filter(|lines| lines.len() <= step.lines) {
                    let lines = balance(face, text, width, size, ends, lines);
                    return Some(Block {
                        lines,
                        size,
                        leading: size * leading,
                    });
                }
            }
            size -= SMALLER;
        }
    }
    None
}

/// Fills lines greedily. `None` when something that may not be broken is wider than a line.
fn wrap(face: &Face<'_>, text: &str, width: f32, size: f32, ends: Ends) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text, ends) {
        line.push_str(piece);
        if face.width(line.trim_end(), size) <= width {
            continue;
        }
        line.truncate(line.len() - piece.len());
        if line.is_empty() {
            return None;
        }
        lines.push(std::mem::replace(&mut line, piece.to_owned()));
        if face.width(line.trim_end(), size) > width {
            return None;
        }
    }
    lines.push(line);
    Some(lines)
}

/// A text cut wherever a line may end.
fn pieces(text: &str, ends: Ends) -> Vec<&str> {
    match ends {
        Ends::Words => text.split_inclusive(' ').collect(),
        Ends::Marks => text
            .split_inclusive([' ', '/', '-', '–', '—', '?', '&', '='])
            .collect(),
        Ends::Letters => text.split_inclusive(|_| true).collect(),
    }
}

/// The same number of lines, as even as they can be: a last line of one short word looks like a mistake.
fn balance(
    face: &Face<'_>,
    text: &str,
    width: f32,
    size: f32,
    ends: Ends,
    lines: Vec<String>,
) -> Vec<String> {
    if lines.len() < 2 || ends == Ends::Letters {
        return lines;
    }
    let (mut narrow, mut wide, mut best) = (width / 2.0, width, lines);
    for _ in 0..8 {
        let middle = f32::midpoint(narrow, wide);
        match wrap(face, text, middle, size, ends).filter(|lines| lines.len() <= best.len()) {
            Some(lines) => (wide, best) = (middle, lines),
            None => narrow = middle,
        }
    }
    best
}
