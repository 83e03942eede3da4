//! How to check the certificate, and who signed it.

use super::super::canvas::{Canvas, Frame, Role};
use super::super::fit::{Step, step};
use super::super::ink::Ink;
use super::super::{DrawingError, ornament};
use super::{COLUMN, FOOT, LEFT, Setting, Sheet, long_date, mm};

/// The side of the QR code.
const QR: f32 = mm(31.0);
/// Where the numbers stand, and the signature, which is as wide as the page lets it be.
const NUMBERS: f32 = LEFT + QR + mm(7.0);
const SIGNATURE: f32 = LEFT + COLUMN - SIGNATURE_WIDTH;
const SIGNATURE_WIDTH: f32 = mm(60.0);
/// The size of the words that say what a number or name is.
const LABEL: f32 = 9.0;

const NUMBER: [Step; 1] = [step(1, 12.0, 6.0)];
const SIGNATORY: [Step; 3] = [step(1, 11.5, 9.0), step(2, 9.5, 8.0), step(3, 7.0, 6.0)];
const ADDRESS: [Step; 2] = [step(1, 10.0, 8.0), step(3, 8.0, 6.0)];
const TRUTH: [Step; 2] = [step(2, 9.0, 8.0), step(3, 8.0, 6.0)];

/// Draws the foot of the page.
pub(super) fn compose(
    canvas: &mut Canvas,
    sheet: &Sheet<'_>,
    brand: Ink,
) -> Result<(), DrawingError> {
    canvas.ornament(|canvas| {
        canvas.pen(brand, 0.6);
        canvas.rule(LEFT, LEFT + COLUMN, FOOT - mm(5.0));
    });
    numbers(canvas, sheet)?;
    signature(canvas, sheet)?;
    address(canvas, sheet, brand)
}

fn numbers(canvas: &mut Canvas, sheet: &Sheet<'_>) -> Result<(), DrawingError> {
    let content = sheet.content;
    let width = SIGNATURE - NUMBERS - mm(5.0);
    let rows = [
        ("Certificate number: ", content.number.to_string()),
        ("Verification code: ", content.code.to_string()),
        ("Issued: ", long_date(content.issued_on)),
    ];
    let mut top = FOOT;
    for (label, value) in rows {
        let value = Setting::new(
            sheet.bold,
            Ink::BLACK,
            &value,
            width,
            &NUMBER,
            "certificate number",
        )?;
        canvas.tagged(Role::Paragraph, |canvas| {
            self::label(canvas, sheet, NUMBERS, top, label);
            value.ranged_left(canvas, NUMBERS, top + 11.0);
        });
        top += mm(11.0);
    }
    Ok(())
}

fn signature(canvas: &mut Canvas, sheet: &Sheet<'_>) -> Result<(), DrawingError> {
    let content = sheet.content;
    let fitted = |face, text: &str, what| {
        Setting::new(face, Ink::BLACK, text, SIGNATURE_WIDTH, &SIGNATORY, what)
    };
    let name = fitted(sheet.bold, &content.signatory_name, "signatory’s name")?;
    let role = fitted(sheet.regular, &content.signatory_role, "signatory’s role")?;
    canvas.tagged(Role::Paragraph, |canvas| {
        label(
            canvas,
            sheet,
            SIGNATURE,
            FOOT,
            "Signed for the authority by ",
        );
    });
    // Room for a pen.
    let line = FOOT + mm(16.5);
    canvas.ornament(|canvas| {
        canvas.pen(Ink::GREY, 0.4);
        canvas.rule(SIGNATURE, LEFT + COLUMN, line);
    });
    let top = line + mm(1.0);
    canvas.tagged(Role::Paragraph, |canvas| {
        name.ranged_left(canvas, SIGNATURE, top);
    });
    let top = top + name.height();
    canvas.tagged(Role::Paragraph, |canvas| {
        role.ranged_left(canvas, SIGNATURE, top);
    });
    Ok(())
}

/// The QR code, the address it stands for in words, and what they are for.
fn address(canvas: &mut Canvas, sheet: &Sheet<'_>, brand: Ink) -> Result<(), DrawingError> {
    let content = sheet.content;
    let frame = Frame {
        left: LEFT,
        top: FOOT,
        width: QR,
        height: QR,
    };
    let code = ornament::qr_code(frame, &content.address)?;
    let alternative = format!("QR code that opens {}", content.address);
    canvas.tagged(Role::Figure { alternative, frame }, |canvas| {
        canvas.fill(&code, Ink::BLACK);
    });

    let top = FOOT + QR + mm(4.0);
    let words = Setting::new(
        sheet.bold,
        brand,
        &content.address,
        COLUMN,
        &ADDRESS,
        "address",
    )?;
    let frame = Frame {
        left: LEFT,
        top,
        width: words.width(),
        height: words.height(),
    };
    let address = content.address.clone();
    canvas.tagged(Role::Link { address, frame }, |canvas| {
        words.ranged_left(canvas, LEFT, top);
    });

    let top = top + words.height() + mm(1.5);
    let truth = format!(
        "The live page at this address is the truth: it says whether the certificate is still good, \
         and this paper cannot. Scan the square, type the address, or enter the verification code at {}",
        content.verify_address,
    );
    let what = "verification address";
    let truth = Setting::new(sheet.regular, Ink::GREY, &truth, COLUMN, &TRUTH, what)?;
    canvas.tagged(Role::Paragraph, |canvas| {
        truth.ranged_left(canvas, LEFT, top);
    });
    Ok(())
}

fn label(canvas: &mut Canvas, sheet: &Sheet<'_>, left: f32, top: f32, text: &str) {
    canvas.text(sheet.regular, LABEL, Ink::GREY, (left, top + 8.0), text);
}
