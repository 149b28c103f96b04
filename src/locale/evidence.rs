//! The evidence beside every figure: the number of answers and of dossiers, the modes, the interval method,
//! and what a reader must know besides. Charts, pages and mails share it.

use super::dates::{day, period, short_month};
use super::messages::{message, message_with};
use super::numbers::{decimal, integer, percent, points, true_percent};
use crate::domain::{Language, Mode, ModeReport, Note, QuestionReport, Report};
use crate::stats::{self, Confidence, ProportionDifference};

/// The maximum number of listed names; further ones are only counted, so that a note fits on one line.
const NAMED_UNITS: usize = 3;

/// The evidence for the figures of a report, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Answers out of dossiers, modes, interval method, quarantined responses.
    pub facts: Vec<String>,
    /// What a reader must know besides the figures.
    pub notes: Vec<String>,
    /// Says that the data are demo data, or that the figures are internal; `None` if neither holds.
    pub illustrative: Option<String>,
}

impl Evidence {
    /// The facts, then the notes.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.facts.iter().chain(&self.notes).map(String::as_str)
    }

    /// The facts and notes as one line, as shown under charts.
    pub fn line(&self) -> String {
        self.parts().collect::<Vec<_>>().join(" · ")
    }
}

/// The evidence of `report` in `language`.
pub fn evidence(report: &Report, language: Language) -> Evidence {
    let mut facts = vec![answers_of_dossiers(report, language)];
    facts.extend(modes(report, language));
    if let Some(top_two) = report.questions.iter().find_map(|question| question.top_two) {
        let level = [("level", confidence_level(language).into())];
        facts.push(message_with(language, &format!("evidence-interval-{}", top_two.method.name()), level));
    }
    if report.quarantined > 0 {
        let count = [("count", integer(language, report.quarantined).into())];
        facts.push(message_with(language, "evidence-quarantined", count));
    }
    facts.extend(waiting(report, language));
    facts.extend(editions(report, language));
    facts.extend(unpublished(report, language));
    let mut said = mode_differences(report, language);
    said.extend(notes(report, |_| true, language));
    Evidence { facts, notes: said, illustrative: illustrative(report, language) }
}

/// The notes for which `concern` returns true, in words.
pub(super) fn notes(report: &Report, concern: impl Fn(&Note) -> bool, language: Language) -> Vec<String> {
    let notes = report.notes.iter().filter(|note| concern(note));
    notes.map(|note| note_in_words(note, language)).collect()
}

/// The stamp of demo data or internal figures, in two or three words.
pub fn stamp(report: &Report, language: Language) -> Option<String> {
    let key = match (report.is_unpublished, report.illustrative) {
        (true, _) => "internal",
        (false, true) => "illustrative",
        (false, false) => return None,
    };
    Some(message(language, key))
}

/// Says that the data are demo data, or that the figures are internal; `None` if neither holds.
pub(super) fn illustrative(report: &Report, language: Language) -> Option<String> {
    let say = |key: &str| format!("{}: {}", message(language, key), message(language, &format!("{key}-why")));
    let internal = report.is_unpublished.then(|| say("internal"));
    let illustrative = report.illustrative.then(|| say("illustrative"));
    internal
        .into_iter()
        .chain(illustrative)
        .reduce(|internal, illustrative| format!("{internal} {illustrative}"))
}

/// The subject of figures: `Tỉnh Hưng Yên, tháng 11/2024`.
pub fn subject(report: &Report, language: Language) -> String {
    format!("{}, {}", report.unit.name, period(language, report.period))
}

/// A number of answers with its noun: `4.123 phiếu trả lời`, `1 answer`.
pub fn answers(language: Language, count: u64) -> String {
    let key = if count == 1 { "answers-one" } else { "answers" };
    message_with(language, key, [("count", integer(language, count).into())])
}

/// The level of the published intervals without needless digits: `95%`.
pub fn confidence_level(language: Language) -> String {
    format!("{}%", decimal(language, Confidence::PUBLISHED.level() * 100.0, 0))
}

fn answers_of_dossiers(report: &Report, language: Language) -> String {
    let answered = answers(language, report.responses);
    match (report.received(), report.response_rate()) {
        (Some(received), _) if report.responses == 0 => {
            let dossiers = integer(language, received).into();
            message_with(language, "evidence-none-of-dossiers", [("dossiers", dossiers)])
        }
        (Some(received), Some(rate)) => {
            let arguments = [
                ("answers", answered.into()),
                ("dossiers", integer(language, received).into()),
                ("rate", true_percent(language, rate).into()),
            ];
            message_with(language, "evidence-answers-of-dossiers", arguments)
        }
        _ if report.responses == 0 => message(language, "evidence-none"),
        _ => message_with(language, "evidence-answers", [("answers", answered.into())]),
    }
}

