//! An authority's logo: a PNG made small, flat and harmless before it goes on the page.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader, Limits, Rgb, RgbImage, imageops::FilterType};
use printpdf::{
    Op, Pt, RawImage, RawImageData, RawImageFormat, XObject, XObjectId, XObjectTransform,
};

use super::DrawingError;

/// The most pixels across and down that a logo has in the PDF: nearly 300 to the inch at the size it is printed.
const MOST_ACROSS: u32 = 720;
const MOST_DOWN: u32 = 240;
/// Neither side of a logo may be longer than this.
const LARGEST_SIDE: u32 = 6_000;
/// What decoding a logo may take from memory.
const MOST_MEMORY: u64 = 32 * 1024 * 1024;

/// A logo ready to be placed.
pub(super) struct Logo {
    pixels: RgbImage,
}

impl Logo {
    /// Reads a PNG; transparency becomes the white of the paper.
    pub(super) fn read(png: &[u8]) -> Result<Self, DrawingError> {
        let mut limits = Limits::default();
        limits.max_image_width = Some(LARGEST_SIDE);
        limits.max_image_height = Some(LARGEST_SIDE);
        limits.max_alloc = Some(MOST_MEMORY);
        let mut reader = ImageReader::with_format(Cursor::new(png), ImageFormat::Png);
        reader.limits(limits);
        let image = reader.decode().map_err(|_| DrawingError::Logo)?;
        let (width, height) = (image.width(), image.height());
        if width == 0 || height == 0 {
            return Err(DrawingError::Logo);
        }
        let image = if width > MOST_ACROSS || height > MOST_DOWN {
            image.resize(MOST_ACROSS, MOST_DOWN, FilterType::CatmullRom)
        } else {
            image
        };
        Ok(Self {
            pixels: flattened(&image),
        })
    }

    /// How the logo fills a box: its width and height in points.
    pub(super) fn size_within(&self, width: f32, height: f32) -> (f32, f32) {
        let (own_width, own_height) = self.pixels();
        let scale = (width / own_width).min(height / own_height);
        (own_width * scale, own_height * scale)
    }

    /// The operator that places the logo with its bottom left corner at a point, in the PDF's own terms.
    pub(super) fn place(&self, left: f32, bottom: f32, width: f32, height: f32) -> Op {
        let (own_width, own_height) = self.pixels();
        // At 72 dots an inch the library makes a pixel a point; the scale does the rest.
        let transform = XObjectTransform {
            translate_x: Some(Pt(left)),
            translate_y: Some(Pt(bottom)),
            scale_x: Some(width / own_width),
            scale_y: Some(height / own_height),
            dpi: Some(72.0),
            ..XObjectTransform::default()
        };
        Op::UseXobject {
            id: Self::id(),
            transform,
        }
    }

    /// What the page's operators call the logo.
    pub(super) fn id() -> XObjectId {
        XObjectId("LOGO".to_owned())
    }

    /// The logo as the PDF library embeds it.
    pub(super) fn into_object(self) -> XObject {
        let (width, height) = self.pixels.dimensions();
        XObject::Image(RawImage {
            pixels: RawImageData::U8(self.pixels.into_raw()),
            width: usize::try_from(width).unwrap_or_default(),
            height: usize::try_from(height).unwrap_or_default(),
            data_format: RawImageFormat::RGB8,
            tag: Vec::new(),
        })
    }

    fn pixels(&self) -> (f32, f32) {
        let pixels = |count: u32| u16::try_from(count).map_or(f32::MAX, f32::from);
        (pixels(self.pixels.width()), pixels(self.pixels.height()))
    }
}

/// An image on white, every pixel opaque.
fn flattened(image: &DynamicImage) -> RgbImage {
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let image::Rgba([red, green, blue, alpha]) = *image.get_pixel(x, y);
        let on_white = |value: u8| {
            let sum = u16::from(value) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        Rgb([on_white(red), on_white(green), on_white(blue)])
    })
}
