//! Errors of document creation. No error is caused by the reader, except an address that is too long for a QR
//! code.

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The address does not fit into a QR code, or the encoder rejects it.
    #[error("no QR code can be made of the address {url}: {cause}")]
    QrCode {
        /// The address.
        url: String,
        /// The encoder's error.
        cause: qrcode::types::QrError,
    },
    /// A bundled font cannot be read.
    #[error("a bundled font cannot be read")]
    Font,
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] crate::charts::ChartError),
    /// The PDF writer failed.
    #[error("the PDF cannot be written: {0}")]
    Pdf(String),
    /// The JSON writer failed.
    #[error("the JSON cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The CSV writer failed.
    #[error("the CSV cannot be written: {0}")]
    Csv(#[from] csv::Error),
    /// The workbook writer failed.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// More rows than a worksheet has.
    #[error("a sheet of a workbook cannot hold {rows} rows: choose fewer months, one unit, or CSV")]
    TooManyRows {
        /// The number of rows.
        rows: usize,
    },
    /// The files could not be packed.
    #[error("the files cannot be packed: {0}")]
    Zip(#[from] zip::result::ZipError),
}
