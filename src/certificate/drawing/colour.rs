//! Colours, and how much they stand out on white paper.

use std::str::FromStr;

/// A colour of the screen, as an authority writes it: `#0b5c4a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// Fairmark's own deep green, for an authority that has not chosen.
    pub const GREEN: Self = Self::new(0x0B, 0x5C, 0x4A);
    /// The bronze of the tier shapes.
    pub(super) const BRONZE: Self = Self::new(0x9A, 0x53, 0x14);
    /// Nearly black: words that matter.
    pub(super) const INK: Self = Self::new(0x1A, 0x1D, 0x1F);
    /// Dark grey: words around them.
    pub(super) const GREY: Self = Self::new(0x4C, 0x55, 0x5B);

    /// A colour from its red, green and blue.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// The colour if it can be read on white (4.5 to 1, the ratio accessibility asks of text), else the lightest
    /// darker shade of it that can.
    #[must_use]
    pub(super) fn readable(self) -> Self {
        let mut shade = self;
        for percent in (0..=100_u16).rev() {
            shade = self.mixed(Self::new(0, 0, 0), percent);
            if shade.contrast_on_white() >= 4.5 {
                break;
            }
        }
        shade
    }

    /// The colour thinned with white: `percent` of it stays.
    #[must_use]
    pub(super) fn tint(self, percent: u16) -> Self {
        self.mixed(Self::new(255, 255, 255), percent)
    }

    /// Red, green and blue between 0 and 1, to the thousandth.
    pub(super) fn fractions(self) -> [f32; 3] {
        [self.red, self.green, self.blue].map(|value| (f32::from(value) / 0.255).round() / 1000.0)
    }

    fn mixed(self, other: Self, percent: u16) -> Self {
        let mix = |own: u8, other: u8| {
            let sum = u16::from(own) * percent + u16::from(other) * (100 - percent);
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self::new(
            mix(self.red, other.red),
            mix(self.green, other.green),
            mix(self.blue, other.blue),
        )
    }

    /// The contrast with white as WCAG 2 defines it, from 1 to 21.
    fn contrast_on_white(self) -> f32 {
        let [red, green, blue] = [self.red, self.green, self.blue].map(|value| {
            let value = f32::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        });
        1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    }
}

/// Reads `#0b5c4a`, in either case.
impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(written: &str) -> Result<Self, ColourError> {
        let digits = written.trim().strip_prefix('#').ok_or(ColourError)?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(ColourError);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| ColourError)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self::new(red, green, blue))
    }
}

/// What is written is not a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Write a colour as # and six digits 0 to 9 or letters a to f, like #0b5c4a.")]
pub struct ColourError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_they_are_written_for_the_screen() {
        assert_eq!("#0b5c4a".parse(), Ok(Colour::GREEN));
        assert_eq!(" #0B5C4A ".parse(), Ok(Colour::GREEN));
        for wrong in [
            "", "0b5c4a", "#0b5c4", "#0b5c4aa", "#0b5c4g", "#+b5c4a", "#ééé",
        ] {
            assert_eq!(wrong.parse::<Colour>(), Err(ColourError), "{wrong}");
        }
    }

    #[test]
    fn a_pale_brand_darkens_until_it_can_be_read_and_a_dark_one_stays() {
        assert_eq!(Colour::GREEN.readable(), Colour::GREEN);
        let yellow = Colour::new(0xFF, 0xDD, 0x00);
        assert!(yellow.contrast_on_white() < 1.5);
        let readable = yellow.readable();
        assert!(
            (4.5..5.0).contains(&readable.contrast_on_white()),
            "{readable:?}"
        );
        assert!(Colour::new(255, 255, 255).readable().contrast_on_white() >= 4.5);
    }

    #[test]
    fn every_colour_of_the_words_can_be_read() {
        for colour in [Colour::INK, Colour::GREY, Colour::BRONZE] {
            assert!(colour.contrast_on_white() >= 4.5, "{colour:?}");
        }
    }
}
