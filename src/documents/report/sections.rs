//! Which sections a report has. What cannot be drawn is named in the last of them, with the reason.

use std::collections::HashMap;
use std::rc::Rc;

use super::flow::Piece;
use super::paragraph::{Letters, Paragraph};
use super::section::{Kept, Section, Setting};
use super::sentences;
use super::style::{BODY, HEADING, SCALE, WIDTH};
use super::table::Table;
use crate::charts::{self, ChartError, ChartKind, ChartTable, Scene, Shape};
use crate::domain::Briefing;
use crate::locale::{message, units_finding};

/// A chart of all units that is higher than this many points gives way to one in which they are dots.
const TALLEST_UNITS: f32 = 520.0;

/// What is drawn so far, and what cannot be, with the reason.
struct Sections<'a> {
    briefing: &'a Briefing,
    setting: Setting,
    drawn: Vec<Section>,
    missing: Vec<Piece>,
}

/// Brings rows about the same month together, where a table has them question by question: what is cut off are whole
/// months.
fn together(table: &mut ChartTable) {
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in &table.rows {
        let next = places.len();
        places.entry(row.first().cloned().unwrap_or_default()).or_insert(next);
    }
    table.rows.sort_by_key(|row| row.first().and_then(|month| places.get(month)).copied());
}

/// The sections between the cover and the page on method.
pub(super) fn sections(
    briefing: &Briefing,
    comments: u64,
    setting: Setting,
) -> Result<Vec<Section>, ChartError> {
    let mut sections = Sections { briefing, setting, drawn: Vec::new(), missing: Vec::new() };
    let report = &briefing.report;
    let has_shares = report.questions.iter().any(|question| question.top_two.is_some());
    sections.add(ChartKind::Distribution, has_shares)?;
    let mut points = briefing.series.iter().flat_map(|series| &series.points);
    let has_course = points.any(|point| point.top_two.is_some());
    sections.add(ChartKind::Trend, has_course)?;
    sections.add_units()?;
    let has_dossiers = briefing.activity.iter().any(|month| month.dossiers.is_some());
    sections.add(ChartKind::Dossiers, has_dossiers)?;
    let has_activity = has_dossiers || briefing.activity.iter().any(|month| month.responses > 0);
    sections.add(ChartKind::Participation, has_activity)?;
    sections.add_words("certainty", sentences::certainty(report, setting));
    sections.add_words("comments", sentences::comments(briefing, comments, setting));
    Ok(sections.finish())
}

impl Sections<'_> {
    /// Adds a chart where there is something to draw.
    fn add(&mut self, kind: ChartKind, is_there: bool) -> Result<(), ChartError> {
        if is_there {
            let scene = charts::picture(kind, self.briefing, self.setting.language, Shape::Panel)?;
            let mut table = charts::table(kind, self.briefing, self.setting.language);
            together(&mut table);
            let kept = if kind == ChartKind::Distribution { Kept::First } else { Kept::Latest };
            self.draw(scene, (kind, &table), kept, &[]);
        } else {
            let why = message(self.setting.language, &format!("report-without-{kind}"));
            self.miss(kind, &why);
        }
        Ok(())
    }

    /// Adds the units below, where there are any.
    fn add_units(&mut self) -> Result<(), ChartError> {
        let (briefing, language) = (self.briefing, self.setting.language);
        let is_lowest = briefing.report.unit.kind.is_lowest();
        let Some(comparison) = briefing.comparison.as_ref().filter(|_| !is_lowest) else { return Ok(()) };
        let sentences = units_finding(comparison, language);
        if comparison.funnel.is_none() {
            self.miss(ChartKind::Units, &sentences.join(" "));
            return Ok(());
        }
        let picture = |kind| charts::picture(kind, briefing, language, Shape::Panel);
        let bars = picture(ChartKind::Units)?;
        let is_short = bars.height as f32 * SCALE <= TALLEST_UNITS;
        let scene = if is_short { bars } else { picture(ChartKind::Funnel)? };
        // Nothing is lost with rows without a figure: the chart says how many units are not published.
        let mut table = charts::table(ChartKind::Units, briefing, language);
        let hidden = message(language, "suppressed-cell");
        table.rows.retain(|row| !row.contains(&hidden));
        // What was found is the title of the chart; how much of it chance makes is not.
        let by_chance = sentences.get(1..).unwrap_or_default();
        self.draw(scene, (ChartKind::Units, &table), Kept::BothEnds, by_chance);
        Ok(())
    }

    fn draw(
        &mut self,
        scene: Scene,
        (kind, table): (ChartKind, &ChartTable),
        kept: Kept,
        sentences: &[String],
    ) {
        let setting = self.setting;
        let table = (!table.rows.is_empty()).then(|| Table::set(table, WIDTH, setting.typefaces));
        let words = sentences.iter().map(|sentence| Piece::Words(setting.words(sentence, BODY)));
        self.drawn.push(Section {
            heading: setting.heading(kind.name()),
            words: words.collect(),
            chart: Some(Rc::new(scene)),
            table,
            kept,
        });
    }

    fn miss(&mut self, kind: ChartKind, why: &str) {
        let label = message(self.setting.language, &format!("report-heading-{kind}"));
        self.missing.push(self.setting.item(&label, why));
    }

    fn add_words(&mut self, name: &str, sentences: impl IntoIterator<Item = String>) {
        let words = sentences.into_iter().map(|words| Piece::Words(self.setting.words(&words, BODY)));
        self.add_pieces(name, words.collect());
    }

    fn add_pieces(&mut self, name: &str, words: Vec<Piece>) {
        if !words.is_empty() {
            let heading = self.setting.heading(name);
            self.drawn.push(Section { heading, words, chart: None, table: None, kept: Kept::Latest });
        }
    }

    fn finish(mut self) -> Vec<Section> {
        let missing = std::mem::take(&mut self.missing);
        self.add_pieces("missing", missing);
        self.drawn
    }
}

impl Setting {
    /// Words as wide as the page.
    pub(super) fn words(self, text: &str, letters: Letters) -> Paragraph {
        Paragraph::set(text, letters, WIDTH, self.typefaces)
    }

    /// The heading of a section.
    pub(super) fn heading(self, name: &str) -> Paragraph {
        self.words(&message(self.language, &format!("report-heading-{name}")), HEADING)
    }
}
