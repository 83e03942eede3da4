//! A form with files. A file over the limit is read to its end and thrown away, so
//! that the other fields survive and the person gets a sentence, not a broken line.

use bytes::{Bytes, BytesMut};
use poem::web::{Field, Multipart};
use poem::{FromRequest, Request, RequestBody};
use tokio::io::AsyncReadExt;

use crate::platform::config::EVIDENCE_FILE_MAX_BYTES;
use crate::platform::error::{Error, Refusal};
use crate::web::form::{CSRF_FIELD, FORM_MAX_BYTES, Fields, check_token};

/// Nothing beyond this is read at all, in bytes.
const BODY_MAX_BYTES: usize = 512 * 1024 * 1024;
/// Fields of a form at most.
const FIELDS_MAX: usize = 500;

/// A file as it was sent.
#[derive(Clone, Debug)]
pub struct UploadedFile {
    /// Field it was sent in.
    pub field: String,
    /// Its name on the sender's machine.
    pub name: String,
    /// Its bytes; none when it is over the limit.
    pub content: Option<Bytes>,
    /// How large it is, in bytes.
    pub size: usize,
}

/// A form with files, sent by this browser from one of our pages.
#[derive(Clone, Debug)]
pub struct UploadedForm {
    /// The other fields.
    pub fields: Fields,
    /// The files, empty ones left out.
    pub files: Vec<UploadedFile>,
}

impl<'a> FromRequest<'a> for UploadedForm {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let form = read(req, body).await?;
        check_token(req, form.fields.get(CSRF_FIELD))?;
        Ok(form)
    }
}

/// Reads a multipart body; the token is the caller's to check.
pub(crate) async fn read(req: &Request, body: &mut RequestBody) -> poem::Result<UploadedForm> {
    let mut multipart = Multipart::from_request(req, body)
        .await
        .map_err(|_| malformed())?;
    let (mut pairs, mut files, mut total) = (Vec::new(), Vec::new(), 0);
    while let Some(field) = multipart.next_field().await.map_err(|_| malformed())? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(ToOwned::to_owned) {
            let (content, size) = drain(field, EVIDENCE_FILE_MAX_BYTES, &mut total).await?;
            if size > 0 || !file_name.is_empty() {
                files.push(UploadedFile {
                    field: name,
                    name: file_name,
                    content,
                    size,
                });
            }
        } else {
            let (content, _) = drain(field, FORM_MAX_BYTES, &mut total).await?;
            let bytes = content.ok_or_else(|| {
                Error::TooLarge(Refusal::new(
                    "form.too_large",
                    "One answer is larger than 1 MB. Shorten it and send the form again.",
                ))
            })?;
            pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
        if pairs.len() + files.len() > FIELDS_MAX {
            return Err(malformed().into());
        }
    }
    Ok(UploadedForm {
        fields: Fields::from_pairs(pairs),
        files,
    })
}

async fn drain(
    field: Field,
    limit: usize,
    total: &mut usize,
) -> poem::Result<(Option<Bytes>, usize)> {
    let mut reader = std::pin::pin!(field.into_async_read());
    let (mut kept, mut size, mut chunk) = (BytesMut::new(), 0, vec![0; 64 * 1024]);
    loop {
        let read = reader.read(&mut chunk).await.map_err(|_| malformed())?;
        if read == 0 {
            break;
        }
        size += read;
        *total += read;
        if *total > BODY_MAX_BYTES {
            return Err(Error::TooLarge(Refusal::new(
                "upload.too_large",
                "That is far larger than a piece of evidence can be. Send a file of 20 MB or less.",
            ))
            .into());
        }
        if size <= limit {
            kept.extend_from_slice(chunk.get(..read).unwrap_or_default());
        } else {
            kept = BytesMut::new();
        }
    }
    Ok(((size <= limit).then(|| kept.freeze()), size))
}

fn malformed() -> Error {
    Error::Malformed(Refusal::new(
        "upload.malformed",
        "The upload stopped before it was complete. Choose the file again and send it once more.",
    ))
}