/// The editions: `ấn bản 2 ngày 05/12/2024`, for several months `3 ấn bản tháng, mới nhất ngày 05/01/2025`;
/// `None` if no month is published.
pub fn editions(report: &Report, language: Language) -> Option<String> {
    let Some(edition) = report.edition() else {
        let arguments = [
            ("count", integer(language, report.editions.len() as u64).into()),
            ("day", day(language, report.published_on()?).into()),
        ];
        return Some(message_with(language, "evidence-editions", arguments));
    };
    let arguments = [
        ("number", integer(language, u64::from(edition.number)).into()),
        ("day", day(language, edition.published_on).into()),
    ];
    let key = if edition.is_superseded { "evidence-edition-superseded" } else { "evidence-edition" };
    Some(message_with(language, key, arguments))
}

/// `13 phiếu chờ kỳ dài hơn`: the waiting answers of the headline question that has most of them.
pub(super) fn waiting(report: &Report, language: Language) -> Option<String> {
    let waiting = report.headlines().map(|question| question.waiting).max().filter(|&waiting| waiting > 0)?;
    let count = [("count", integer(language, waiting).into())];
    Some(message_with(language, "evidence-waiting", count))
}

/// `chưa công bố tháng 10/2026, 11/2026`.
fn unpublished(report: &Report, language: Language) -> Option<String> {
    let months = report.unpublished_months.iter().map(|&month| short_month(language, month));
    let months = months.collect::<Vec<_>>().join(", ");
    let months = [("months", months.into())];
    (!report.unpublished_months.is_empty()).then(|| message_with(language, "evidence-unpublished", months))
}

/// The responses by mode: `quét mã tự do 3.800, mã một lần kèm hồ sơ 323`; `None` without responses.
fn modes(report: &Report, language: Language) -> Option<String> {
    let counted = report.modes.iter().filter(|&(_, &count)| count > 0);
    let named = counted.map(|(mode, &count)| {
        let name = message(language, &format!("mode-{mode}"));
        format!("{} {}", uncapitalised(&name), integer(language, count))
    });
    let list = named.collect::<Vec<_>>().join(", ");
    (!list.is_empty()).then_some(list)
}

/// The text with a lower-case first letter: names of modes begin a line elsewhere, but are inside a line
/// here.
fn uncapitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

fn note_in_words(note: &Note, language: Language) -> String {
    match note {
        Note::SelfSelected => message(language, "note-self-selected"),
        Note::DossiersIncomplete => message(language, "note-dossiers-incomplete"),
        Note::ValidSince(since) => {
            message_with(language, "note-valid-since", [("day", day(language, *since).into())])
        }
        Note::ValidUntil(until) => {
            message_with(language, "note-valid-until", [("day", day(language, *until).into())])
        }
        Note::CountedInPart { units } => {
            let names = named_units(units, language).into();
            message_with(language, "note-counted-in-part", [("units", names)])
        }
        Note::LeftOut { units } => {
            let names = named_units(units, language).into();
            message_with(language, "note-left-out", [("units", names)])
        }
    }
}

fn named_units(units: &[String], language: Language) -> String {
    let named = units.iter().take(NAMED_UNITS).map(String::as_str).collect::<Vec<_>>().join(", ");
    let others = units.len().saturating_sub(NAMED_UNITS);
    if others == 0 {
        return named;
    }
    let arguments = [("units", named.into()), ("count", integer(language, others as u64).into())];
    message_with(language, "note-left-out-more", arguments)
}

/// The modes with which open answers are compared; the first that has a figure is used.
const VERIFIED: [Mode; 2] = [Mode::Verified, Mode::Invited];

/// A sentence for each headline question for which open answers and verified ones differ by more than chance:
/// `Giải quyết hồ sơ: quét mã tự do 97,3%, mã một lần kèm hồ sơ 92,8%, khác nhau hơn mức ngẫu nhiên …`. They
/// come before all other notes, because the total of such answers depends on the proportions of the modes.
pub fn mode_differences(report: &Report, language: Language) -> Vec<String> {
    report.headlines().filter_map(|question| difference(question, language)).collect()
}

fn difference(question: &QuestionReport, language: Language) -> Option<String> {
    let of =
        |mode: Mode| question.by_mode.iter().find(|report| report.mode == mode && report.top_two.is_some());
    let open = of(Mode::Open)?;
    let verified = VERIFIED.into_iter().find_map(of)?;
    let difference = demonstrable(open, verified)?;
    let name = |report: &ModeReport| uncapitalised(&message(language, &format!("mode-{}", report.mode)));
    let share = |report: &ModeReport| report.top_two.map(|top_two| percent(language, top_two.share));
    let arguments = [
        ("label", question.label.get(language).into()),
        ("first", name(open).into()),
        ("first_share", share(open)?.into()),
        ("second", name(verified).into()),
        ("second_share", share(verified)?.into()),
        ("difference", points(language, difference.value).into()),
        ("level", confidence_level(language).into()),
        ("low", points(language, difference.interval.low).into()),
        ("high", points(language, difference.interval.high).into()),
    ];
    Some(message_with(language, "modes-differ", arguments))
}

