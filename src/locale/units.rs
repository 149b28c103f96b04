//! The comparison of units in words: findings as chart titles, and units as charts name them.

use super::dates::day;
use super::evidence::{answers, confidence_level};
use super::findings::{Finding, finding, headline_finding, interval_in_words, range};
use super::messages::{Argument, message, message_with};
use super::numbers::{decimal, integer, percent};
use crate::domain::{
    ComparedUnit, Estimate, FAR_LIMITS, Funnel, LIMITS, Language, PUBLICATION_THRESHOLD, QuestionReport,
    Report, ReportContext, TargetOf, UnitComparison, UnitStanding, UnitVersion, UnshownUnit,
};

/// The finding of the comparison and the number of units that chance alone would put beyond the limits, or
/// the reason why there is no comparison.
pub fn units_finding(comparison: &UnitComparison, language: Language) -> Vec<String> {
    match &comparison.funnel {
        Some(funnel) => vec![found(funnel, language), by_chance(funnel, language)],
        None if comparison.shown == 0 && comparison.not_shown.is_empty() => {
            vec![message(language, "units-none")]
        }
        None => {
            let shown = count(language, comparison.shown).into();
            vec![message_with(language, "units-too-few", [("shown", shown)])]
        }
    }
}

/// The share with which the units are compared; `unit` is the name of the unit above.
pub fn units_target(funnel: &Funnel, unit: &str, language: Language) -> String {
    let key = match funnel.target_of {
        TargetOf::UnitAbove => "units-method-target",
        TargetOf::ShownUnits => "units-method-target-shown",
    };
    let target = Argument::from(percent(language, funnel.target));
    message_with(language, key, [("unit", Argument::from(unit)), ("target", target)])
}

/// How far the units differ beyond chance, and whether the limits were widened for it.
pub fn units_scatter(funnel: &Funnel, language: Language) -> String {
    let Some(overdispersion) = funnel.overdispersion else {
        return message(language, "units-method-no-scatter");
    };
    let key = if funnel.is_widened() { "units-method-widened" } else { "units-method-not-widened" };
    message_with(language, key, [("phi", Argument::from(decimal(language, overdispersion.phi, 2)))])
}

/// The standing of a unit, in two or three words.
pub fn unit_standing(standing: UnitStanding, language: Language) -> String {
    message(language, &format!("standing-{}", standing.name()))
}

/// A rank as its interval: `hạng 12–58 trong 129`.
pub fn rank_interval(unit: &ComparedUnit, of: usize, language: Language) -> String {
    let arguments = [
        ("low", count(language, unit.rank.low).into()),
        ("high", count(language, unit.rank.high).into()),
        ("of", count(language, of).into()),
    ];
    message_with(language, "units-rank-interval", arguments)
}

fn found(funnel: &Funnel, language: Language) -> String {
    let number = |standing| funnel.count(standing);
    let (far_above, far_below) = (number(UnitStanding::FarAbove), number(UnitStanding::FarBelow));
    let (above, below) = (number(UnitStanding::Above), number(UnitStanding::Below));
    let [level, far_level] = levels(language);
    let arguments = [
        ("units", count(language, funnel.units.len()).into()),
        ("above", count(language, above + far_above).into()),
        ("below", count(language, below + far_below).into()),
        ("target", percent(language, funnel.target).into()),
        ("far_above", count(language, far_above).into()),
        ("far_below", count(language, far_below).into()),
        level,
        far_level,
    ];
    message_with(language, "units-finding", arguments)
}

fn by_chance(funnel: &Funnel, language: Language) -> String {
    let [level, far_level] = levels(language);
    let arguments = [
        ("units", count(language, funnel.units.len()).into()),
        ("alarms", few(language, funnel.expected_false_alarms(LIMITS)).into()),
        ("far_alarms", few(language, funnel.expected_false_alarms(FAR_LIMITS)).into()),
        level,
        far_level,
    ];
    message_with(language, "units-chance", arguments)
}

