//! Showing a receipt.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::view::ReceiptPage;
use crate::domain::ResponseId;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::private_page;
use crate::web::reader::Reader;

/// `GET /r/{receipt}`
pub(crate) async fn show(
    state: web::Data<State>,
    receipt: web::Path<String>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let id = ResponseId::from_receipt(&receipt).ok_or(Failure::NotFound)?;
    let receipt = state.app.receipt(id).await?.ok_or(Failure::NotFound)?;
    let view = ReceiptPage {
        language: reader.language,
        receipt: &receipt.id.receipt(),
        accepted_at: state.app.clock().wall_time(receipt.submitted_at),
        unit_name: &receipt.unit.name,
        unit_with_results: Some(&receipt.unit.code),
        published_on: state.app.publication_of(receipt.submitted_at),
        label: receipt.channel.as_ref().map(|(_, label)| label.as_str()).unwrap_or_default(),
        illustrative: receipt.illustrative,
    };
    Ok(private_page(StatusCode::OK, &view))
}
