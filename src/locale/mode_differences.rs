//! Whether answers that anybody may give say something else than answers that belong to a dossier.

use super::evidence::confidence_level;
use super::messages::{Argument, message, message_with};
use super::numbers::percent;
use super::sentences::points;
use crate::domain::{Language, Mode, ModeReport, QuestionReport, Report};
use crate::stats::{self, Confidence, ProportionDifference};

/// Modes that open answers are held against; the first that has a figure.
const VERIFIED: [Mode; 2] = [Mode::Verified, Mode::Invited];

/// A sentence for each headline question to which open answers and verified ones differ by more than chance: `Giải quyết
/// hồ sơ: quét mã tự do 97,3%, mã một lần kèm hồ sơ 92,8%, khác nhau hơn mức ngẫu nhiên …`. They come before all else
/// that is said of a report, because a total of such answers depends on how many came in which way.
pub fn mode_differences(report: &Report, language: Language) -> Vec<String> {
    report.headlines().filter_map(|question| difference(question, language)).collect()
}

fn difference(question: &QuestionReport, language: Language) -> Option<String> {
    let of =
        |mode: Mode| question.by_mode.iter().find(|report| report.mode == mode && report.top_two.is_some());
    let open = of(Mode::Open)?;
    let verified = VERIFIED.into_iter().find_map(of)?;
    let difference = demonstrable(open, verified)?;
    let name = |report: &ModeReport| {
        let name = message(language, &format!("mode-{}", report.mode));
        let mut letters = name.chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    };
    let share = |report: &ModeReport| report.top_two.map(|top_two| percent(language, top_two.share));
    let arguments = [
        ("label", Argument::from(question.label.get(language))),
        ("first", Argument::from(name(open))),
        ("first_share", Argument::from(share(open)?)),
        ("second", Argument::from(name(verified))),
        ("second_share", Argument::from(share(verified)?)),
        ("difference", Argument::from(points(language, difference.value))),
        ("level", Argument::from(confidence_level(language))),
        ("low", Argument::from(points(language, difference.interval.low))),
        ("high", Argument::from(points(language, difference.interval.high))),
    ];
    Some(message_with(language, "modes-differ", arguments))
}

/// The second share minus the first, where its interval (Newcombe) does not hold 0.
fn demonstrable(first: &ModeReport, second: &ModeReport) -> Option<ProportionDifference> {
    let found = stats::newcombe(counts(first)?, counts(second)?, Confidence::PUBLISHED)?;
    (found.interval.low > 0.0 || found.interval.high < 0.0).then_some(found)
}

fn counts(report: &ModeReport) -> Option<(u64, u64)> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is one")]
    let satisfied = (report.top_two?.share * report.n as f64).round() as u64;
    Some((satisfied.min(report.n), report.n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ModeReport;
    use crate::domain::briefing::samples;

    /// November with so many satisfied of so many answers by mode to the first question.
    fn report(by_mode: &[(Mode, u64, u64)]) -> Report {
        let mut report = samples::november();
        let split = |&(mode, satisfied, n): &(Mode, u64, u64)| {
            ModeReport::new(mode, [0, n - satisfied, 0, 0, satisfied])
        };
        report.questions[0].by_mode = by_mode.iter().map(split).collect();
        report
    }

    #[test]
    fn a_difference_beyond_chance_is_said_in_both_languages() {
        let report = report(&[(Mode::Open, 3503, 3600), (Mode::Verified, 232, 250)]);
        let say = |language| mode_differences(&report, language).concat().replace('\u{a0}', " ");
        assert_eq!(
            say(Language::Vi),
            "Giải quyết hồ sơ: quét mã tự do 97,3%, mã một lần kèm hồ sơ 92,8%, khác nhau hơn mức ngẫu nhiên (chênh \
             −4,5 điểm, KTC 95%: −8,4 đến −1,8)"
        );
        assert!(
            say(Language::En).contains("which differ by more than chance (−4.5 points"),
            "{}",
            say(Language::En)
        );
    }

    #[test]
    fn what_chance_explains_is_not_said() {
        let alike = report(&[(Mode::Open, 3503, 3600), (Mode::Verified, 240, 250)]);
        let no_other = report(&[(Mode::Open, 3503, 3600), (Mode::Paper, 100, 250)]);
        for report in [alike, no_other, samples::november()] {
            assert_eq!(mode_differences(&report, Language::Vi), [""; 0]);
        }
    }

    #[test]
    fn what_is_not_shown_is_not_compared() {
        let mut report = report(&[(Mode::Open, 3503, 3600), (Mode::Verified, 100, 250)]);
        report.questions[0].by_mode[1].top_two = None;
        assert_eq!(mode_differences(&report, Language::Vi), [""; 0]);
    }
}