fn levels(language: Language) -> [(&'static str, Argument); 2] {
    [("level", confidence_level(language).into()), ("far_level", percent(language, FAR_LIMITS).into())]
}

fn count(language: Language, count: usize) -> String {
    integer(language, count as u64)
}

/// An expected number, whole from 3 on, and below that with one to three decimal places, so that small
/// numbers are not rounded to 0.
fn few(language: Language, expected: f64) -> String {
    let places = if expected >= 3.0 {
        0
    } else if expected >= 0.05 {
        1
    } else if expected >= 0.005 {
        2
    } else {
        3
    };
    decimal(language, expected, places)
}

/// How many of the lowest units lie beyond the limits, and how many chance alone would put there.
pub fn units_chart_finding(context: &ReportContext, language: Language) -> Finding {
    let (funnel, [above, below], [units, target, label, level]) = match compared(context, language) {
        Ok(compared) => compared,
        Err(reason) => return reason,
    };
    let above = ("above", count(language, above).into());
    let below = ("below", count(language, below).into());
    Finding(vec![
        message_with(language, "chart-units-finding", [units, above, below, target, label]),
        message_with(language, "chart-units-chance", [alarms(funnel, language), level]),
    ])
}

/// How many of the lowest units lie within the limits, and how many chance alone would put beyond them.
pub fn funnel_finding(context: &ReportContext, language: Language) -> Finding {
    let (funnel, [above, below], [units, target, label, level]) = match compared(context, language) {
        Ok(compared) => compared,
        Err(reason) => return reason,
    };
    let beyond = above + below;
    let within = ("within", count(language, funnel.units.len().saturating_sub(beyond)).into());
    let beyond = ("beyond", count(language, beyond).into());
    Finding(vec![
        message_with(language, "chart-funnel-finding", [within, units, level, target, label]),
        message_with(language, "chart-funnel-beyond", [beyond, alarms(funnel, language)]),
    ])
}

/// The range of the questions' shares in the unit, and the range among the units below.
pub fn heatmap_finding(context: &ReportContext, language: Language) -> Finding {
    let (report, below) = (&context.report, context.below.as_slice());
    let shown: Vec<_> = shares(report).collect();
    let mut clauses = match shown.as_slice() {
        [] => {
            let below = range_below(below, "chart-heatmap-below", language);
            return below.map_or_else(|| headline_finding(report, language), |below| Finding(vec![below]));
        }
        [(only, _)] => finding(only, language).into_iter().collect(),
        several => vec![range(several.iter().map(|(_, estimate)| estimate.share), language)],
    };
    clauses.extend(range_below(below, "chart-heatmap-range", language));
    Finding(clauses)
}

/// A unit as a chart names it: if `is_ambiguous`, with the days or the code that distinguish it from another
/// of the same name.
pub fn version_name(version: &UnitVersion, is_ambiguous: bool, language: Language) -> String {
    let name = version.unit.name.clone();
    if !is_ambiguous {
        return name;
    }
    let when = |key, date| message_with(language, key, [("day", day(language, date).into())]);
    let since = version.since.map(|date| when("units-since", date));
    let until = version.until.map(|date| when("units-until", date));
    let days: Vec<_> = since.into_iter().chain(until).collect();
    let unit = ("unit", name.into());
    if days.is_empty() {
        let code = ("code", version.unit.code.to_string().into());
        return message_with(language, "chart-unit-with-code", [unit, code]);
    }
    message_with(language, "chart-unit-with-days", [unit, ("days", days.join(", ").into())])
}

/// A compared unit, as alternative text for a chart: its share, its interval and its answers.
pub fn unit_in_words(unit: &ComparedUnit, name: &str, language: Language) -> String {
    let figure = [
        ("share", percent(language, unit.top_two.share).into()),
        ("interval", interval_in_words(unit.top_two, language).into()),
        ("answers", answers(language, unit.n).into()),
    ];
    let figure = message_with(language, "figure-in-words", figure);
    let arguments = [("label", name.into()), ("figure", figure.into())];
    message_with(language, "question-in-words", arguments)
}

/// Limits by their level: `giới hạn 99,8%`.
pub fn limits(language: Language, level: f64) -> String {
    let level = if (level - LIMITS).abs() < f64::EPSILON {
        confidence_level(language)
    } else {
        percent(language, level)
    };
    message_with(language, "chart-limits", [("level", level.into())])
}

/// The limits that decide a standing: `ngoài giới hạn 99,8%`.
pub fn standing_limits(standing: UnitStanding, language: Language) -> String {
    let (key, level) = match standing {
        UnitStanding::AsExpected => ("chart-limits-within", confidence_level(language)),
        UnitStanding::Above | UnitStanding::Below => ("chart-limits-beyond", confidence_level(language)),
        UnitStanding::FarAbove | UnitStanding::FarBelow => {
            ("chart-limits-beyond", percent(language, FAR_LIMITS))
        }
    };
    message_with(language, key, [("level", level.into())])
}

/// Why the share of a unit is not shown, in two or three words.
pub fn unshown_reason(unit: &UnshownUnit, language: Language) -> String {
    let key = if unit.n < PUBLICATION_THRESHOLD { "chart-too-few" } else { "suppressed-cell-spoken" };
    message(language, key)
}

/// How many units with answers have a published share, and what follows from it; `None` if all have one.
pub fn selection_note(comparison: &UnitComparison, language: Language) -> Option<String> {
    let hidden = comparison.not_shown.len();
    let arguments = [
        ("shown", count(language, comparison.shown).into()),
        ("all", count(language, comparison.shown + hidden).into()),
    ];
    (hidden > 0).then(|| message_with(language, "chart-units-selection", arguments))
}

/// A funnel with units beyond its limits, the numbers of units above and below, and arguments for messages:
/// the number of units, the target, the question, and the level of the limits.
type Compared<'a> = (&'a Funnel, [usize; 2], [(&'static str, Argument); 4]);

/// The comparison if units lie beyond the limits; otherwise a finding that says why there is none, or that no
/// unit lies beyond.
fn compared(context: &ReportContext, language: Language) -> Result<Compared<'_>, Finding> {
    let report = &context.report;
    if report.questions.is_empty() {
        return Err(headline_finding(report, language));
    }
    let Some(comparison) = &context.comparison else {
        return Err(Finding(vec![message(language, "chart-units-nothing")]));
    };
    if let Some(funnel) = &comparison.funnel {
        let arguments = [
            ("units", count(language, funnel.units.len()).into()),
            ("target", percent(language, funnel.target).into()),
            ("label", comparison.question.label.get(language).into()),
            ("level", confidence_level(language).into()),
        ];
        return match beyond(funnel) {
            [0, 0] => Err(Finding(vec![message_with(language, "chart-units-none-beyond", arguments)])),
            beyond => Ok((funnel, beyond, arguments)),
        };
    }
    if report.unit.kind.is_lowest() {
        let unit = [("unit", report.unit.name.as_str().into())];
        return Err(Finding(vec![message_with(language, "chart-units-lowest", unit)]));
    }
    let reasons = units_finding(comparison, language);
    // A title ends without a full stop.
    Err(Finding(reasons.iter().map(|reason| reason.trim_end_matches('.').to_owned()).collect()))
}

fn beyond(funnel: &Funnel) -> [usize; 2] {
    let number = |standing| funnel.count(standing);
    [
        number(UnitStanding::FarAbove) + number(UnitStanding::Above),
        number(UnitStanding::FarBelow) + number(UnitStanding::Below),
    ]
}

fn alarms(funnel: &Funnel, language: Language) -> (&'static str, Argument) {
    ("alarms", few(language, funnel.expected_false_alarms(LIMITS)).into())
}

fn shares(report: &Report) -> impl Iterator<Item = (&QuestionReport, Estimate)> {
    report.questions.iter().filter_map(|question| Some((question, question.top_two?)))
}

/// The range of the shares of the units below, over all questions; `None` with fewer than two units.
fn range_below(below: &[Report], sentence: &str, language: Language) -> Option<String> {
    let of = |report| shares(report).map(|(_, estimate)| estimate.share).collect::<Vec<_>>();
    let by_unit: Vec<Vec<f64>> = below.iter().map(of).filter(|shares| !shares.is_empty()).collect();
    let all = || by_unit.iter().flatten().copied();
    if by_unit.len() < 2 {
        return None;
    }
    let (low, high) = (all().fold(1.0, f64::min), all().fold(0.0, f64::max));
    let arguments = [
        ("units", count(language, by_unit.len()).into()),
        ("low", percent(language, low).into()),
        ("high", percent(language, high).into()),
    ];
    Some(message_with(language, sentence, arguments))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::results::context::samples;

    #[test]
    fn expected_numbers_keep_a_significant_digit() {
        let few = |expected| few(Language::Vi, expected);
        assert_eq!([few(6.45), few(0.258), few(0.004)], ["6", "0,3", "0,004"]);
        assert_eq!(few(0.05), "0,1");
    }

    fn title(of: impl Fn(&ReportContext, Language) -> Finding, context: &ReportContext) -> String {
        // Some spaces are non-breaking.
        of(context, Language::Vi).to_string().replace('\u{a0}', " ")
    }

    #[test]
    fn findings_state_units_beyond_the_limits_and_how_many_chance_would_put_there() {
        let units = [("Xã A", 200, 120), ("Xã B", 100, 97), ("Xã C", 100, 98)];
        let context = samples::with_units(samples::november_alone(), &units);
        assert_eq!(
            title(units_chart_finding, &context),
            "Trong 3 đơn vị có kết quả công bố: 0 cao hơn, 1 thấp hơn mức chung 97,0% về “Giải quyết hồ sơ”, \
             nếu không có khác biệt thật, riêng ngẫu nhiên cũng đưa khoảng 0,1 đơn vị ra ngoài giới hạn 95%"
        );
        assert_eq!(
            title(funnel_finding, &context),
            "2 trong 3 đơn vị có kết quả công bố nằm trong giới hạn 95% quanh mức chung 97,0% về “Giải quyết hồ sơ”, \
             1 nằm ngoài, riêng ngẫu nhiên cũng tạo ra khoảng 0,1"
        );
    }

    #[test]
    fn similar_units_are_not_beyond_the_limits() {
        let units = [("Xã B", 100, 97), ("Xã C", 100, 98)];
        let context = samples::with_units(samples::november_alone(), &units);
        for of in [units_chart_finding, funnel_finding] {
            assert!(title(of, &context).contains("không đơn vị nào nằm ngoài giới hạn 95%"));
        }
    }

    #[test]
    fn findings_say_why_fewer_than_two_units_are_not_compared() {
        let alone = samples::november_alone();
        assert!(title(units_chart_finding, &alone).contains("Chưa có đơn vị cấp dưới"));
        let one = samples::with_units(alone.clone(), &[("Xã A", 60, 50), ("Xã B", 4, 4)]);
        assert!(
            title(funnel_finding, &one).starts_with("Có 1 đơn vị có kết quả công bố: chưa đủ để so sánh")
        );
        let mut lowest = samples::with_units(alone, &[]);
        lowest.report.unit.kind = crate::domain::UnitKind::Commune;
        assert!(title(units_chart_finding, &lowest).contains("không có đơn vị cấp dưới"));
    }

    #[test]
    fn the_heatmap_finding_names_a_range_and_no_question() {
        let context = samples::with_units(samples::november_alone(), &[("Xã A", 60, 50), ("Xã B", 50, 49)]);
        let found = title(heatmap_finding, &context);
        assert_eq!(found, "Hài lòng từ 63,1% đến 97,0% tùy nội dung, ở 2 đơn vị cấp dưới từ 75,0% đến 98,0%");
        let close = samples::report(&[([0, 0, 10, 50, 40], 0), ([0, 0, 12, 50, 38], 0)], 100);
        let found = title(heatmap_finding, &ReportContext::alone(close));
        assert_eq!(found, "Hài lòng từ 88,0% đến 90,0% tùy nội dung");
    }
}
