//! The table beside a chart: the same figures for those who read rather than look, and for those who check.

/// The figures of a chart in words and numbers, as the reader's language writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartTable {
    /// What it is about.
    pub caption: String,
    /// Its columns; the first names what a row is about.
    pub columns: Vec<TableColumn>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Its head.
    pub head: String,
    /// Whether it holds numbers, which stand flush right.
    pub is_numeric: bool,
}

impl ChartTable {
    /// A table with a column of words and then columns of numbers.
    pub(super) fn new(caption: String, words: String, numbers: impl IntoIterator<Item = String>) -> Self {
        let first = TableColumn { head: words, is_numeric: false };
        let others = numbers.into_iter().map(|head| TableColumn { head, is_numeric: true });
        Self { caption, columns: std::iter::once(first).chain(others).collect(), rows: Vec::new() }
    }

    /// Adds a row; cells that are missing are left empty, and there are no more than columns.
    pub(super) fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut row: Vec<String> = cells.into_iter().collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }
}
