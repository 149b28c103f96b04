//! Splits rows under headings into columns or pages of limited height.

/// Rows under a heading. The heading may be empty.
pub(super) struct Group<Row> {
    pub(super) heading: String,
    pub(super) rows: Vec<Row>,
}

/// An entry of a column.
pub(super) enum Item<'a, Row> {
    /// A heading, and whether its rows began in an earlier column.
    Heading(&'a str, bool),
    /// A row.
    Row(&'a Row),
}

/// The items of one column from the top, each with its height.
pub(super) type FlowColumn<'a, Row> = Vec<(Item<'a, Row>, f64)>;

/// The height of a column in pixels.
pub(super) fn height<Row>(column: &FlowColumn<'_, Row>) -> f64 {
    column.iter().map(|(_, height)| height).sum()
}

/// Splits the groups into columns at most `limit` pixels high. A heading always has a row below it, and is
/// repeated where its rows continue in another column. Every column has at least one row, even where `limit`
/// is lower than that row.
pub(super) fn flow<Row>(
    groups: &[Group<Row>],
    heading: f64,
    row_height: impl Fn(&Row) -> f64,
    limit: f64,
) -> Vec<FlowColumn<'_, Row>> {
    let (mut columns, mut column, mut filled) = (Vec::new(), FlowColumn::new(), 0.0);
    for group in groups {
        let heading = if group.heading.is_empty() { 0.0 } else { heading };
        for (place, row) in group.rows.iter().enumerate() {
            let height = row_height(row);
            let begins = place == 0;
            let needed = if begins { heading + height } else { height };
            let is_full = !column.is_empty() && filled + needed > limit;
            if is_full {
                columns.push(std::mem::take(&mut column));
                filled = 0.0;
            }
            if (begins || is_full) && heading > 0.0 {
                column.push((Item::Heading(&group.heading, !begins), heading));
                filled += heading;
            }
            column.push((Item::Row(row), height));
            filled += height;
        }
    }
    if !column.is_empty() {
        columns.push(column);
    }
    columns
}

/// Splits the groups into at most `columns` columns of about equal height.
pub(super) fn balanced<Row>(
    groups: &[Group<Row>],
    heading: f64,
    row_height: impl Fn(&Row) -> f64 + Copy,
    columns: usize,
) -> Vec<FlowColumn<'_, Row>> {
    let whole = flow(groups, heading, row_height, f64::INFINITY);
    let total: f64 = whole.iter().map(height).sum();
    let mut limit = total / columns.max(1) as f64;
    loop {
        let parted = flow(groups, heading, row_height, limit);
        if parted.len() <= columns.max(1) || limit > total {
            return parted;
        }
        limit += heading.max(1.0) / 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(columns: &[FlowColumn<'_, u32>]) -> Vec<String> {
        let item = |(item, _): &(Item<'_, u32>, f64)| match item {
            Item::Heading(heading, false) => (*heading).to_owned(),
            Item::Heading(heading, true) => format!("{heading}+"),
            Item::Row(row) => row.to_string(),
        };
        columns.iter().map(|column| column.iter().map(item).collect::<Vec<_>>().join(" ")).collect()
    }

    fn groups() -> Vec<Group<u32>> {
        let group = |heading: &str, rows| Group { heading: heading.to_owned(), rows };
        vec![group("A", vec![1, 2, 3]), group("B", Vec::new()), group("C", vec![4, 5, 6])]
    }

    #[test]
    fn headings_stand_above_rows_and_are_repeated() {
        let groups = groups();
        let parted = |limit| described(&flow(&groups, 10.0, |_| 10.0, limit));
        assert_eq!(parted(1000.0), ["A 1 2 3 C 4 5 6"]);
        assert_eq!(parted(50.0), ["A 1 2 3", "C 4 5 6"]);
        assert_eq!(parted(30.0), ["A 1 2", "A+ 3", "C 4 5", "C+ 6"]);
        assert_eq!(parted(0.0).len(), 6);
        assert_eq!(described(&balanced(&groups, 10.0, |_| 10.0, 2)), ["A 1 2 3", "C 4 5 6"]);
        assert_eq!(described(&balanced(&groups, 10.0, |_| 10.0, 1)), ["A 1 2 3 C 4 5 6"]);
        assert!(flow(&[] as &[Group<u32>], 10.0, |_| 10.0, 30.0).is_empty());
    }
}
