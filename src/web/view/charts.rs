//! Charts in a page, each with its table in a fold-out that needs no script.

use maud::{Markup, html};

use crate::charts::{ChartKind, ChartTable, TableColumn};
use crate::domain::Language;
use crate::locale::{Argument, integer, message, message_with};

/// Maximum rows of a table in a page of many charts; the chart's own page shows all of them.
const MAX_ROWS: usize = 30;

/// A chart on white paper, with its table. Its finding is its text alternative, so that readers who cannot
/// see the chart get the same information.
#[derive(Debug)]
pub struct ChartFigure {
    /// The kind of chart.
    pub kind: ChartKind,
    /// The picture.
    pub picture: ChartPicture,
    /// The picture in a shape for narrow screens.
    pub narrow: ChartPicture,
    /// The address of the chart's own page.
    pub page: String,
    /// The chart's finding, in a sentence.
    pub finding: String,
    /// The chart's figures as a table.
    pub table: ChartTable,
}

/// A picture of a chart.
#[derive(Debug)]
pub struct ChartPicture {
    /// The address under which browsers will request it.
    pub url: String,
    /// Its width in pixels; width and height reserve the space while it loads.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The SVG file that is sent from there.
    pub svg: Vec<u8>,
}

impl ChartFigure {
    /// The chart with at most 30 rows of its table, for a page of many charts.
    pub fn in_brief(&self, language: Language) -> Markup {
        self.render(language, MAX_ROWS, &self.page)
    }

    /// The chart with its whole table; links to the picture alone, which can be viewed wider.
    pub fn in_full(&self, language: Language) -> Markup {
        self.render(language, usize::MAX, &self.picture.url)
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
                    (table(&self.table, most_rows))
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

/// The table of a chart. On a narrow screen it scrolls sideways in its box, so that its columns stay
/// together.
fn table(table: &ChartTable, most_rows: usize) -> Markup {
    let columns = &table.columns;
    html! {
        table.plain {
            caption { (table.caption) }
            thead {
                tr { @for column in columns { th.number[column.is_numeric] scope="col" { (column.head) } } }
            }
            tbody {
                @for row in table.rows.iter().take(most_rows) {
                    tr { @for (index, (cell, column)) in row.iter().zip(columns).enumerate() { (cell_of(index, cell, column)) } }
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
pub(crate) mod samples {
    //! A chart for the tests of the views.

    use super::{ChartFigure, ChartKind, ChartPicture, ChartTable, TableColumn};
    use crate::web::view::samples::HOSTILE;

    /// A chart of forty rows in which every text must be escaped.
    pub(crate) fn figure() -> ChartFigure {
        let picture = |query: &str, height| {
            let url = format!("/charts/headline.svg?x=1&{query}");
            ChartPicture { url, width: 960, height, svg: Vec::new() }
        };
        let column = |is_numeric| TableColumn { head: HOSTILE.to_owned(), is_numeric };
        ChartFigure {
            kind: ChartKind::Headline,
            picture: picture("y=2", 540),
            narrow: picture("shape=square", 960),
            page: "/results/33/charts/headline?x=1&y=2".to_owned(),
            finding: HOSTILE.to_owned(),
            table: ChartTable {
                caption: HOSTILE.to_owned(),
                columns: [false, true].map(column).to_vec(),
                rows: vec![vec![HOSTILE.to_owned(), "97,0%".to_owned()]; 40],
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::tests::attributes;

    #[test]
    fn a_long_table_is_cut_in_brief_and_complete_in_full() {
        let figure = samples::figure();
        for language in Language::ALL {
            let (brief, full) = (figure.in_brief(language), figure.in_full(language));
            let rows = |markup: &Markup| markup.0.matches("<th scope=\"row\"").count();
            assert_eq!((rows(&brief), rows(&full)), (MAX_ROWS, 40));
            let leads = |markup: &Markup| attributes(&markup.0, "href").len();
            assert_eq!((leads(&brief), leads(&full)), (2, 1), "only what was cut leads on");
        }
    }
}
