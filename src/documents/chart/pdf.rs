//! A chart as a PDF, each page of the chart a page with a bookmark. It is read aloud as a picture with its finding, its
//! figures and its evidence.

use super::draw_figure;
use crate::charts::Scene;
use crate::documents::DocumentError;
use crate::documents::pdf::tagging::{TaggedDocument, write_tagged};
use crate::domain::Language;

/// Points of a page for each unit of a scene: an upright page becomes A4, and a slide that of usual slide programs.
const SCALE: f32 = 595.276 / 1240.0;

pub(super) fn pdf(scenes: &[Scene], language: Language) -> Result<Vec<u8>, DocumentError> {
    let title = scenes.first().map(|scene| scene.title.as_str()).unwrap_or_default();
    write_tagged(title, language, |document| {
        for (number, scene) in (1..).zip(scenes) {
            add_page(document, scene);
            let place =
                if scenes.len() > 1 { format!("{number}. {}", scene.title) } else { scene.title.clone() };
            document.bookmark(&place, (number - 1, 0.0));
        }
    })
}

fn add_page(document: &mut TaggedDocument, scene: &Scene) {
    let size = (scene.width as f32 * SCALE, scene.height as f32 * SCALE);
    let figure = document.page(size, |canvas, page| draw_figure(canvas, scene, (page, (0.0, 0.0)), SCALE));
    document.read(figure);
}
