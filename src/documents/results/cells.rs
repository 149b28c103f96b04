//! The cells of every CSV file: equal for every reader, and free of formulas that a spreadsheet would run.

use crate::documents::DocumentError;
use crate::locale::rounded;

/// Without it, Excel reads the file in the machine's code page and garbles Vietnamese letters.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The characters that begin a formula (OWASP, CSV injection). East Asian keyboards type the full-width and
/// small forms, and some spreadsheets treat them like the plain ones.
const BEGINS_FORMULA: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];

/// Creates a CSV writer whose file begins with a byte order mark.
pub(in crate::documents) fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec())
}

/// The bytes of the file.
///
/// # Errors
///
/// Fails if the CSV writer cannot be flushed.
pub(in crate::documents) fn finished(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, DocumentError> {
    writer.into_inner().map_err(|error| DocumentError::Csv(error.into_error().into()))
}

/// A count; empty where it is unknown or may not be published.
pub(super) fn count(count: Option<u64>) -> String {
    count.map(|count| count.to_string()).unwrap_or_default()
}

/// A share, or a difference of shares. It keeps its minus sign, because it is a number.
pub(super) fn share(share: Option<f64>) -> String {
    share.map(|share| format!("{:.4}", rounded(share, 4))).unwrap_or_default()
}

/// A text from outside, made safe for spreadsheets: an apostrophe is put in front wherever it would begin a
/// formula.
///
/// This applies not only at its own beginning. Where the system's list separator is a semicolon, as with a
/// decimal comma, Excel splits the lines there or at tabs, and what follows begins another cell.
pub(in crate::documents) fn text(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len() + 1);
    for (place, part) in text.split_inclusive(separates_cells).enumerate() {
        // At the beginning of the cell a spreadsheet may ignore a tab or a line break.
        let begins_blank = place == 0 && part.starts_with(['\t', '\r', '\n']);
        if begins_blank || first_that_counts(part).is_some_and(|first| BEGINS_FORMULA.contains(&first)) {
            harmless.push('\'');
        }
        harmless.push_str(part);
    }
    harmless
}

fn separates_cells(character: char) -> bool {
    matches!(character, ';' | '\t' | '\r' | '\n')
}

/// The first character of a cell that is neither blank nor invisible, nor a quote, which would be removed.
fn first_that_counts(cell: &str) -> Option<char> {
    let is_nothing = |character: &char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '"' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
    };
    cell.chars().find(|character| !is_nothing(character))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts with all relevant characters, far more often than in real texts.
    fn texts() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", " ", "\u{a0}", "\t", "\r", "\n", ";", ",",
            "\"", "'", "a", "1", "ệ", "\u{200b}", "\u{feff}", "\0",
        ]);
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
    }

    /// The cells of a line that is split at `separator`, as the csv crate reads them.
    fn cells_of(file: &[u8], separator: u8) -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(file);
        reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula_wherever_the_file_is_split(parts in prop::collection::vec(texts(), 1..4)) {
            let mut writer = writer();
            writer.write_record(parts.iter().map(|part| text(part))).unwrap();
            let file = finished(writer).unwrap();
            let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap();
            for separator in *b",;\t" {
                for cell in cells_of(file, separator) {
                    let cell = cell.trim_start_matches(|first: char| {
                        first.is_whitespace() || first.is_control() || "\"\u{200b}\u{feff}".contains(first)
                    });
                    let begins = cell.chars().next().is_some_and(|first| BEGINS_FORMULA.contains(&first));
                    prop_assert!(!begins, "{cell:?} of {parts:?}");
                }
            }
        }

        #[test]
        fn only_apostrophes_are_added_to_a_text(part in texts()) {
            let without = |text: &str| text.replace('\'', "");
            prop_assert_eq!(without(&text(&part)), without(&part));
        }

        #[test]
        fn a_text_that_begins_no_formula_is_unchanged(part in "[a-zA-ZÀ-ỹ0-9][^;\t\r\n]{0,30}") {
            prop_assert_eq!(text(&part), part);
        }

        #[test]
        fn numbers_keep_their_sign(difference in -1.0..1.0_f64) {
            let written: f64 = share(Some(difference)).parse().unwrap();
            prop_assert!((written - difference).abs() <= 0.000_051);
        }
    }

    #[test]
    fn formulas_of_every_kind_get_an_apostrophe() {
        for evil in [
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\nx",
            "＝1",
            "＋1",
            "－1",
            "＠1",
            "  =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "\"=1",
        ] {
            assert!(text(evil).starts_with('\''), "{evil:?}");
        }
        assert_eq!(text("Xã A;=1+1;Xã B"), "Xã A;'=1+1;Xã B");
        assert_eq!(text("Xã \"Một\", và hai - ba"), "Xã \"Một\", và hai - ba");
        assert_eq!(text(""), "");
    }
}
