//! What a picture says besides the picture: where and when it was taken, with which camera, by
//! whom. None of it is evidence of anything asked here, so none of it is kept; the pixels and the
//! colours stay as they are, and a photograph stays the right way up.

use bytes::Bytes;
use image::metadata::Orientation;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use img_parts::{DynImage, ImageEXIF};

/// The parts of a PNG that carry words, times or the camera's notes.
const PNG_NOTES: [[u8; 4]; 5] = [*b"eXIf", *b"tEXt", *b"zTXt", *b"iTXt", *b"tIME"];
/// Where Adobe says how colours are coded: without it some pictures turn negative.
const ADOBE: &[u8] = b"Adobe";
const ICC: &[u8] = b"ICC_PROFILE\0";
const JFIF: &[u8] = b"JFIF\0";

/// The picture without what it says besides; `None` when it cannot be taken apart.
pub fn without_notes(picture: Bytes) -> Option<Bytes> {
    match DynImage::from_bytes(picture).ok()?? {
        DynImage::Jpeg(jpeg) => Some(bare_jpeg(jpeg)),
        DynImage::Png(png) => Some(bare_png(png)),
        DynImage::WebP(_) => None,
    }
}

fn bare_png(mut png: Png) -> Bytes {
    for kind in PNG_NOTES {
        png.remove_chunks_by_type(kind);
    }
    png.encoder().bytes()
}

fn bare_jpeg(mut jpeg: Jpeg) -> Bytes {
    let turned = jpeg
        .exif()
        .and_then(|exif| Orientation::from_exif_chunk(&exif))
        .filter(|turned| *turned != Orientation::NoTransforms);
    jpeg.segments_mut().retain(|segment| {
        let begins = |with: &[u8]| segment.contents().starts_with(with);
        match segment.marker() {
            markers::APP0 => begins(JFIF),
            markers::APP2 => begins(ICC),
            markers::APP14 => begins(ADOBE),
            markers::APP1
            | markers::APP3
            | markers::APP4
            | markers::APP5
            | markers::APP6
            | markers::APP7
            | markers::APP8
            | markers::APP9
            | markers::APP10
            | markers::APP11
            | markers::APP12
            | markers::APP13
            | markers::APP15
            | markers::COM => false,
            _ => true,
        }
    });
    if let Some(turned) = turned {
        jpeg.set_exif(Some(only_turned(turned)));
    }
    let bytes = jpeg.encoder().bytes();
    let end = end_of_image(&bytes).unwrap_or(bytes.len());
    bytes.slice(..end)
}

/// A TIFF header with one entry, tag 274: how the picture is turned (Exif 2.32, 4.6.4).
fn only_turned(turned: Orientation) -> Bytes {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([turned.to_exif(), 0, 0, 0, 0, 0, 0, 0]);
    exif.into()
}

/// Where a JPEG ends. Telephones hang further pictures behind it, each with notes of its own.
fn end_of_image(jpeg: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let mark = *jpeg.get(at)?;
        let kind = *jpeg.get(at + 1)?;
        at += match (mark, kind) {
            (0xff, 0xd9) => return Some(at + 2),
            // Data, a filled byte, or a mark without a length.
            (0xff, 0xff) => 1,
            (0xff, 0x00 | 0x01 | 0xd0..=0xd8) => 2,
            (0xff, _) => {
                let length = [*jpeg.get(at + 2)?, *jpeg.get(at + 3)?];
                2 + usize::from(u16::from_be_bytes(length)).max(2)
            }
            (_, _) => 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};
    use proptest::prelude::*;

    use super::*;

    fn photograph(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = RgbImage::from_fn(40, 20, |x, y| {
            image::Rgb([x, y, x + y].map(|part| u8::try_from(part * 4).unwrap()))
        });
        DynamicImage::from(picture)
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    /// Exif of a photograph that stands on its side (6), with a place and a name in it.
    fn notes() -> Bytes {
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        exif.extend(b"GPS 53.48 N 2.24 W, taken by Amira");
        exif.into()
    }

    fn holds(bytes: &[u8], words: &[u8]) -> bool {
        bytes.windows(words.len()).any(|window| window == words)
    }

    #[test]
    fn a_photograph_forgets_the_place_and_stays_the_right_way_up() {
        let mut jpeg = Jpeg::from_bytes(photograph(ImageFormat::Jpeg).into()).unwrap();
        jpeg.set_exif(Some(notes()));
        let noted = jpeg.encoder().bytes();
        assert!(holds(&noted, b"GPS 53.48"));
        let bare = without_notes(noted.clone()).unwrap();
        assert!(!holds(&bare, b"GPS") && !holds(&bare, b"Amira"));
        let pixels = |bytes: &[u8]| {
            let mut decoder = ImageReader::new(Cursor::new(bytes.to_vec()))
                .with_guessed_format()
                .unwrap()
                .into_decoder()
                .unwrap();
            let turned = decoder.orientation().unwrap();
            (
                turned,
                DynamicImage::from_decoder(decoder).unwrap().into_bytes(),
            )
        };
        assert_eq!(pixels(&bare), pixels(&noted));
        assert_eq!(pixels(&bare).0, Orientation::Rotate90);
    }

    #[test]
    fn a_second_picture_behind_the_first_goes_with_its_notes() {
        let mut second = Jpeg::from_bytes(photograph(ImageFormat::Jpeg).into()).unwrap();
        second.set_exif(Some(notes()));
        let first = photograph(ImageFormat::Jpeg);
        let both = [first.clone(), second.encoder().bytes().to_vec()].concat();
        assert_eq!(without_notes(both.into()).unwrap(), first);
    }

    #[test]
    fn a_drawing_forgets_its_words() {
        let mut png = Png::from_bytes(photograph(ImageFormat::Png).into()).unwrap();
        let words = img_parts::png::PngChunk::new(*b"tEXt", Bytes::from_static(b"Author\0Amira"));
        png.chunks_mut().insert(1, words);
        png.set_exif(Some(notes()));
        let bare = without_notes(png.encoder().bytes()).unwrap();
        assert_eq!(bare, photograph(ImageFormat::Png));
    }

    proptest! {
        #[test]
        fn no_bytes_cause_a_panic(at in 0_usize..900, byte in any::<u8>(), cut in 0_usize..900) {
            for format in [ImageFormat::Jpeg, ImageFormat::Png] {
                let mut bytes = photograph(format);
                let (at, cut) = (at % bytes.len(), cut % bytes.len());
                bytes[at] = byte;
                let _ = without_notes(bytes.clone().into());
                bytes.truncate(cut);
                let _ = without_notes(bytes.into());
            }
        }
    }
}
