//! Text that shrinks, then wraps, and is never cut.

use std::ops::Range;

use super::face::{Face, Place};

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

impl Ends {
    fn after(self, character: char) -> bool {
        match self {
            Self::Words => character == ' ',
            Self::Marks => matches!(character, ' ' | '/' | '-' | '–' | '—' | '?' | '&' | '='),
            Self::Letters => true,
        }
    }
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
    let measured = Measured::new(face, text);
    for (index, step) in steps.iter().enumerate() {
        let mut size = step.largest;
        while size >= step.smallest {
            let units = width / face.points(1, size);
            for ends in [Ends::Words, Ends::Marks, Ends::Letters] {
                if ends == Ends::Letters && index != last {
                    continue;
                }
                if let Some(lines) = measured
                    .wrap(units, ends)
                    .filter(|lines| lines.len() <= step.lines)
                {
                    let lines = measured.balance(units, ends, lines);
                    let lines = lines.into_iter().map(|line| measured.text(line)).collect();
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

/// A text whose every character has been measured once; sizes only scale that.
struct Measured {
    characters: Vec<(char, Place)>,
}

impl Measured {
    fn new(face: &Face<'_>, text: &str) -> Self {
        Self {
            characters: text.chars().zip(face.places(text)).collect(),
        }
    }

    /// The characters of a line.
    fn text(&self, line: Range<usize>) -> String {
        self.characters
            .get(line)
            .unwrap_or_default()
            .iter()
            .map(|(character, _)| character)
            .collect()
    }

    /// The width of some of the characters in a line of their own, in font units; a space at its end takes no room.
    fn width(&self, line: Range<usize>) -> i32 {
        let line = self.characters.get(line).unwrap_or_default();
        let last = line.iter().rfind(|(character, _)| *character != ' ');
        line.first()
            .zip(last)
            .map_or(0, |((_, first), (_, last))| last.end - first.start)
    }

    /// Fills lines of a width in font units. `None` when something that may not be broken is wider than a line.
    fn wrap(&self, width: f32, ends: Ends) -> Option<Vec<Range<usize>>> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounding down: a line is thousands of units wide"
        )]
        let width = width as i32;
        let mut lines = Vec::new();
        let (mut start, mut end) = (0, 0);
        for (index, (character, _)) in self.characters.iter().enumerate() {
            if !ends.after(*character) && index + 1 < self.characters.len() {
                continue;
            }
            if self.width(start..index + 1) > width {
                if start == end || self.width(end..index + 1) > width {
                    return None;
                }
                lines.push(start..end);
                start = end;
            }
            end = index + 1;
        }
        lines.push(start..end);
        Some(lines)
    }

    /// The same number of lines, as even as they can be: a last line of one short word looks like a mistake.
    fn balance(&self, width: f32, ends: Ends, lines: Vec<Range<usize>>) -> Vec<Range<usize>> {
        if lines.len() < 2 || ends == Ends::Letters {
            return lines;
        }
        let (mut narrow, mut wide, mut best) = (width / 2.0, width, lines);
        for _ in 0..8 {
            let middle = f32::midpoint(narrow, wide);
            match self
                .wrap(middle, ends)
                .filter(|lines| lines.len() <= best.len())
            {
                Some(lines) => (wide, best) = (middle, lines),
                None => narrow = middle,
            }
        }
        best
    }
}
