//! The table beside a chart: the figures of the chart, for readers who prefer text and for those who check
//! them.

/// The figures of a chart as formatted text in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartTable {
    /// The caption.
    pub caption: String,
    /// The columns; the first names the subject of a row.
    pub columns: Vec<TableColumn>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// The column head.
    pub head: String,
    /// Whether it holds numbers, which are aligned to the right.
    pub is_numeric: bool,
}

impl ChartTable {
    /// Creates a table with one text column, followed by columns of numbers.
    pub(super) fn new(caption: String, words: String, numbers: impl IntoIterator<Item = String>) -> Self {
        let first = TableColumn { head: words, is_numeric: false };
        let others = numbers.into_iter().map(|head| TableColumn { head, is_numeric: true });
        Self { caption, columns: std::iter::once(first).chain(others).collect(), rows: Vec::new() }
    }

    /// Adds a row. Missing cells are left empty; cells beyond the last column are dropped.
    pub(super) fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut row: Vec<String> = cells.into_iter().collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }
}
