//! A typeface as the page measures it: which characters it has, how wide they are, how pairs close up.

use printpdf::{FontId, ParsedFont, PdfFont, TextItem};

use super::DrawingError;
use super::kerning::Kerning;

/// One weight of the certificate's typeface.
pub(super) struct Face<'a> {
    parsed: ParsedFont,
    kerning: Kerning<'a>,
    units_per_em: f32,
    name: &'static str,
}

/// Where a character stands on an endless line, in font units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) start: i32,
    pub(super) end: i32,
}

impl<'a> Face<'a> {
    /// Reads a TrueType font. `name` is six capital letters: the PDF's tag for the subset that gets embedded.
    pub(super) fn read(bytes: &'a [u8], name: &'static str) -> Result<Self, DrawingError> {
        let parsed = ParsedFont::from_bytes(bytes, 0, &mut Vec::new()).ok_or(DrawingError::Font)?;
        let units_per_em = f32::from(parsed.font_metrics.units_per_em);
        if units_per_em < 1.0 {
            return Err(DrawingError::Font);
        }
        Ok(Self {
            parsed,
            kerning: Kerning::of(bytes),
            units_per_em,
            name,
        })
    }

    /// What the page's text operators call this face.
    pub(super) fn id(&self) -> FontId {
        FontId(self.name.to_owned())
    }

    /// The face as the PDF library embeds it.
    pub(super) fn to_pdf_font(&self) -> PdfFont {
        PdfFont::new(self.parsed.clone())
    }

    /// The first character of a text that this face cannot draw.
    pub(super) fn missing(&self, text: &str) -> Option<char> {
        text.chars()
            .find(|&character| self.glyph(character).is_none())
    }

    /// How wide a text is, in points, at a size in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let end = self.places(text).last().map_or(0, |place| place.end);
        self.points(end, size)
    }

    /// Where each character of a text starts and ends on its line, in font units.
    pub(super) fn places(&self, text: &str) -> Vec<Place> {
        let mut end = 0;
        let mut previous = None;
        text.chars()
            .map(|character| {
                let glyph = self.glyph(character).unwrap_or_default();
                let kern = previous.map_or(0, |first| self.kerning.between(first, glyph));
                let start = end + i32::from(kern);
                end = start + i32::from(self.parsed.get_horizontal_advance(glyph));
                previous = Some(glyph);
                Place { start, end }
            })
            .collect()
    }

    /// Font units in points, at a size in points.
    pub(super) fn points(&self, units: i32, size: f32) -> f32 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a text is at most millions of units wide, well within what a float counts"
        )]
        let units = units as f32;
        units * size / self.units_per_em
    }

    /// A text as the PDF shows it: runs of characters, and between them the kerning in thousandths of an em.
    pub(super) fn items(&self, text: &str) -> Vec<TextItem> {
        let mut items = Vec::new();
        let mut run = String::new();
        let mut previous = None;
        for character in text.chars() {
            let glyph = self.glyph(character);
            let kern = previous
                .zip(glyph)
                .map_or(0, |(first, second)| self.kerning.between(first, second));
            if kern != 0 {
                items.push(TextItem::Text(std::mem::take(&mut run)));
                items.push(TextItem::Offset(
                    -f32::from(kern) * 1000.0 / self.units_per_em,
                ));
            }
            run.push(character);
            previous = glyph;
        }
        items.push(TextItem::Text(run));
        items
    }

    fn glyph(&self, character: char) -> Option<u16> {
        self.parsed
            .lookup_glyph_index(u32::from(character))
            .filter(|&glyph| glyph != 0)
    }
}
