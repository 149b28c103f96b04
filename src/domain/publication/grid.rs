//! A table of small values by row and column, as the planner keeps many of them.

/// Rows of `columns` cells. Outside of it lies the default value, so that a wrong index hides nothing and shows
/// nothing.
#[derive(Debug)]
pub(super) struct Grid<T> {
    columns: usize,
    cells: Vec<T>,
}

impl<T: Copy + Default> Grid<T> {
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        Self { columns, cells: vec![T::default(); rows * columns] }
    }

    pub(super) fn get(&self, row: usize, column: usize) -> Option<&T> {
        self.cells.get(row * self.columns + column)
    }

    pub(super) fn at(&self, row: usize, column: usize) -> T {
        self.get(row, column).copied().unwrap_or_default()
    }

    pub(super) fn update(&mut self, row: usize, column: usize, change: impl FnOnce(&mut T)) {
        if let Some(cell) = self.cells.get_mut(row * self.columns + column) {
            change(cell);
        }
    }
}
