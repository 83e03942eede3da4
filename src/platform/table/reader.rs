//! The stream of rows.

use std::io::{Error as IoError, ErrorKind, Read};

use csv::{ByteRecord, ReaderBuilder, Terminator};

use crate::platform::error::{Error, Refusal, Result};

/// Longest row that is read, in bytes; a longer one means a quotation mark that is never closed.
const ROW_MAX_BYTES: u64 = 1024 * 1024;
/// What is put behind the file's last byte: it comes out as a row of its own unless the file
/// stops inside a quoted field.
const SENTINEL: &[u8] = b"\n\x01end-of-file\x01\n";
/// The row that [`SENTINEL`] comes out as.
const SENTINEL_FIELD: &[u8] = b"\x01end-of-file\x01";

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line it starts on, counted from 1, the header included.
    pub line: u64,
    /// Its fields as text, untrimmed; bytes that are not UTF-8 became U+FFFD.
    pub fields: Vec<String>,
    /// Which fields had bytes that are not UTF-8.
    pub not_utf8: Vec<usize>,
    /// Whether the file ends right behind it, without a line break.
    pub unterminated: bool,
}

impl Row {
    /// The field at a column; empty when the row is too short.
    pub fn get(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }
}

/// A table read row by row.
#[derive(Debug)]
pub struct TableReader<R: Read> {
    csv: csv::Reader<Guarded<R>>,
    header: Vec<String>,
    /// The row after the one given out last: knowing it is knowing which row is the last.
    ahead: Option<(u64, ByteRecord)>,
}

impl<R: Read> TableReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// When there is none, or the bytes are no text.
    pub fn open(input: R) -> Result<Self> {
        let csv = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            // With a bare line feed as the end of a row, line numbers stay right in files whose
            // lines end in carriage return and line feed; the carriage return is taken off below.
            .terminator(Terminator::Any(b'\n'))
            .from_reader(Guarded::new(input));
        let mut reader = Self {
            csv,
            header: Vec::new(),
            ahead: None,
        };
        let Some((_, record)) = reader.read_record()? else {
            return Err(malformed(
                "file.empty",
                "The file is empty: it has no line of column names.",
            ));
        };
        let utf16 = [[0xFF, 0xFE].as_slice(), [0xFE, 0xFF].as_slice()]
            .iter()
            .any(|mark| record.get(0).is_some_and(|field| field.starts_with(mark)));
        if utf16 || record.iter().any(|field| field.contains(&0)) {
            return Err(malformed(
                "file.not_text",
                "The file is not a CSV file in UTF-8. Save it again as “CSV UTF-8”.",
            ));
        }
        if let Some(sentence) = unlike_rows(&record) {
            return Err(malformed("file.not_text", sentence));
        }
        reader.header = record
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_owned())
            .collect();
        reader.ahead = reader.read_record()?;
        Ok(reader)
    }

    /// The column names, trimmed.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// How many bytes of the file were read.
    pub fn bytes_read(&self) -> u64 {
        self.csv.get_ref().bytes
    }

    /// The next row; none at the end of the file.
    ///
    /// # Errors
    /// When the file stops in the middle of a row or cannot be read.
    pub fn next_row(&mut self) -> Result<Option<Row>> {
        let Some((line, record)) = self.ahead.take() else {
            return Ok(None);
        };
        self.ahead = self.read_record()?;
        let last = self.ahead.is_none();
        if last && record.len() < self.header.len() {
            return Err(malformed(
                "file.stops_mid_row",
                format!(
                    "The file stops in the middle of a row: line {line} has {} of {} columns. \
                     Nothing was imported. Download the file again.",
                    record.len(),
                    self.header.len()
                ),
            ));
        }
        let mut row = Row {
            line,
            unterminated: last && !self.csv.get_ref().ended_with_line_break,
            ..Row::default()
        };
        for (column, field) in record.iter().enumerate() {
            let text = String::from_utf8_lossy(field);
            if matches!(text, std::borrow::Cow::Owned(_)) {
                row.not_utf8.push(column);
            }
            row.fields.push(text.into_owned());
        }
        Ok(Some(row))
    }

    /// The next record that is not a blank line, with the line it starts on; none at the end.
    fn read_record(&mut self) -> Result<Option<(u64, ByteRecord)>> {
        loop {
            let started = self.csv.position().line();
            self.csv.get_mut().since_row = 0;
            let mut record = ByteRecord::new();
            let found = self
                .csv
                .read_byte_record(&mut record)
                .map_err(|source| unreadable(source, started))?;
            if !found {
                return Ok(None);
            }
            // Every row ends in a line feed, the last one in the sentinel's, so the row starts
            // as many lines before as it has line feeds inside.
            let inside: u64 = record
                .as_slice()
                .iter()
                .map(|byte| u64::from(*byte == b'\n'))
                .sum();
            let behind = self.csv.position().line();
            if record.len() == 1 && record.get(0) == Some(SENTINEL_FIELD) {
                return Ok(None);
            }
            if record
                .iter()
                .next_back()
                .is_some_and(|field| field.ends_with(SENTINEL))
            {
                let line = behind.saturating_sub(inside).max(1);
                return Err(malformed(
                    "file.stops_mid_row",
                    format!(
                        "The file stops in the middle of a row: a quotation mark opened in the \
                         row on line {line} is never closed. Nothing was imported. Download the \
                         file again."
                    ),
                ));
            }
            let line = behind.saturating_sub(1 + inside).max(1);
            let record = without_carriage_return(record);
            let blank = record.len() == 1
                && record
                    .get(0)
                    .is_some_and(|field| field.trim_ascii().is_empty());
            if !blank {
                return Ok(Some((line, record)));
            }
        }
    }
}

