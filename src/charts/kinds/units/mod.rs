//! The lowest units with their intervals: far above, above, as expected, below, far below, and those without
//! a published share. Units have no ranks: within a group they are sorted by share, each with its interval.
//! Where they are too many for a picture some are left out.

mod layout;

use std::collections::HashMap;

use self::layout::UnitsLayout;
use super::unit_marks;
use crate::charts::flow::Group;
use crate::charts::frame::Frame;
use crate::charts::scene::Scene;
use crate::charts::shape::ChartForm;
use crate::charts::table::ChartTable;
use crate::charts::with_words;
use crate::domain::{ComparedUnit, Language, ReportContext, UnitComparison, UnitStanding, UnitVersion};
use crate::locale::{self, Argument, integer, message, message_with, percent, percent_range};

/// The order of precedence where not all units can be drawn.
const PRECEDENCE: [UnitStanding; 5] = [
    UnitStanding::FarBelow,
    UnitStanding::FarAbove,
    UnitStanding::Below,
    UnitStanding::Above,
    UnitStanding::AsExpected,
];

/// Composes the chart.
pub(in crate::charts) fn compose(context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let title = locale::units_chart_finding(context, form.language);
    let frame = || Frame::new(&context.report, form, title.clone());
    let most = form.extent.most_rows();
    let listing = |comparison| (comparison, Listing::of(comparison, most, form.language));
    let listing = context.comparison.as_ref().map(listing);
    let Some((comparison, listing)) = listing.filter(|(_, listing)| listing.drawn > 0) else {
        return unit_marks::nothing(frame(), context, form);
    };
    let layout = UnitsLayout::lay_out(comparison, &listing, form, &frame().on_page(most, most));
    let pages = layout.pages();
    let last = pages.len();
    let numbered = (1..).zip(&pages);
    numbered.map(|(number, page)| layout.draw(page, frame().on_page(number, last))).collect()
}

/// The figures of the chart as a table, with all units.
pub(in crate::charts) fn table(context: &ReportContext, language: Language) -> ChartTable {
    let head = |key: &str| message(language, key);
    let columns = [
        "units-standing",
        "chart-column-share",
        "chart-column-interval",
        "chart-column-answers",
        "units-limits",
    ];
    let caption = caption(context, context.comparison.as_ref(), language);
    let mut table = with_words(ChartTable::new(caption, head("units-unit"), columns.map(head)), &[1]);
    let listing = |comparison| Listing::of(comparison, usize::MAX, language);
    for group in context.comparison.iter().flat_map(|comparison| listing(comparison).groups) {
        for row in group.rows {
            table.push(row.cells(language));
        }
    }
    table
}

/// The compared question, the unit and the period.
pub(in crate::charts) fn caption(
    context: &ReportContext,
    comparison: Option<&UnitComparison>,
    language: Language,
) -> String {
    let subject = locale::subject(&context.report, language);
    let Some(comparison) = comparison else { return subject };
    let label = Argument::from(comparison.question.label.get(language));
    message_with(language, "question-in-words", [("label", label), ("figure", Argument::from(subject))])
}

/// Units in groups.
struct Listing<'a> {
    /// Units with a share, from the highest group, then those without. Headings give the numbers before units
    /// are left out.
    groups: Vec<Group<NamedUnit<'a>>>,
    /// The number of units in the listing.
    drawn: usize,
    /// The number of all units.
    all: usize,
}

/// One unit with its name.
struct NamedUnit<'a> {
    name: String,
    answers: u64,
    /// The unit, where it has a share.
    shown: Option<&'a ComparedUnit>,
    /// Why it has none.
    reason: String,
}

