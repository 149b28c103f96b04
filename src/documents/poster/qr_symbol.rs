//! A QR code as the rectangles of its dark modules.

use qrcode::{Color, EcLevel, QrCode};

use crate::documents::DocumentError;

/// The width in light modules of the quiet zone around the symbol (ISO/IEC 18004).
pub(super) const QUIET_ZONE: u16 = 4;

/// A rectangle of dark modules, in modules from the symbol's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DarkRun {
    pub(super) column: u16,
    pub(super) row: u16,
    pub(super) columns: u16,
    pub(super) rows: u16,
}

/// An encoded address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrSymbol {
    /// The number of modules along one side, without the quiet zone.
    pub(super) width: u16,
    /// Rectangles that cover every dark module once.
    pub(super) runs: Vec<DarkRun>,
}

impl QrSymbol {
    /// Encodes exactly `url`, at level Q, at which a quarter of the symbol may be damaged or covered. The
    /// encoder mixes numeric, alphanumeric and byte segments to make the symbol as small as possible.
    ///
    /// # Errors
    ///
    /// Fails if the address is too long for a QR code.
    pub fn encode(url: &str) -> Result<Self, DocumentError> {
        let code = QrCode::with_error_correction_level(url, EcLevel::Q)
            .map_err(|cause| DocumentError::QrCode { url: url.chars().take(120).collect(), cause })?;
        // At most 177 modules.
        let width = u16::try_from(code.width()).unwrap_or_default();
        Ok(Self { width, runs: dark_runs(width, &code.to_colors()) })
    }

    /// The number of modules along one side, with the quiet zone.
    pub fn width_with_quiet_zone(&self) -> u16 {
        self.width + 2 * QUIET_ZONE
    }

    /// The dark modules as the data of an SVG path, in modules from the corner of the quiet zone.
    pub fn svg_path(&self) -> String {
        let rectangle = |run: &DarkRun| {
            let (left, top) = (run.column + QUIET_ZONE, run.row + QUIET_ZONE);
            format!("M{left} {top}h{}v{}h-{}z", run.columns, run.rows, run.columns)
        };
        self.runs.iter().map(rectangle).collect()
    }
}

/// Joins the dark modules of each row into runs, so that no renderer leaves a white gap between two of them.
/// Equal runs in consecutive rows are merged, so that finder patterns become few rectangles.
fn dark_runs(width: u16, modules: &[Color]) -> Vec<DarkRun> {
    let mut runs: Vec<DarkRun> = Vec::new();
    for (row, modules) in (0..width).zip(modules.chunks(usize::from(width.max(1)))) {
        let mut column = 0;
        for run in modules.chunk_by(|left, right| left == right) {
            let columns = u16::try_from(run.len()).unwrap_or_default();
            let joins = |above: &&mut DarkRun| {
                (above.column, above.columns) == (column, columns) && above.row + above.rows == row
            };
            match runs.iter_mut().find(joins) {
                _ if run.first() == Some(&Color::Light) => {}
                Some(above) => above.rows += 1,
                None => runs.push(DarkRun { column, row, columns, rows: 1 }),
            }
            column += columns;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runs_cover_every_dark_module_once_and_no_light_one() {
        let url = "https://hailong.hungyen.gov.vn/k/7K3M9Q2X";
        let symbol = QrSymbol::encode(url).unwrap();
        let modules = QrCode::with_error_correction_level(url, EcLevel::Q).unwrap().to_colors();
        let side = usize::from(symbol.width);
        let mut covered = vec![0; side * side];
        for run in &symbol.runs {
            for row in run.row..run.row + run.rows {
                for column in run.column..run.column + run.columns {
                    covered[usize::from(row) * side + usize::from(column)] += 1;
                }
            }
        }
        let expected: Vec<_> = modules.iter().map(|&module| i32::from(module == Color::Dark)).collect();
        assert_eq!(covered, expected);
        assert!(symbol.runs.len() * 2 < modules.iter().filter(|&&module| module == Color::Dark).count());
    }

    #[test]
    fn an_address_too_long_for_a_qr_code_is_named_in_the_error() {
        let error = QrSymbol::encode(&format!("https://x.vn/{}", "a".repeat(3000))).err().unwrap();
        assert!(error.to_string().contains("https://x.vn/a"), "{error}");
    }
}
