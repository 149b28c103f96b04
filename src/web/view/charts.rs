//! Charts as pictures in a page.

use maud::{Markup, Render, html};

/// A chart on its white paper. Its finding is its text: who cannot see it loses nothing.
#[derive(Clone, Copy, Debug)]
pub struct ChartImage<'a> {
    /// Where the picture is.
    pub url: &'a str,
    /// What it shows, in a sentence.
    pub finding: &'a str,
    /// Its width; with the height it keeps the place free while it loads.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

impl Render for ChartImage<'_> {
    fn render(&self) -> Markup {
        html! {
            a.chart href=(self.url) {
                img src=(self.url) alt=(self.finding) width=(self.width) height=(self.height) loading="lazy";
            }
        }
    }
}