impl<'a> Listing<'a> {
    /// Lists at most `most` units: first those beyond the limits, then those with the most answers.
    fn of(comparison: &'a UnitComparison, most: usize, language: Language) -> Self {
        let names = Names::of(comparison);
        let number = |number: usize| Argument::from(integer(language, number as u64));
        let units = comparison.funnel.as_ref().map(|funnel| funnel.units.as_slice()).unwrap_or_default();
        let shown = |unit: &'a ComparedUnit| {
            let name = names.written(&unit.version, language);
            NamedUnit { name, answers: unit.n, shown: Some(unit), reason: String::new() }
        };
        let mut left = most;
        let mut groups = PRECEDENCE.map(|standing| {
            let mut group: Vec<_> = units.iter().filter(|unit| unit.standing == standing).collect();
            let arguments = [
                ("standing", Argument::from(locale::unit_standing(standing, language))),
                ("limits", Argument::from(locale::standing_limits(standing, language))),
                ("count", number(group.len())),
            ];
            group.sort_by_key(|unit| std::cmp::Reverse(unit.n));
            group.truncate(left);
            left -= group.len();
            group.sort_by(|one, other| other.top_two.share.total_cmp(&one.top_two.share));
            let heading = message_with(language, "chart-units-group", arguments);
            (standing, Group { heading, rows: group.into_iter().map(shown).collect() })
        });
        groups.sort_by_key(|(standing, _)| UnitStanding::ALL.iter().position(|one| one == standing));
        let hidden = comparison.not_shown.iter().take(left).map(|unit| {
            let reason = locale::unshown_reason(unit, language);
            NamedUnit { name: names.written(&unit.version, language), answers: unit.n, shown: None, reason }
        });
        let count = [("count", number(comparison.not_shown.len()))];
        let hidden =
            Group { heading: message_with(language, "chart-units-hidden", count), rows: hidden.collect() };
        let groups = groups.into_iter().map(|(_, group)| group).chain([hidden]);
        let groups: Vec<_> = groups.filter(|group| !group.rows.is_empty()).collect();
        Self {
            drawn: groups.iter().map(|group| group.rows.len()).sum(),
            all: units.len() + comparison.not_shown.len(),
            groups,
        }
    }
}

/// How often each name occurs, because communes of one province may share a name.
pub(in crate::charts) struct Names<'a>(HashMap<&'a str, usize>);

impl<'a> Names<'a> {
    pub(in crate::charts) fn of(comparison: &'a UnitComparison) -> Self {
        let shown = comparison.funnel.iter().flat_map(|funnel| &funnel.units).map(|unit| &unit.version);
        let mut names = HashMap::new();
        for version in shown.chain(comparison.not_shown.iter().map(|unit| &unit.version)) {
            *names.entry(version.unit.name.as_str()).or_default() += 1;
        }
        Self(names)
    }

    /// The name of a unit, with a distinguishing addition where another unit has the same name.
    pub(in crate::charts) fn written(&self, version: &UnitVersion, language: Language) -> String {
        let is_ambiguous = self.0.get(version.unit.name.as_str()).is_some_and(|&count| count > 1);
        locale::version_name(version, is_ambiguous, language)
    }
}

impl NamedUnit<'_> {
    /// The unit in words, for the text alternative.
    fn in_words(&self, language: Language) -> String {
        match self.shown {
            Some(unit) => locale::unit_in_words(unit, &self.name, language),
            None => format!("{}: {} ({})", self.name, self.reason, locale::answers(language, self.answers)),
        }
    }

    /// The cells of the unit's table row.
    fn cells(&self, language: Language) -> [String; 6] {
        let (name, answers) = (self.name.clone(), integer(language, self.answers));
        let Some(unit) = self.shown else {
            let missing = || message(language, "suppressed-cell");
            return [name, self.reason.clone(), missing(), missing(), answers, missing()];
        };
        [
            name,
            locale::unit_standing(unit.standing, language),
            percent(language, unit.top_two.share),
            percent_range(language, unit.top_two.low, unit.top_two.high),
            answers,
            percent_range(language, unit.limits.low, unit.limits.high),
        ]
    }
}
