//! Lists in pages.

/// Rows on a page, unless asked otherwise.
pub const PAGE_SIZE: u64 = 25;
/// Rows on a page at most.
pub const PAGE_SIZE_MAX: u64 = 200;

/// Which page of a list is wanted, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Number of the page, from 1.
    pub number: u64,
    /// Rows on a page.
    pub size: u64,
}

impl PageRequest {
    /// Page `number` (1 when missing or 0) of the usual size.
    pub fn number(number: Option<u64>) -> Self {
        Self::new(number, None)
    }

    /// Page `number` of `size` rows, both brought into range.
    pub fn new(number: Option<u64>, size: Option<u64>) -> Self {
        Self {
            // Further pages than this hold nothing; the bound keeps the offset in range.
            number: number.unwrap_or(1).clamp(1, 1_000_000),
            size: size.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE_MAX),
        }
    }

    /// Rows before the page.
    pub fn offset(self) -> u64 {
        (self.number - 1) * self.size
    }
}

/// One page of a list and the size of the whole.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// Rows in the whole list.
    pub total: u64,
    /// Which page this is.
    pub page: PageRequest,
}

impl<T> Paged<T> {
    /// Number of the last page, at least 1.
    pub fn last_page(&self) -> u64 {
        self.total.div_ceil(self.page.size).max(1)
    }

    /// Turns every row into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Paged<U> {
        Paged {
            rows: self.rows.into_iter().map(turn).collect(),
            total: self.total,
            page: self.page,
        }
    }
}
