//! The colours the page is printed in: each can be read on white paper, in grey as well.

use crate::web::assets::Colour;

/// A colour on the page, as red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ink([f32; 3]);

impl Ink {
    /// Nearly black: words that matter, and the QR code.
    pub(super) const BLACK: Self = Self::of(0x1A, 0x1D, 0x1F);
    /// Dark grey: the words around them.
    pub(super) const GREY: Self = Self::of(0x4C, 0x55, 0x5B);
    /// The bronze of the tier shapes.
    pub(super) const BRONZE: Self = Self::of(0x9A, 0x53, 0x14);
    /// Fairmark's own deep green, for an authority without a colour.
    const GREEN: Self = Self::of(0x0B, 0x5C, 0x4A);

    const fn of(red: u8, green: u8, blue: u8) -> Self {
        const WHOLE: f32 = 255.0;
        Self([
            red as f32 / WHOLE,
            green as f32 / WHOLE,
            blue as f32 / WHOLE,
        ])
    }

    /// An authority's colour, darkened as far as reading it takes.
    pub(super) fn brand(colour: Option<&Colour>) -> Self {
        colour.map_or(Self::GREEN, |colour| Self(colour.readable().channels()))
    }

    /// The colour thinned with white, until only a share of it is left.
    #[must_use]
    pub(super) fn tint(self, share: f32) -> Self {
        Self(self.0.map(|part| 1.0 - share * (1.0 - part)))
    }

    /// Red, green and blue between 0 and 1, to the thousandth.
    pub(super) fn channels(self) -> [f32; 3] {
        self.0.map(|part| (part * 1000.0).round() / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_the_page_can_be_read_on_white() {
        let linear = |part: f32| {
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        for ink in [Ink::BLACK, Ink::GREY, Ink::BRONZE, Ink::GREEN] {
            let [red, green, blue] = ink.0.map(linear);
            let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
            assert!(1.05 / (luminance + 0.05) >= 4.5, "{ink:?}");
        }
    }

    #[test]
    fn a_pale_brand_is_darkened_and_a_tint_is_pale() {
        let yellow = Colour::parse("#ffdd00");
        let [red, green, _] = Ink::brand(yellow.as_ref()).channels();
        assert!(red < 0.6 && green < 0.5);
        let tint = Ink::BLACK.tint(0.1).channels();
        assert!(
            tint.iter().all(|part| (0.9..0.93).contains(part)),
            "{tint:?}"
        );
    }
}