/// What is to be done when the first line is that of a table, but of one written otherwise.
fn unlike_rows(header: &ByteRecord) -> Option<&'static str> {
    // Names hold no line breaks, so this is the whole file in one line.
    if header.iter().any(|name| name.contains(&b'\r')) {
        return Some(
            "Its lines end in a bare carriage return, so it cannot be read row by row. Save it \
             again as “CSV UTF-8”.",
        );
    }
    let alone = header.get(0).filter(|_| header.len() == 1)?;
    let other = |mark: u8| alone.iter().filter(|byte| **byte == mark).count() > 1;
    (other(b';') || other(b'\t')).then_some(
        "Its columns are separated by semicolons or tabs, not by commas. Save it again as “CSV \
         UTF-8”, with commas.",
    )
}

fn without_carriage_return(record: ByteRecord) -> ByteRecord {
    let last = record.len().saturating_sub(1);
    if record.get(last).is_none_or(|field| !field.ends_with(b"\r")) {
        return record;
    }
    record
        .iter()
        .enumerate()
        .map(|(column, field)| match field.strip_suffix(b"\r") {
            Some(rest) if column == last => rest,
            _ => field,
        })
        .collect()
}

fn unreadable(source: csv::Error, line: u64) -> Error {
    match source.into_kind() {
        csv::ErrorKind::Io(source) if source.kind() == ErrorKind::FileTooLarge && line == 1 => {
            malformed(
                "file.not_text",
                format!(
                    "Its first line, which should name the columns, is longer than {} KB. Save it \
                     again as “CSV UTF-8”.",
                    ROW_MAX_BYTES / 1024
                ),
            )
        }
        csv::ErrorKind::Io(source) if source.kind() == ErrorKind::FileTooLarge => malformed(
            "file.stops_mid_row",
            format!(
                "A row near line {line} is longer than {} KB: a quotation mark is never closed. \
                 Nothing was imported. Download the file again.",
                ROW_MAX_BYTES / 1024
            ),
        ),
        csv::ErrorKind::Io(source) => malformed(
            "file.unreadable",
            format!("It cannot be read beyond line {line}: {source}."),
        ),
        other => Error::internal(format!("a CSV file could not be read: {other:?}")),
    }
}

fn malformed(code: &'static str, message: impl Into<String>) -> Error {
    Error::Malformed(Refusal::new(code, message))
}

/// Counts bytes, puts the sentinel behind the last one, and stops a row that never ends.
#[derive(Debug)]
struct Guarded<R> {
    inner: R,
    bytes: u64,
    since_row: u64,
    ended_with_line_break: bool,
    sentinel_left: usize,
    ended: bool,
}

