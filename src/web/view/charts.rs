//! Charts in a page, each with its table behind a switch that needs no script.

use maud::{Markup, Render, html};

use crate::charts::{ChartTable, TableColumn};
use crate::domain::Language;
use crate::locale::{Argument, integer, message, message_with};

/// Longer tables stand whole on the chart's own page only.
const MOST_ROWS: usize = 30;

/// A chart on its white paper, and its figures. Its finding is its text: who cannot see it loses nothing.
#[derive(Clone, Copy, Debug)]
pub struct ChartFigure<'a> {
    /// Its name in addresses.
    pub kind: &'a str,
    /// The picture.
    pub picture: ChartPicture<'a>,
    /// The same in a shape for narrow screens.
    pub narrow: ChartPicture<'a>,
    /// Where the chart's own page is.
    pub page: &'a str,
    /// What it shows, in a sentence.
    pub finding: &'a str,
    /// The same as a table.
    pub table: &'a ChartTable,
}

/// A picture of a chart.
#[derive(Clone, Copy, Debug)]
pub struct ChartPicture<'a> {
    /// Where it is.
    pub url: &'a str,
    /// Its width; with the height it keeps the place free while it loads.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

impl ChartFigure<'_> {
    /// The chart with as much of its table as a page of many charts bears.
    pub fn in_brief(&self, language: Language) -> Markup {
        self.render(language, MOST_ROWS, self.page)
    }

    /// The chart with its whole table; it leads to the picture alone, which can be drawn wider.
    pub fn in_full(&self, language: Language) -> Markup {
        self.render(language, usize::MAX, self.picture.url)
    }

    fn render(&self, language: Language, most_rows: usize, leads_to: &str) -> Markup {
        let [picture_id, table_id] = ["picture", "table"].map(|view| format!("{}-{view}", self.kind));
        let name = format!("view-{}", self.kind);
        html! {
            figure.switch role="group" aria-label=(self.finding) {
                input type="radio" name=(name) id=(picture_id) checked;
                label for=(picture_id) { (message(language, "chart-view-picture")) }
                input.to-table type="radio" name=(name) id=(table_id);
                label for=(table_id) { (message(language, "chart-view-table")) }
                a.chart href=(leads_to) {
                    picture {
                        source media="(max-width: 40em)" srcset=(self.narrow.url) width=(self.narrow.width) height=(self.narrow.height);
                        img src=(self.picture.url) alt=(self.finding) width=(self.picture.width) height=(self.picture.height) loading="lazy";
                    }
                }
                div.tabular tabindex="0" {
                    (ChartTableView { table: self.table, most_rows })
                    @if self.table.rows.len() > most_rows {
                        p { a href=(self.page) { (whole_table(language, self.table.rows.len())) } }
                    }
                }
            }
        }
    }
}

fn whole_table(language: Language, rows: usize) -> String {
    let count = Argument::from(integer(language, rows as u64));
    message_with(language, "chart-whole-table", [("count", count)])
}

/// The table of a chart. It scrolls sideways in its box where a screen is narrow: its columns belong together.
struct ChartTableView<'a> {
    table: &'a ChartTable,
    most_rows: usize,
}

impl Render for ChartTableView<'_> {
    fn render(&self) -> Markup {
        let columns = &self.table.columns;
        html! {
            table.plain {
                caption { (self.table.caption) }
                thead {
                    tr { @for column in columns { th.number[column.is_numeric] scope="col" { (column.head) } } }
                }
                tbody {
                    @for row in self.table.rows.iter().take(self.most_rows) {
                        tr { @for (index, (cell, column)) in row.iter().zip(columns).enumerate() { (cell_of(index, cell, column)) } }
                    }
                }
            }
        }
    }
}

fn cell_of(index: usize, cell: &str, column: &TableColumn) -> Markup {
    html! {
        @if index == 0 {
            th scope="row" { (cell) }
        } @else {
            td.number[column.is_numeric] { (cell) }
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    //! A chart for the tests beside the views.

    use std::sync::LazyLock;

    use super::{ChartFigure, ChartPicture, ChartTable, TableColumn};
    use crate::web::view::examples::HOSTILE;

    static TABLE: LazyLock<ChartTable> = LazyLock::new(|| ChartTable {
        caption: HOSTILE.to_owned(),
        columns: [false, true]
            .map(|is_numeric| TableColumn { head: HOSTILE.to_owned(), is_numeric })
            .to_vec(),
        rows: vec![vec![HOSTILE.to_owned(), "97,0%".to_owned()]; 40],
    });

    /// A chart of forty rows whose every word is hostile.
    pub(crate) fn figure() -> ChartFigure<'static> {
        ChartFigure {
            kind: "headline",
            picture: ChartPicture { url: "/charts/headline.svg?x=1&y=2", width: 960, height: 540 },
            narrow: ChartPicture { url: "/charts/headline.svg?x=1&shape=square", width: 960, height: 960 },
            page: "/results/33/charts/headline?x=1&y=2",
            finding: HOSTILE,
            table: &TABLE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::markup::attributes;

    #[test]
    fn a_long_table_is_cut_in_brief_and_whole_in_full() {
        let figure = examples::figure();
        for language in Language::ALL {
            let (brief, full) = (figure.in_brief(language), figure.in_full(language));
            let rows = |markup: &Markup| markup.0.matches("<th scope=\"row\"").count();
            assert_eq!((rows(&brief), rows(&full)), (MOST_ROWS, 40));
            let leads = |markup: &Markup| attributes(&markup.0, "href").len();
            assert_eq!((leads(&brief), leads(&full)), (2, 1), "only what was cut leads on");
        }
    }
}
