//! What the PDF library leaves out: the structure a screen reader follows, the language, the metadata an archive
//! asks for, the colour profile, and an identity that depends on nothing but the content. Together they make the
//! file PDF/A-3a and PDF/UA-1.

use chrono::NaiveDate;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::canvas::{Frame, Role};
use super::{DrawingError, profile};

/// What the file says about itself.
pub(super) struct About {
    pub(super) title: String,
    pub(super) author: String,
    pub(super) subject: String,
    pub(super) issued_on: NaiveDate,
    pub(super) page_height: f32,
}

const LANGUAGE: &str = "en-GB";
const PROGRAM: &str = "Fairmark";

/// Adds what is missing and writes the file.
pub(super) fn finish(
    mut document: Document,
    about: &About,
    tagged: &[Role],
) -> Result<Vec<u8>, DrawingError> {
    "1.7".clone_into(&mut document.version);
    let page = document
        .page_iter()
        .next()
        .ok_or(DrawingError::Unwritable)?;
    let (structure, links) = add_structure(&mut document, page, tagged, about.page_height);
    let page_entries = document.get_dictionary_mut(page).map_err(unwritable)?;
    page_entries.set("StructParents", 0);
    page_entries.set("Tabs", "S");
    page_entries.set("Annots", links);

    let profile = Stream::new(dictionary! { "N" => 3 }, profile::srgb());
    let profile = document.add_object(profile);
    let intent = document.add_object(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    });
    let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    // Archives read the metadata without unpacking the file.
    let metadata = Stream::new(metadata, xmp(about).into_bytes()).with_compression(false);
    let metadata = document.add_object(metadata);
    let info = document.add_object(info(about));
    let catalog = document.catalog_mut().map_err(unwritable)?;
    catalog.set("Lang", Object::string_literal(LANGUAGE));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set(
        "ViewerPreferences",
        dictionary! { "DisplayDocTitle" => true },
    );
    catalog.set("StructTreeRoot", structure);
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![Object::from(intent)]);

    document.trailer.set("Info", info);
    document.trailer.remove(b"ID");
    document.prune_objects();
    document.compress();
    let identity = Sha256::digest(write(&mut document)?);
    let identity = Object::String(
        identity.iter().take(16).copied().collect(),
        StringFormat::Hexadecimal,
    );
    document.trailer.set("ID", vec![identity.clone(), identity]);
    write(&mut document)
}

fn write(document: &mut Document) -> Result<Vec<u8>, DrawingError> {
    let mut bytes = Vec::new();
    document
        .save_to(&mut bytes)
        .map_err(|_| DrawingError::Unwritable)?;
    Ok(bytes)
}

fn unwritable(_: lopdf::Error) -> DrawingError {
    DrawingError::Unwritable
}

/// Writes the tree of tags; gives its root and the page's link annotations.
fn add_structure(
    document: &mut Document,
    page: ObjectId,
    tagged: &[Role],
    page_height: f32,
) -> (ObjectId, Vec<Object>) {
    let root = document.new_object_id();
    let whole = document.new_object_id();
    let mut pieces = Vec::new();
    let mut links = Vec::new();
    let mut link_parents = Vec::new();
    for (number, role) in (0_i64..).zip(tagged) {
        let mut piece =
            dictionary! { "Type" => "StructElem", "P" => whole, "Pg" => page, "K" => number };
        let id = document.new_object_id();
        match role {
            Role::Paragraph => piece.set("S", "P"),
            Role::Heading => piece.set("S", "H1"),
            Role::Figure { alternative, frame } => {
                piece.set("S", "Figure");
                piece.set("Alt", unicode(alternative));
                let layout = dictionary! { "O" => "Layout", "BBox" => rectangle(*frame, page_height), "Placement" => "Block" };
                piece.set("A", layout);
            }
            Role::Link { address, frame } => {
                let key = i64::try_from(link_parents.len()).unwrap_or_default() + 1;
                let link =
                    document.add_object(link(address, rectangle(*frame, page_height), page, key));
                links.push(Object::from(link));
                link_parents.extend([Object::from(key), Object::from(id)]);
                piece.set("S", "Link");
                let reference = dictionary! { "Type" => "OBJR", "Obj" => link, "Pg" => page };
                piece.set("K", vec![Object::from(number), Object::from(reference)]);
            }
        }
        document.set_object(id, piece);
        pieces.push(Object::from(id));
    }
    document.set_object(whole, dictionary! { "Type" => "StructElem", "S" => "Document", "P" => root, "K" => pieces.clone() });
    let mut parents = vec![Object::from(0), Object::from(pieces)];
    parents.extend(link_parents);
    let next = i64::try_from(links.len()).unwrap_or_default() + 1;
    document.set_object(
        root,
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => whole,
            "ParentTree" => dictionary! { "Nums" => parents },
            "ParentTreeNextKey" => next,
        },
    );
    (root, links)
}

fn link(address: &str, rectangle: Vec<Object>, page: ObjectId, key: i64) -> Dictionary {
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => rectangle,
        "Border" => vec![Object::from(0), Object::from(0), Object::from(0)],
        // Printed with the page.
        "F" => 4,
        "P" => page,
        "Contents" => unicode(address),
        "StructParent" => key,
        "A" => dictionary! { "S" => "URI", "URI" => Object::string_literal(address) },
    }
}

fn rectangle(frame: Frame, page_height: f32) -> Vec<Object> {
    let bottom = page_height - frame.top - frame.height;
    [
        frame.left,
        bottom,
        frame.left + frame.width,
        bottom + frame.height,
    ]
    .map(|value| Object::Real((value * 100.0).round() / 100.0))
    .to_vec()
}

/// A text string with any character in it.
fn unicode(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn info(about: &About) -> Dictionary {
    let date = Object::string_literal(about.issued_on.format("D:%Y%m%d000000+00'00'").to_string());
    dictionary! {
        "Title" => unicode(&about.title),
        "Author" => unicode(&about.author),
        "Subject" => unicode(&about.subject),
        "Creator" => unicode(PROGRAM),
        "Producer" => unicode(PROGRAM),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    }
}

fn xmp(about: &About) -> String {
    let title = escaped(&about.title);
    let author = escaped(&about.author);
    let subject = escaped(&about.subject);
    let date = about.issued_on.format("%Y-%m-%dT00:00:00+00:00");
    format!(
        r#"<?xpacket begin="{mark}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{PROGRAM}</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of PDF/UA the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        mark = '\u{feff}',
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
