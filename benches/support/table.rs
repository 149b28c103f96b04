//! The table that a bench prints, in Markdown.

/// Rows under a header, with right-aligned cells.
#[derive(Debug)]
pub struct Table(Vec<Vec<String>>);

impl Table {
    /// A table with these columns, separated by bars.
    pub fn new(columns: &str) -> Self {
        Self(vec![columns.split(" | ").map(str::to_owned).collect()])
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        assert_eq!(Some(N), self.0.first().map(Vec::len), "a cell for each column");
        self.0.push(cells.into());
    }

    /// Prints the table.
    pub fn print(&self) {
        let columns = self.0.first().map_or(0, Vec::len);
        let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
        let width = |column| self.0.iter().map(|row| cell(row, column).chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        println!();
        for (number, row) in self.0.iter().enumerate() {
            let cells =
                widths.iter().enumerate().map(|(column, &width)| format!("{:>width$}", cell(row, column)));
            println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
            if number == 0 {
                let rules = widths.iter().map(|&width| "-".repeat(width - 1) + ":");
                println!("| {} |", rules.collect::<Vec<_>>().join(" | "));
            }
        }
        println!();
    }
}

/// The text of the last cell: whether a goal is met.
pub fn met(is_met: bool) -> String {
    if is_met { "yes" } else { "no" }.to_owned()
}
