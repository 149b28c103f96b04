//! Tests of the report of November 2024 and of unusual cases.

use std::rc::Rc;

use super::flow::{Flow, PagePiece, PlacedPiece};
use super::paragraph::SetParagraph;
use super::section::{Kept, ReportSection, SectionStyle};
use super::style::{BOTTOM, HEADING, WIDTH};
use super::table::{ReportTable, TableRow};
use super::*;
use crate::charts::{ChartTable, TableColumn};
use crate::domain::results::context::samples::{all_contexts, context, november, uniform, with_units};

fn setting(language: Language) -> SectionStyle {
    SectionStyle { language, typefaces: typefaces().unwrap() }
}

fn pages_of(context: &ReportContext, language: Language) -> Vec<Vec<PlacedPiece>> {
    lay_out(context, 12, setting(language)).unwrap().into_pages()
}

/// A table of `rows` units.
fn long_table(rows: usize) -> ChartTable {
    let column = |head: &str, is_numeric| TableColumn { head: head.to_owned(), is_numeric };
    let row = |place| {
        let name = format!("Phường Nguyễn Thị Minh Khai và Trần Hưng Đạo {place}");
        vec![name, "97,0%".to_owned(), "94,4–99,1%".to_owned(), "1.234".to_owned()]
    };
    ChartTable {
        caption: "Tỉnh Hưng Yên, tháng 11/2024".to_owned(),
        columns: vec![
            column("Đơn vị", false),
            column("Tỷ lệ hài lòng", true),
            column("Khoảng tin cậy 95%", true),
            column("Số phiếu", true),
        ],
        rows: (1..=rows).map(row).collect(),
    }
}

fn set(table: &ChartTable) -> ReportTable {
    ReportTable::set(table, WIDTH, typefaces().unwrap())
}

/// The pages of a section whose table has `rows` rows and may continue on `further` pages.
fn placed(rows: usize, kept: Kept, further: usize) -> Flow {
    let table = set(&long_table(rows));
    let heading = SetParagraph::set("So sánh", HEADING, WIDTH, typefaces().unwrap());
    let section = ReportSection { heading, words: Vec::new(), chart: None, table: Some(table), kept };
    let mut flow = Flow::new();
    section.place(&mut flow, further, setting(Language::Vi));
    flow
}

/// The rows on the pages, as the texts of their first cells.
fn printed(flow: Flow) -> Vec<String> {
    let mut words = Vec::new();
    for placed in flow.into_pages().iter().flatten() {
        let PagePiece::Rows(table, rows) = &placed.piece else { continue };
        for row in &table.rows[rows.clone()] {
            words.push(match row {
                TableRow::Cells(cells) => cells[0].lines.join(" "),
                TableRow::LeftOut(words) => words.lines.join(" "),
            });
        }
    }
    words
}

#[test]
fn a_province_of_139_units_takes_four_to_eight_pages() {
    for language in Language::ALL {
        let pages = pages_of(&context(november()), language).len();
        assert!((4..=8).contains(&pages), "{pages} pages in {language}");
    }
}

#[test]
fn every_sample_stays_within_its_pages_and_conforms_to_pdf_ua() {
    for (name, context) in all_contexts() {
        for language in Language::ALL {
            let pages = pages_of(&context, language);
            // Labels of hundreds of letters, which take several lines in every table, may need one more page.
            let most = if name == "accented" { MAX_PAGES + 1 } else { MAX_PAGES };
            assert!((2..=most).contains(&pages.len()), "{name} in {language}: {} pages", pages.len());
            for placed in pages.iter().flatten() {
                let bottom = placed.top + placed.piece.height();
                assert!(bottom <= BOTTOM + 0.1, "{name} in {language}: {:?}", placed.piece);
            }
        }
        let pdf = report_pdf(&context, 0, Language::Vi).unwrap();
        let mark = b"<pdfuaid:part>1</pdfuaid:part>";
        assert!(pdf.windows(mark.len()).any(|bytes| bytes == mark), "{name} is not PDF/UA-1");
    }
}

#[test]
fn the_table_below_the_distribution_has_every_question() {
    let pages = pages_of(&context(november()), Language::Vi);
    let rows = |placed: &PlacedPiece| match &placed.piece {
        PagePiece::Rows(table, rows) => Some((table.rows.len(), rows.len())),
        _ => None,
    };
    let first = pages.iter().flatten().find_map(rows);
    assert_eq!(first, Some((6, 6)));
}

