//! An authority's own colour, as a small style sheet that needs no inline style.

/// A colour as six hexadecimal digits, lower case: `0b5c4a`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colour(String);

impl Colour {
    /// Reads `#0B5C4A` or `0b5c4a`; anything else is no colour.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .then(|| Self(digits.to_ascii_lowercase()))
    }

    /// The six digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Red, green and blue, each from 0 to 1, as drawings want them.
    pub fn channels(&self) -> [f32; 3] {
        let packed = u32::from_str_radix(&self.0, 16).unwrap_or_default();
        let [_, red, green, blue] = packed.to_be_bytes();
        [red, green, blue].map(|channel| f32::from(channel) / 255.0)
    }

    /// The same hue, as much darker as it takes to be read on white (WCAG AA with room to spare).
    #[must_use]
    pub fn readable(&self) -> Self {
        let mut channels = self.channels();
        while contrast_with_white(channels) < LEAST_CONTRAST {
            channels = channels.map(|channel| channel * 0.97);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 255"
        )]
        let [red, green, blue] = channels.map(|channel| (channel * 255.0).floor() as u8);
        Self(format!("{red:02x}{green:02x}{blue:02x}"))
    }

    /// The style sheet that makes it the colour of a page.
    pub(super) fn style_sheet(&self) -> String {
        format!(":root{{--fm-brand:#{}}}\n", self.readable().digits())
    }
}

/// Text of the brand's colour also stands on its own palest tint.
const LEAST_CONTRAST: f32 = 5.2;

fn contrast_with_white(channels: [f32; 3]) -> f32 {
    let [red, green, blue] = channels.map(|channel| {
        if channel <= 0.04045 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    });
    1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        assert_eq!(Colour::parse("#0B5C4A"), Colour::parse("0b5c4a"));
        for wrong in [
            "", "#fff", "0b5c4", "0b5c4a;", "red", "0b5c4g", "##0b5c4", "０b5c4a",
        ] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_readable_colour_stays_as_it_is() {
        let green = Colour::parse("0b5c4a").unwrap();
        assert_eq!(green.readable(), green);
    }

    #[test]
    fn a_pale_colour_is_darkened_until_it_can_be_read() {
        for pale in ["ffffff", "ffdd00", "00ff00", "aabbcc"] {
            let readable = Colour::parse(pale).unwrap().readable();
            assert!(
                contrast_with_white(readable.channels()) >= LEAST_CONTRAST,
                "{pale}"
            );
        }
    }
}
