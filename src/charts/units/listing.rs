//! Which units stand in which group, in what order, and which are left out where they are too many for a picture.

use std::collections::HashMap;

use crate::charts::flow::Group;
use crate::domain::{ComparedUnit, Language, UnitComparison, UnitStanding, UnitVersion, UnshownUnit};
use crate::locale::{self, Argument, integer, message, message_with, percent, percent_range};

/// Who is drawn first where not all can be.
const PRECEDENCE: [UnitStanding; 5] = [
    UnitStanding::FarBelow,
    UnitStanding::FarAbove,
    UnitStanding::Below,
    UnitStanding::Above,
    UnitStanding::AsExpected,
];

/// Units in groups.
pub(super) struct Listing<'a> {
    /// Those with a share, from the highest group; groups without units are not there.
    shown: Vec<(UnitStanding, Vec<&'a ComparedUnit>)>,
    /// Those without.
    hidden: Vec<&'a UnshownUnit>,
    /// How many of all are in the listing.
    pub(super) drawn: usize,
    /// How many there are.
    pub(super) all: usize,
    names: Names<'a>,
}

/// One unit with its name.
pub(super) struct Row<'a> {
    pub(super) name: Name<'a>,
    pub(super) unit: RowUnit<'a>,
}

/// A unit with or without a share.
#[derive(Clone, Copy)]
pub(super) enum RowUnit<'a> {
    Shown(&'a ComparedUnit),
    Hidden(&'a UnshownUnit),
}

impl<'a> Listing<'a> {
    /// At most `most` of the units: first those beyond the limits, then those with the most answers.
    pub(super) fn of(comparison: &'a UnitComparison, most: usize) -> Self {
        let units = comparison.funnel.as_ref().map(|funnel| funnel.units.as_slice()).unwrap_or_default();
        let mut left = most;
        let mut chosen: HashMap<&str, Vec<&ComparedUnit>> = HashMap::new();
        for standing in PRECEDENCE {
            let mut group: Vec<_> = units.iter().filter(|unit| unit.standing == standing).collect();
            group.sort_by_key(|unit| std::cmp::Reverse(unit.n));
            group.truncate(left);
            left -= group.len();
            group.sort_by(|one, other| other.top_two.share.total_cmp(&one.top_two.share));
            chosen.insert(standing.name(), group);
        }
        let groups = UnitStanding::ALL.map(|standing| (standing, chosen.remove(standing.name())));
        let groups = groups.into_iter().filter_map(|(standing, units)| Some((standing, units?)));
        let hidden: Vec<_> = comparison.not_shown.iter().take(left).collect();
        Self {
            shown: groups.filter(|(_, units)| !units.is_empty()).collect(),
            drawn: most - left + hidden.len(),
            hidden,
            all: units.len() + comparison.not_shown.len(),
            names: Names::of(comparison),
        }
    }

    /// The groups, each with how many units it would have if all were drawn.
    pub(super) fn groups(&self, comparison: &UnitComparison, language: Language) -> Vec<Group<Row<'a>>> {
        let number = |number: usize| Argument::from(integer(language, number as u64));
        let shown = self.shown.iter().map(|(standing, units)| {
            let count = comparison.funnel.as_ref().map_or(0, |funnel| funnel.count(*standing));
            let arguments = [
                ("standing", Argument::from(locale::unit_standing(*standing, language))),
                ("limits", Argument::from(locale::standing_limits(*standing, language))),
                ("count", number(count)),
            ];
            let heading = message_with(language, "chart-units-group", arguments);
            Group { heading, rows: units.iter().map(|unit| self.row(RowUnit::Shown(unit))).collect() }
        });
        let count = [("count", number(comparison.not_shown.len()))];
        let heading = message_with(language, "chart-units-hidden", count);
        let rows: Vec<_> = self.hidden.iter().map(|unit| self.row(RowUnit::Hidden(unit))).collect();
        shown.chain(std::iter::once(Group { heading, rows })).collect()
    }

    /// All rows without their groups.
    pub(super) fn rows(&self) -> Vec<Row<'a>> {
        let shown = self.shown.iter().flat_map(|(_, units)| units).map(|unit| RowUnit::Shown(unit));
        let hidden = self.hidden.iter().map(|unit| RowUnit::Hidden(unit));
        shown.chain(hidden).map(|unit| self.row(unit)).collect()
    }

    fn row(&self, unit: RowUnit<'a>) -> Row<'a> {
        let version = match unit {
            RowUnit::Shown(unit) => &unit.version,
            RowUnit::Hidden(unit) => &unit.version,
        };
        Row { name: self.names.name(version), unit }
    }
}

/// How often each name occurs: two communes of one province may well share one.
pub(in crate::charts) struct Names<'a>(HashMap<&'a str, usize>);

/// A unit, and whether another has the same name.
#[derive(Clone, Copy)]
pub(in crate::charts) struct Name<'a> {
    version: &'a UnitVersion,
    is_ambiguous: bool,
}

impl<'a> Names<'a> {
    pub(in crate::charts) fn of(comparison: &'a UnitComparison) -> Self {
        let shown = comparison.funnel.iter().flat_map(|funnel| &funnel.units).map(|unit| &unit.version);
        let mut names = HashMap::new();
        for version in shown.chain(comparison.not_shown.iter().map(|unit| &unit.version)) {
            *names.entry(version.unit.name.as_str()).or_default() += 1;
        }
        Self(names)
    }

    pub(in crate::charts) fn name(&self, version: &'a UnitVersion) -> Name<'a> {
        let is_ambiguous = self.0.get(version.unit.name.as_str()).is_some_and(|&count| count > 1);
        Name { version, is_ambiguous }
    }
}

impl Name<'_> {
    pub(in crate::charts) fn written(&self, language: Language) -> String {
        locale::version_name(self.version, self.is_ambiguous, language)
    }
}

impl Row<'_> {
    /// The unit in words, for those who do not see the chart.
    pub(super) fn in_words(&self, language: Language) -> String {
        let name = self.name.written(language);
        match self.unit {
            RowUnit::Shown(unit) => locale::unit_in_words(unit, &name, language),
            RowUnit::Hidden(unit) => {
                let reason = locale::unshown_reason(unit, language);
                format!("{name}: {reason} ({})", locale::answers(language, unit.n))
            }
        }
    }

    /// The cells of a table.
    pub(super) fn cells(&self, language: Language) -> [String; 6] {
        let name = self.name.written(language);
        match self.unit {
            RowUnit::Shown(unit) => [
                name,
                locale::unit_standing(unit.standing, language),
                percent(language, unit.top_two.share),
                percent_range(language, unit.top_two.low, unit.top_two.high),
                integer(language, unit.n),
                percent_range(language, unit.limits.low, unit.limits.high),
            ],
            RowUnit::Hidden(unit) => {
                let missing = || message(language, "suppressed-cell");
                let reason = locale::unshown_reason(unit, language);
                [name, reason, missing(), missing(), integer(language, unit.n), missing()]
            }
        }
    }
}