#[test]
fn the_same_context_gives_the_same_bytes() {
    let context = context(november());
    let draw = || report_pdf(&context, 12, Language::Vi).unwrap();
    assert!(draw() == draw());
}

#[test]
fn a_report_with_letters_that_no_font_has_is_written() {
    let mut report = november();
    report.unit.name = "Xã 漢字 🏡".to_owned();
    assert!(report_pdf(&context(report), 0, Language::Vi).unwrap().starts_with(b"%PDF"));
}

#[test]
fn a_report_without_answers_is_short_and_gives_the_reason() {
    let silent = ReportContext::alone(uniform([0; 5]).for_publication());
    let pages = pages_of(&silent, Language::Vi);
    assert!(pages.len() <= 3, "{} pages", pages.len());
    let said = |sentence: &str| {
        pages.iter().flatten().any(|placed| match &placed.piece {
            PagePiece::Key(words) | PagePiece::Words(words) | PagePiece::Item(_, words) => {
                words.lines.join(" ").contains(sentence)
            }
            _ => false,
        })
    };
    assert!(said("Chưa có phiếu trả lời nào được công bố trong kỳ này"));
    assert!(said("Chưa có tháng nào đủ phiếu trả lời để công bố"));
    assert!(!pages.iter().flatten().any(|placed| matches!(placed.piece, PagePiece::Chart(..))));
}

#[test]
fn a_table_that_is_too_long_states_how_many_rows_are_left_out() {
    let flow = placed(300, Kept::BothEnds, 1);
    assert_eq!(flow.len(), 2);
    let rows = printed(flow);
    assert!(rows.first().unwrap().ends_with(" 1") && rows.last().unwrap().ends_with(" 300"));
    let missing = format!("… {} dòng không in ở đây", 300 - (rows.len() - 1));
    assert!(rows.iter().any(|row| row.starts_with(&missing)), "{missing}");

    let rows = printed(placed(80, Kept::Latest, 0));
    assert!(rows.first().unwrap().starts_with("… ") && rows.last().unwrap().ends_with(" 80"));
}

#[test]
fn a_table_continues_on_further_pages_without_losing_a_row() {
    let rows = printed(placed(139, Kept::BothEnds, 7));
    assert_eq!(rows.len(), 139);
    assert!(rows.iter().all(|row| !row.starts_with('…')));
}

#[test]
fn columns_stay_within_the_page_however_many_and_wide() {
    let mut wide = long_table(3);
    let column = TableColumn {
        head: "Rất không hài lòng về thủ tục hành chính".to_owned(),
        is_numeric: true,
    };
    wide.columns.extend(std::iter::repeat_n(column, 9));
    for row in &mut wide.rows {
        row.extend(std::iter::repeat_n("100.000.000–100,0%".to_owned(), 9));
    }
    for table in [long_table(139), long_table(0), wide] {
        let table = set(&table);
        let last = table.columns.last().unwrap();
        assert!(last.left + last.width <= WIDTH + 0.1, "{} > {WIDTH}", last.left + last.width);
        for row in &table.rows {
            let TableRow::Cells(cells) = row else { panic!("a row is left out") };
            for (cell, column) in cells.iter().zip(&table.columns) {
                let typeface = typefaces().unwrap().get(cell.letters.weight);
                let widths = cell.lines.iter().map(|line| typeface.width(line) * cell.letters.size);
                assert!(widths.fold(0.0, f32::max) <= column.width + 0.1, "{:?}", cell.lines);
            }
        }
    }
}

#[test]
fn long_names_and_ten_thousand_rows_stay_within_the_page_limits() {
    let long = "Phường Nguyễn Thị Minh Khai và Trần Hưng Đạo Đông Bắc Hải Phòng";
    let mut report = november();
    report.unit.name = long.to_owned();
    let units: Vec<(&str, u64, u64)> = (0..200).map(|place| (long, 60, 30 + place % 30)).collect();
    let crowded = with_units(context(report), &units);
    assert!(pages_of(&crowded, Language::Vi).len() <= MAX_PAGES);
    let table = Rc::new(set(&long_table(10_000)));
    assert!(table.height(&(0..10_000)) > 100_000.0);
    assert_eq!(placed(10_000, Kept::BothEnds, 1).len(), 2);
}
