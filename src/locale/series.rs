//! Findings of charts over time, in sentences: shares and whether they changed, dossiers, the rollout of the
//! model, responses beside dossiers. Dossiers and rollout are not survey results, and their evidence says so.

use super::dates::{day, month, period, short_month};
use super::evidence::{Evidence, answers, editions, illustrative, notes};
use super::findings::{Finding, capitalised, finding, headline_finding};
use super::messages::{message, message_with};
use super::numbers::points;
use super::numbers::{integer, percent, percent_range, true_percent};
use crate::domain::{
    Against, Dossiers, Language, MonthActivity, Note, Outcome, QuestionReport, Reform, Report, ReportContext,
    RolloutMonth, Series, Verdict,
};
use crate::stats::{Signal, SteadyChange};

/// The headline shares and whether they changed: `97,0% hài lòng với việc giải quyết hồ sơ, chưa thể kết luận
/// có thay đổi so với tháng 10/2024`. It claims no more than the interval of the change demonstrates.
pub fn trend_finding(report: &Report, language: Language) -> Finding {
    let found: Vec<(String, Option<&'static str>)> = report
        .headlines()
        .filter_map(|question| Some((finding(question, language)?, verdict(question))))
        .collect();
    let compared = report.headlines().find_map(|question| previous(question).map(|(period, _)| period));
    let ([(_, first), others @ ..], Some(compared)) = (found.as_slice(), compared) else {
        return headline_finding(report, language);
    };
    let since = [("period", period(language, compared).into())];
    let mut clauses: Vec<String> = found.iter().map(|(finding, _)| finding.clone()).collect();
    if others.iter().all(|(_, verdict)| verdict == first) {
        let kind = if others.is_empty() { "trend" } else { "trend-all" };
        let verdict = first.unwrap_or("not-comparable");
        clauses.push(message_with(language, &format!("{kind}-{verdict}"), since));
    } else {
        let each = |(finding, verdict): &(String, Option<&str>)| {
            let key = format!("trend-each-{}", verdict.unwrap_or("not-comparable"));
            message_with(language, &key, [("finding", finding.as_str().into())])
        };
        clauses = found.iter().map(each).collect();
        clauses.push(message_with(language, "trend-since", since));
    }
    Finding(clauses)
}

fn previous(question: &QuestionReport) -> Option<(crate::domain::Period, Outcome)> {
    let against = question.comparisons.iter().find(|one| one.against == Against::PreviousPeriod);
    against.map(|comparison| (comparison.period, comparison.outcome))
}

/// The name of the verdict; `None` if there is nothing to compare with.
fn verdict(question: &QuestionReport) -> Option<&'static str> {
    let (_, outcome) = previous(question)?;
    outcome.change().map(|change| Verdict::name(change.verdict()))
}

/// A series month by month, as alternative text for a chart; `missing` gives the reason why a month has no
/// figure.
pub fn trend_in_words(series: &Series, missing: impl Fn(usize) -> String, language: Language) -> String {
    let months = series.points.iter().enumerate().map(|(place, point)| {
        let figure = point.top_two.map_or_else(
            || missing(place),
            |estimate| {
                let range = percent_range(language, estimate.low, estimate.high);
                let share = percent(language, estimate.share);
                format!("{share} ({range}; {})", answers(language, point.n))
            },
        );
        let arguments = [("month", short_month(language, point.month).into()), ("figure", figure.into())];
        message_with(language, "trend-month-in-words", arguments)
    });
    let months = months.collect::<Vec<_>>().join("\n");
    format!("{}\n{months}", series.label.get(language))
}

/// The steady change of a share with its 95 % interval: `+5,8 điểm trong 12 tháng (+2,1 đến +9,5)`.
pub fn steady_change(change: SteadyChange, language: Language) -> String {
    let arguments = [
        ("difference", points(language, change.difference).into()),
        ("months", integer(language, change.steps as u64).into()),
        ("low", points(language, change.interval.low).into()),
        ("high", points(language, change.interval.high).into()),
    ];
    message_with(language, "trend-steady", arguments)
}

