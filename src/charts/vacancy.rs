//! A chart without marks: it says why, so that nobody takes it for zero.

use super::frame::Area;
use super::paragraph::Paragraph;
use super::scene::{Block, Scene};
use super::theme::{INK, PAPER};
use super::typeface::Lettering;

/// What such a chart takes at least.
pub(super) const VACANCY_HEIGHT: f64 = 240.0;
const TALLEST: f64 = 620.0;
const REASON: Lettering = Lettering::bold(34.0, INK);

/// Hatches the place of the marks and writes `reason` on a plate in its midst.
pub(super) fn draw_vacancy(scene: &mut Scene, area: Area, reason: &str) {
    let block = Block { bottom: area.bottom.min(area.top + TALLEST), ..area.block() };
    scene.hatch(block);
    let words = Paragraph::wrap(scene.typeface(), reason, REASON, (area.width() - 240.0, 1.35));
    let (width, height) = (words.width(scene.typeface()), words.height());
    let (left, top) = (
        f64::midpoint(block.left, block.right) - width / 2.0,
        f64::midpoint(block.top, block.bottom) - height / 2.0,
    );
    let plate =
        Block { left: left - 36.0, top: top - 24.0, right: left + width + 36.0, bottom: top + height + 24.0 };
    scene.block(plate, PAPER);
    words.draw(scene, (left, top + REASON.size));
}