/// The second share minus the first, if its interval (Newcombe) does not contain 0.
fn demonstrable(first: &ModeReport, second: &ModeReport) -> Option<ProportionDifference> {
    let counts = |report: &ModeReport| Some((report.top_two?.satisfied_of(report.n), report.n));
    let found = stats::newcombe(counts(first)?, counts(second)?, Confidence::PUBLISHED)?;
    (found.interval.low > 0.0 || found.interval.high < 0.0).then_some(found)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::Dossiers;
    use crate::domain::results::context::samples;

    /// November without questions and notes.
    fn report() -> Report {
        Report {
            quarantined: 0,
            modes: BTreeMap::from([(Mode::Open, 3800), (Mode::Verified, 323)]),
            questions: Vec::new(),
            notes: Vec::new(),
            illustrative: false,
            ..samples::november()
        }
    }

    #[test]
    fn answers_stand_beside_dossiers_and_modes() {
        let line = evidence(&report(), Language::Vi).line();
        assert_eq!(
            line,
            "4.123 phiếu trả lời trên 16.021 hồ sơ (25,7%) · quét mã tự do 3.800, mã một lần kèm hồ sơ 323"
        );
        let line = evidence(&report(), Language::En).line();
        assert_eq!(
            line,
            "4,123 answers for 16,021 dossiers (25.7%) · open poster 3,800, one-time code with a dossier 323"
        );
    }

    #[test]
    fn the_evidence_says_that_dossiers_are_missing() {
        let mut report = report();
        for dossiers in [None, Some(Dossiers::default())] {
            report.dossiers = dossiers;
            let line = evidence(&report, Language::Vi).line();
            assert!(line.starts_with("4.123 phiếu trả lời, chưa có số hồ sơ để đối chiếu · "), "{line}");
        }
        report.responses = 0;
        report.modes.clear();
        assert_eq!(evidence(&report, Language::Vi).line(), "Chưa có phiếu trả lời nào được công bố");
        report.dossiers = Some(Dossiers { received: 1000, ..Dossiers::default() });
        assert_eq!(
            evidence(&report, Language::Vi).line(),
            "Chưa có phiếu trả lời nào được công bố trên 1.000 hồ sơ"
        );
    }

    #[test]
    fn quarantine_and_notes_are_never_left_out() {
        let mut report = report();
        report.quarantined = 12;
        let units = ["Xã A", "Xã B", "Xã C", "Xã D"].map(str::to_owned).to_vec();
        let day = report.period.first_day();
        report.notes = vec![
            Note::SelfSelected,
            Note::LeftOut { units },
            Note::ValidSince(day),
            Note::ValidUntil(report.period.last_day()),
        ];
        report.illustrative = true;
        let evidence = evidence(&report, Language::Vi);
        let line = evidence.line();
        for part in [
            "12 phiếu nghi vấn",
            "người trả lời tự chọn",
            "không tính Xã A, Xã B, Xã C và 1 đơn vị khác",
            "từ ngày 01/11/2024",
            "đến hết ngày 30/11/2024",
        ] {
            assert!(line.contains(part), "{part} is missing in {line}");
        }
        assert!(evidence.illustrative.unwrap().starts_with("Dữ liệu minh họa: "));
    }

    #[test]
    fn one_answer_is_singular_in_english() {
        assert_eq!(answers(Language::En, 1), "1 answer");
        assert_eq!(answers(Language::En, 2), "2 answers");
        assert_eq!(answers(Language::Vi, 10_000_000), "10.000.000 phiếu trả lời");
        assert_eq!(confidence_level(Language::Vi), "95%");
    }

    /// November with satisfied answers and all answers to the first question, by mode.
    fn report_by_mode(by_mode: &[(Mode, u64, u64)]) -> Report {
        let mut report = samples::november();
        let split = |&(mode, satisfied, n): &(Mode, u64, u64)| {
            ModeReport::new(mode, [0, n - satisfied, 0, 0, satisfied])
        };
        report.questions[0].by_mode = by_mode.iter().map(split).collect();
        report
    }

    #[test]
    fn a_difference_beyond_chance_is_reported_in_both_languages() {
        let report = report_by_mode(&[(Mode::Open, 3503, 3600), (Mode::Verified, 232, 250)]);
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
    fn a_difference_within_chance_is_not_reported() {
        let alike = report_by_mode(&[(Mode::Open, 3503, 3600), (Mode::Verified, 240, 250)]);
        let no_other = report_by_mode(&[(Mode::Open, 3503, 3600), (Mode::Paper, 100, 250)]);
        for report in [alike, no_other, samples::november()] {
            assert_eq!(mode_differences(&report, Language::Vi), [""; 0]);
        }
    }

    #[test]
    fn modes_without_a_figure_are_not_compared() {
        let mut report = report_by_mode(&[(Mode::Open, 3503, 3600), (Mode::Verified, 100, 250)]);
        report.questions[0].by_mode[1].top_two = None;
        assert_eq!(mode_differences(&report, Language::Vi), [""; 0]);
    }
}