impl<R: Read> Guarded<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            bytes: 0,
            since_row: 0,
            ended_with_line_break: true,
            sentinel_left: SENTINEL.len(),
            ended: false,
        }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, IoError> {
        if self.since_row > ROW_MAX_BYTES {
            return Err(IoError::from(ErrorKind::FileTooLarge));
        }
        if !self.ended {
            let count = self.inner.read(buffer)?;
            if count > 0 {
                let count_wide = u64::try_from(count).unwrap_or(0);
                self.bytes += count_wide;
                self.since_row += count_wide;
                if let Some(last) = buffer.get(count - 1) {
                    self.ended_with_line_break = *last == b'\n';
                }
                return Ok(count);
            }
            self.ended = true;
        }
        let rest = SENTINEL
            .get(SENTINEL.len() - self.sentinel_left..)
            .unwrap_or_default();
        let count = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.sentinel_left -= count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<Vec<Row>> {
        let mut reader = TableReader::open(text)?;
        let mut rows = Vec::new();
        while let Some(row) = reader.next_row()? {
            rows.push(row);
        }
        Ok(rows)
    }

    fn lines(text: &[u8]) -> Vec<(u64, String)> {
        read(text)
            .unwrap()
            .into_iter()
            .map(|row| (row.line, row.get(0).to_owned()))
            .collect()
    }

    fn message(text: &[u8]) -> String {
        read(text).unwrap_err().to_string()
    }

    fn pairs(list: &[(u64, &str)]) -> Vec<(u64, String)> {
        list.iter()
            .map(|(line, text)| (*line, (*text).to_owned()))
            .collect()
    }

    #[test]
    fn line_numbers_are_those_of_an_editor() {
        let text = b"name,codes\nOne,\"1,\n2,\n3\"\nTwo,1\n\n\nThree,\"a\"\"b\"\n";
        assert_eq!(lines(text), pairs(&[(2, "One"), (5, "Two"), (8, "Three")]));
    }

    #[test]
    fn carriage_returns_do_not_shift_lines_or_stay_in_fields() {
        let text = b"name,codes\r\nOne,\"1,\r\n2\"\r\n\r\nTwo,\"x\"\r\nThree,y";
        let rows = read(text).unwrap();
        assert_eq!(lines(text), pairs(&[(2, "One"), (5, "Two"), (6, "Three")]));
        assert_eq!(rows[0].get(1), "1,\r\n2");
        assert_eq!(rows[1].get(1), "x");
        assert_eq!(rows[2].get(1), "y");
        assert!(rows[2].unterminated);
        assert!(!rows[1].unterminated);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_name() {
        let reader = TableReader::open(b"\xEF\xBB\xBF\"name\",b\r\n1,2\r\n".as_slice()).unwrap();
        assert_eq!(reader.header(), ["name", "b"]);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_kept_and_counted() {
        let rows = read(b"a,b\nCaf\xE9,fine\n").unwrap();
        assert_eq!(rows[0].get(0), "Caf\u{FFFD}");
        assert_eq!(rows[0].not_utf8, [0]);
    }

    #[test]
    fn a_file_that_stops_inside_quotes_names_the_line() {
        let text = message(b"a,b\n1,2\n3,\"four");
        assert!(text.contains("line 3"), "{text}");
        assert!(text.contains("middle of a row"), "{text}");
        let text = message(b"a,b\n1,2\n3,\"fo\"\"ur\"\"");
        assert!(text.contains("line 3"), "{text}");
    }

    #[test]
    fn a_file_that_stops_between_fields_names_the_line() {
        // A last field that is empty may be all there is: the row says that no line break follows.
        assert!(read(b"a,b,c\n1,2,3\n4,\"5\",").unwrap()[1].unterminated);
        let text = message(b"a,b,c,d\n1,2,3,4\n4,\"5\"");
        assert!(text.contains("line 3 has 2 of 4 columns"), "{text}");
    }

    #[test]
    fn a_short_row_in_the_middle_is_given_out() {
        let rows = read(b"a,b\n1\n2,3\n").unwrap();
        assert_eq!(rows[0].fields, ["1"]);
    }

    #[test]
    fn a_complete_file_without_a_last_line_break_is_complete() {
        let rows = read(b"a,b\n1,\"2\"").unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].get(1), "2");
        assert!(rows[0].unterminated);
    }

    #[test]
    fn a_quotation_mark_never_closed_does_not_fill_the_memory() {
        let mut text = b"a,b\n1,\"".to_vec();
        text.extend(std::iter::repeat_n(b"x\n", 3_000_000).flatten());
        let said = message(&text);
        assert!(said.contains("never closed"), "{said}");
    }

    #[test]
    fn tables_written_otherwise_are_refused_in_words() {
        assert!(message(b"a,b\r1,2\r3,4\r").contains("carriage return"));
        assert!(message(b"\"a\",\"b\"\r\"1\",\"2\"\r").contains("carriage return"));
        assert!(message(b"a;b;c\n1;2;3\n").contains("semicolons"));
        assert!(message(b"a\tb\tc\n1\t2\t3\n").contains("tabs"));
        assert_eq!(read(b"a;b,c\n1,2\n").unwrap().len(), 1);
        let line = message(&b"<p>no table</p>".repeat(100_000));
        assert!(line.contains("first line"), "{line}");
    }

    #[test]
    fn nothing_and_other_encodings_are_refused_in_words() {
        assert!(message(b"").contains("empty"));
        assert!(message(b"\n\r\n  \n").contains("empty"));
        assert!(message(b"\xFF\xFEa\0,\0b\0\n\0").contains("UTF-8"));
        assert!(read(b"a,b\n").unwrap().is_empty());
    }
}