/// Why a month of a control chart is marked: `ngoài giới hạn`.
pub fn signal(signal: Signal, language: Language) -> String {
    match signal {
        Signal::OutsideLimits => message(language, "trend-signal-outside"),
        Signal::Run { points, is_above } => {
            let key = if is_above { "trend-signal-run-above" } else { "trend-signal-run-below" };
            message_with(language, key, [("points", integer(language, points as u64).into())])
        }
    }
}

/// A boundary reform: `sắp xếp đơn vị: 161 còn 139`.
pub fn reform(reform: &Reform, language: Language) -> String {
    let key = if reform.after < reform.before { "series-reform-fewer" } else { "series-reform-more" };
    let arguments = [
        ("before", integer(language, reform.before as u64).into()),
        ("after", integer(language, reform.after as u64).into()),
    ];
    message_with(language, key, arguments)
}

/// How dossiers were settled: `78,0% hồ sơ giải quyết trước hạn, 22,0% đúng hạn, 0,0% trễ hạn`. It is not a
/// survey result.
pub fn dossiers_finding(report: &Report, language: Language) -> Finding {
    let Some((dossiers, settled)) = settled(report.dossiers) else {
        return Finding(vec![message(language, "dossiers-finding-none")]);
    };
    let clause = |key: &str, part: u64| {
        let share = true_percent(language, part as f64 / settled as f64);
        message_with(language, key, [("share", share.into())])
    };
    let parts = [
        clause("dossiers-finding-early", dossiers.early),
        clause("dossiers-finding-on-time", dossiers.on_time),
        clause("dossiers-finding-late", dossiers.late),
    ];
    Finding(vec![capitalised(&parts.join(", "))])
}

/// The dossiers and the number of settled ones; `None` if none was settled.
fn settled(dossiers: Option<Dossiers>) -> Option<(Dossiers, u64)> {
    let dossiers = dossiers?;
    let settled = dossiers.settled();
    (settled > 0).then_some((dossiers, settled))
}

/// The evidence for figures on dossiers, without answers and modes.
pub fn dossiers_evidence(report: &Report, language: Language) -> Evidence {
    let counted = report.dossiers.map_or_else(
        || message(language, "dossiers-evidence-none"),
        |dossiers| {
            let settled = dossiers.settled();
            let arguments = [
                ("received", integer(language, dossiers.received).into()),
                ("settled", integer(language, settled).into()),
            ];
            message_with(language, "dossiers-evidence", arguments)
        },
    );
    no_survey(report, vec![counted, message(language, "dossiers-evidence-source")], language)
}

fn no_survey(report: &Report, mut facts: Vec<String>, language: Language) -> Evidence {
    facts.extend(editions(report, language));
    let notes = notes(report, |note| !matches!(note, Note::SelfSelected), language);
    Evidence { facts, notes, illustrative: illustrative(report, language) }
}

/// The dossiers of a month, as alternative text for a chart.
pub fn dossiers_in_words(activity: &MonthActivity, language: Language) -> String {
    let Some((dossiers, settled)) = settled(activity.dossiers) else {
        return missing_dossiers(activity, language);
    };
    let part = |count: u64| {
        let share = true_percent(language, count as f64 / settled as f64);
        format!("{} ({share})", integer(language, count)).into()
    };
    let arguments = [
        ("month", short_month(language, activity.month).into()),
        ("settled", integer(language, settled).into()),
        ("early", part(dossiers.early)),
        ("on_time", part(dossiers.on_time)),
        ("late", part(dossiers.late)),
    ];
    let words = message_with(language, "dossiers-month-in-words", arguments);
    if activity.are_dossiers_complete {
        return words;
    }
    format!("{words} ({})", message(language, "series-dossiers-incomplete"))
}

fn missing_dossiers(activity: &MonthActivity, language: Language) -> String {
    let arguments = [
        ("month", short_month(language, activity.month).into()),
        ("figure", message(language, "series-dossiers-missing").into()),
    ];
    message_with(language, "trend-month-in-words", arguments)
}

/// The state of the rollout: `129 trong 139 xã, phường, thị trấn đã triển khai mô hình`.
pub fn rollout_finding(context: &ReportContext, language: Language) -> Finding {
    let with = |month: &&RolloutMonth| month.adopted + month.continued > 0;
    let Some(last) = context.rollout.months.last().filter(with) else {
        let is_one = context.report.unit.kind.is_lowest();
        let key = if is_one { "rollout-finding-one-none" } else { "rollout-finding-none" };
        return Finding(vec![message(language, key)]);
    };
    if last.units == 1 {
        let adopted = context.rollout.adoptions.last().filter(|_| last.adopted == 1);
        return Finding(vec![adopted.map_or_else(
            || message(language, "rollout-finding-one-continued"),
            |adoption| {
                let since = day(language, adoption.day).into();
                message_with(language, "rollout-finding-one", [("day", since)])
            },
        )]);
    }
    let count = |count: u64| integer(language, count).into();
    let arguments = [("adopted", count(last.adopted + last.continued)), ("units", count(last.units))];
    let mut clauses = vec![message_with(language, "rollout-finding", arguments)];
    if last.adopted == 0 {
        clauses.push(message(language, "rollout-finding-all-continued"));
    } else if last.continued > 0 {
        let continued = [("count", count(last.continued))];
        clauses.push(message_with(language, "rollout-finding-continued", continued));
    }
    Finding(clauses)
}

/// The evidence for figures on the rollout of the model.
pub fn rollout_evidence(context: &ReportContext, language: Language) -> Evidence {
    let units = context.rollout.months.last().map(|last| {
        let arguments =
            [("count", integer(language, last.units).into()), ("month", month(language, last.month).into())];
        message_with(language, "rollout-evidence-units", arguments)
    });
    let others = ["rollout-evidence", "rollout-evidence-source"].map(|key| message(language, key));
    no_survey(&context.report, units.into_iter().chain(others).collect(), language)
}

/// The rollout at the end of a month, as alternative text for a chart.
pub fn rollout_in_words(month: &RolloutMonth, language: Language) -> String {
    let count = |count: u64| integer(language, count).into();
    let arguments = [
        ("month", short_month(language, month.month).into()),
        ("adopted", count(month.adopted)),
        ("continued", count(month.continued)),
        ("units", count(month.units)),
    ];
    message_with(language, "rollout-month-in-words", arguments)
}

/// Responses beside dossiers, and whether there are as many responses as a random sample needs.
pub fn participation_finding(report: &Report, language: Language) -> Finding {
    let count = |count: u64| integer(language, count).into();
    let (Some(received), Some(rate)) = (report.received(), report.response_rate()) else {
        let answered = [("answers", answers(language, report.responses).into())];
        let nothing = report.responses == 0;
        return Finding(vec![if nothing {
            message(language, "participation-none")
        } else {
            message_with(language, "evidence-answers", answered)
        }]);
    };
    if report.responses == 0 {
        let dossiers = [("dossiers", count(received))];
        return Finding(vec![message_with(language, "evidence-none-of-dossiers", dossiers)]);
    }
    let arguments = [
        ("answers", answers(language, report.responses).into()),
        ("dossiers", count(received)),
        ("rate", true_percent(language, rate).into()),
    ];
    let mut clauses = vec![message_with(language, "participation-finding", arguments)];
    if rate > 1.0 {
        clauses.push(message(language, "participation-too-many"));
        return Finding(clauses);
    }
    clauses.extend(report.needed_answers().map(|needed| {
        let key = match report.responses.cmp(&needed) {
            std::cmp::Ordering::Greater => "participation-more",
            std::cmp::Ordering::Equal => "participation-enough",
            std::cmp::Ordering::Less => "participation-fewer",
        };
        message_with(language, key, [("needed", count(needed))])
    }));
    Finding(clauses)
}

/// The responses and dossiers of a month, as alternative text for a chart.
pub fn participation_in_words(activity: &MonthActivity, language: Language) -> String {
    let count = |count: u64| integer(language, count).into();
    let month = ("month", short_month(language, activity.month).into());
    let responses = ("responses", count(activity.responses));
    let Some(received) = activity.received() else {
        return message_with(language, "participation-month-in-words-no-dossiers", [month, responses]);
    };
    let rate = true_percent(language, activity.responses as f64 / received as f64);
    let arguments = [month, responses, ("dossiers", count(received)), ("rate", rate.into())];
    let words = message_with(language, "participation-month-in-words", arguments);
    let Some(needed) = activity.needed_answers() else { return words };
    format!("{words}, {}", message_with(language, "participation-month-needed", [("needed", count(needed))]))
}
