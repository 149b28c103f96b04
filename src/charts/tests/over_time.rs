//! Charts over time: what they must show, and which hidden figures must not be recoverable.

use super::super::theme::{ACCENT, BAND, HATCHED, VERY_SATISFIED};
use super::*;
use crate::domain::{
    Against, Change, Comparison, Dossiers, Estimate, Method, Outcome, Period, Reform, SeriesPoint,
};

/// The kinds that show months.
const OVER_TIME: [ChartKind; 4] =
    [ChartKind::Trend, ChartKind::Dossiers, ChartKind::Rollout, ChartKind::Participation];

pub(super) fn blocks(scene: &Scene, colour: plotters::style::RGBColor) -> Vec<FilledRect> {
    let blocks = scene.marks.iter().filter_map(|mark| match mark {
        Mark::FilledRect(block, painted) if *painted == colour => Some(*block),
        _ => None,
    });
    blocks.collect()
}

/// The lines of shares, each of which joins at least two months.
fn lines(scene: &Scene) -> impl Iterator<Item = &Vec<Point>> {
    scene.marks.iter().filter_map(|mark| match mark {
        Mark::Polyline(line) if line.colour == VERY_SATISFIED => Some(&line.points),
        _ => None,
    })
}

/// The centres of the discs of a colour.
fn discs(scene: &Scene, colour: plotters::style::RGBColor) -> Vec<Point> {
    let discs = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Disc(centre, _, painted) if *painted == colour => Some(*centre),
        _ => None,
    });
    discs.collect()
}

fn compared(outcomes: [Outcome; 2]) -> Report {
    let mut report = samples::november();
    for (question, outcome) in report.questions.iter_mut().zip(outcomes) {
        let period = Period::month("2024-10".parse().unwrap());
        question.comparisons =
            vec![Comparison { against: Against::PreviousPeriod, period, outcome, units: None }];
    }
    report
}

fn changed(low: f64, high: f64) -> Outcome {
    let difference = f64::midpoint(low, high);
    Outcome::Changed(Change { before: 0.9, n_before: 300, difference, low, high })
}

fn title(report: Report, language: Language) -> String {
    picture(ChartKind::Trend, &samples::context(report), language, Shape::Wide).unwrap().title
}

#[test]
fn the_trend_title_states_the_outcome_of_the_comparison() {
    let (same, better, worse) = (changed(-0.01, 0.02), changed(0.01, 0.03), changed(-0.05, -0.01));
    let both = title(compared([same, same]), Language::Vi);
    assert!(both.ends_with(", đều chưa thể kết luận có thay đổi so với tháng 10/2024"), "{both}");
    let mixed = title(compared([better, worse]), Language::Vi);
    assert!(mixed.contains("hồ sơ (có cơ sở để kết luận là tăng), 85,0% thấy"), "{mixed}");
    assert!(mixed.ends_with("dễ hiểu (có cơ sở để kết luận là giảm), so với tháng 10/2024"), "{mixed}");
    let unknown = title(compared([Outcome::NotPublished, same]), Language::En);
    assert!(
        unknown.contains("(not comparable)") && unknown.contains("(no demonstrable change)"),
        "{unknown}"
    );
    assert!(!title(samples::november(), Language::Vi).contains("so với"));
}

#[test]
fn a_single_question_has_its_comparison_in_the_same_sentence() {
    let mut report = compared([changed(-0.01, 0.02); 2]);
    report.questions.truncate(1);
    assert_eq!(
        title(report, Language::Vi),
        "97,0% hài lòng với việc giải quyết hồ sơ, chưa thể kết luận có thay đổi so với tháng 10/2024"
    );
}

#[test]
fn the_trend_shows_its_axis_intervals_and_annotations() {
    let scene = scene(ChartKind::Trend, &full());
    assert_says(&scene, &["Giải quyết hồ sơ", "Thái độ cán bộ", "Trục dọc bắt đầu từ", "phiếu trả lời"]);
    assert_says(&scene, &["11/2024", "Chưa vẽ giới hạn kiểm soát", "khoảng tin cậy 95%", "chưa đủ phiếu"]);
    assert_says(&scene, &["sắp xếp đơn vị: 161 còn 139", "bắt đầu mô hình", "câu hỏi viết lại"]);
    let last = full().series[0].points.last().unwrap().top_two.unwrap();
    assert_says(&scene, &[&crate::locale::percent(Language::Vi, last.share)]);
    assert!(scene.description.contains("12/2022: ") && scene.description.contains("11/2024: "));
}

#[test]
fn lines_break_at_months_without_a_figure_and_at_new_wordings() {
    let context = full();
    let scene = scene(ChartKind::Trend, &context);
    for series in context.series.iter().filter(|series| series.headline) {
        assert_eq!(series.points.len(), 24);
    }
    // Months 6, 11, 13 and 20 have no figure, and a new wording begins with month 15: 0–5, 7–10, 12, 14,
    // 15–19, 21–23.
    let joined: Vec<usize> = lines(&scene).map(Vec::len).collect();
    assert_eq!(joined, [6, 4, 5, 3, 6, 4, 5, 3]);
    assert_eq!(discs(&scene, VERY_SATISFIED).len(), 2 * 20);
    let feet = blocks(&scene, HATCHED).into_iter().filter(|block| block.bottom - block.top > 25.0);
    assert_eq!(feet.count(), 2 * 4);
}

/// Sets the number of answers of months that may not be shown to `n`.
fn with_hidden(context: &ReportContext, n: u64) -> ReportContext {
    let mut changed = context.clone();
    for point in changed.series.iter_mut().flat_map(|series| &mut series.points) {
        if point.top_two.is_none() && point.n > 0 {
            point.n = n;
        }
    }
    changed
}

#[test]
fn marks_do_not_depend_on_the_answers_of_hidden_months() {
    let context = full();
    let marks = |context: &ReportContext| {
        let scene = scene(ChartKind::Trend, context);
        scene.marks.iter().map(|mark| format!("{mark:?}")).collect::<Vec<_>>()
    };
    assert_eq!(marks(&context), marks(&with_hidden(&context, 9)));
    let table = table(ChartKind::Trend, &context, Language::Vi);
    let hidden: Vec<_> = table.rows.iter().filter(|row| row[2] == "chưa đủ phiếu").collect();
    assert_eq!(hidden.len(), 2 * 3);
    assert!(hidden.iter().all(|row| row[3].is_empty() && row[5].is_empty()), "{hidden:?}");
}

#[test]
fn a_hidden_last_month_gives_the_reason_and_no_share() {
    let mut context = full();
    for point in context.series.iter_mut().filter_map(|series| series.points.last_mut()) {
        *point = SeriesPoint {
            n: 7,
            top_two: None,
            suppressed: Some(Suppression::BelowThreshold),
            ..point.clone()
        };
    }
    context.report = samples::uniform([0, 0, 0, 3, 4]).for_publication();
    let scene = scene(ChartKind::Trend, &context);
    assert_says(&scene, &["chưa đủ phiếu", "7 phiếu trả lời"]);
    assert!(!texts(&scene).contains(&"100,0%"));
    assert_eq!(scene.title, "Chưa đủ 10 phiếu trả lời để công bố kết quả");
}

#[test]
fn limits_need_a_year_since_the_last_step() {
    let limits = |context: &ReportContext| {
        let scene = scene(ChartKind::Trend, context);
        texts(&scene).into_iter().filter(|text| text.starts_with("giới hạn trên")).count()
    };
    // The limits of the earlier wording are drawn but do not apply to the last month.
    assert_eq!(limits(&full()), 0);
    assert_eq!(limits(&unbroken()), 2);
    let short = samples::with_months(full(), 11);
    let scene = scene(ChartKind::Trend, &short);
    assert_says(
        &scene,
        &["Chưa vẽ giới hạn kiểm soát: từ mốc thay đổi gần nhất mới có 2 tháng", "cần ít nhất 12 tháng"],
    );
    assert!(!texts(&scene).iter().any(|text| text.starts_with("giới hạn trên")));
}

/// The sample without boundary reforms and new wordings.
fn unbroken() -> ReportContext {
    let mut context = full();
    context.reforms.clear();
    for point in context.series.iter_mut().flat_map(|series| &mut series.points) {
        point.begins_new_wording = false;
    }
    context
}

/// The sample without steps and with these shares, one per month, each from 200 answers.
fn with_shares(share: impl Fn(usize) -> f64) -> ReportContext {
    let mut context = unbroken();
    for series in &mut context.series {
        for (place, point) in series.points.iter_mut().enumerate() {
            let share = share(place);
            let (low, high) = ((share - 0.05).max(0.0), (share + 0.05).min(1.0));
            point.n = 200;
            point.top_two = Some(Estimate { share, low, high, method: Method::Wilson });
            point.suppressed = None;
        }
    }
    context
}

fn rings(scene: &Scene) -> usize {
    discs(scene, ACCENT).len()
}

#[test]
fn an_outlier_is_ringed_and_explained_and_scatter_widens_the_limits() {
    let leap = scene(ChartKind::Trend, &with_shares(|place| if place == 20 { 0.7 } else { 0.9 }));
    assert_eq!(rings(&leap), 3, "two points and the note");
    let why = "khó có thể do ngẫu nhiên: 08/2024 (Giải quyết hồ sơ, Thái độ cán bộ) ngoài giới hạn";
    let limits = "giới hạn kiểm soát 99,8% quanh mức của 12 tháng đầu";
    assert_says(&leap, &[why, limits, "nhiều nhất khoảng 6 trên 100"]);
    assert!(!texts(&leap).iter().any(|text| text.contains("Laney")), "nothing is widened");
    let scattered = scene(ChartKind::Trend, &with_shares(|place| if place % 2 == 0 { 0.7 } else { 0.9 }));
    assert_eq!(rings(&scattered), 0);
    assert_says(&scattered, &["p’ của Laney"]);
}

#[test]
fn a_lasting_shift_is_marked_once_in_the_month_it_begins() {
    let level = |place| if place < 13 { 0.8 + 0.01 * (place % 3) as f64 } else { 0.89 };
    let context = with_shares(level);
    let scene = scene(ChartKind::Trend, &context);
    assert_eq!(rings(&scene), 3, "two points and the note");
    let table = table(ChartKind::Trend, &context, Language::Vi);
    let marked: Vec<_> = table.rows.iter().filter(|row| !row[5].is_empty()).collect();
    assert_eq!(marked.len(), 2);
    assert_eq!(marked[0][0], "01/2024");
    assert!(marked[0][5].contains("11 tháng liền cao hơn mức dự kiến"), "{marked:?}");
}

#[test]
fn a_steady_rise_is_described_in_words_and_has_no_rings() {
    let context = with_shares(|place| 0.75 + 0.008 * place as f64 + 0.005 * (place % 3) as f64);
    let shown = scene(ChartKind::Trend, &context);
    assert_eq!(rings(&shown), 0);
    assert_says(&shown, &["điểm trong 23", "giới hạn kiểm soát 99,8% quanh đường xu hướng"]);
    for (shape, language) in
        [(Shape::Square, Language::Vi), (Shape::A4, Language::En), (Shape::Panel, Language::En)]
    {
        let shown = picture(ChartKind::Trend, &context, language, shape).unwrap();
        layout::assert_that_words_have_their_places(&format!("a rise, {shape}"), &shown);
    }
}

#[test]
fn the_band_holds_every_dot() {
    let scene = scene(ChartKind::Trend, &full());
    let band = |mark: &Mark| matches!(mark, Mark::Region(_, colour) if *colour == BAND);
    let bands: Vec<_> = scene.marks.iter().filter(|mark| band(mark)).map(layout::corners).collect();
    for (x, y) in discs(&scene, VERY_SATISFIED) {
        let holds = |corners: &Vec<Point>| {
            let near = corners.iter().filter(|corner| (corner.0 - x).abs() < 30.0);
            let ends = (f64::MAX, f64::MIN);
            let (top, bottom) =
                near.fold(ends, |(top, bottom), corner| (top.min(corner.1), bottom.max(corner.1)));
            top <= y && y <= bottom
        };
        assert!(bands.iter().any(holds), "{x}, {y}");
    }
}

#[test]
fn charts_without_months_give_the_reason() {
    let bare = samples::november_alone();
    for (kind, reason) in OVER_TIME.into_iter().zip([
        "Không có số liệu theo tháng để vẽ",
        "Chưa có số liệu giải quyết hồ sơ trong kỳ này",
        "Chưa có xã, phường, thị trấn nào triển khai mô hình",
        "4.123 phiếu trả lời trên 16.021 hồ sơ",
    ]) {
        let scene = scene(kind, &bare);
        assert_says(&scene, &[reason]);
        assert!(!blocks(&scene, HATCHED).is_empty());
    }
}

#[test]
fn nothing_overlaps_or_overflows_for_any_number_of_months_and_extreme_counts() {
    for months in [1, 2, 3, 7, 12, 13, 24, 60, 240] {
        let mut context = samples::with_months(full(), months);
        for (place, month) in context.activity.iter_mut().enumerate() {
            month.responses = [0, 1, u64::from(u32::MAX)][place % 3];
            month.are_dossiers_complete = place % 4 != 1;
            let received = [0, 1, 9_999_999_999][(place / 3) % 3];
            month.dossiers =
                month.dossiers.map(|_| Dossiers { received, early: received, on_time: 0, late: 1 });
        }
        for month in &mut context.rollout.months {
            (month.adopted, month.units) = (9_876, 10_000);
        }
        for (index, shape) in layout::SHAPES.into_iter().enumerate() {
            let language = Language::ALL[index % 2];
            for kind in OVER_TIME {
                let scene = picture(kind, &context, language, shape).unwrap();
                let name = format!("{kind} of {months} months, {shape}");
                layout::assert_that_words_have_their_places(&name, &scene);
                layout::assert_that_marks_stay_within(&name, &scene);
            }
        }
    }
}

#[test]
fn panels_continue_on_another_page_only_where_they_do_not_fit() {
    let count = |shape| pages(ChartKind::Trend, &full(), Language::Vi, shape).unwrap().len();
    assert_eq!((count(Shape::Wide), count(Shape::A4), count(Shape::Square)), (1, 1, 2));
}

#[test]
fn many_annotations_do_not_overlap() {
    let mut context = full();
    let first = context.months.from();
    context.reforms = (1..9)
        .map(|month| Reform { day: first.shifted(2 * month).first_day(), before: 161, after: 139 })
        .collect();
    for series in &mut context.series {
        for (place, point) in series.points.iter_mut().enumerate() {
            point.begins_new_wording = place % 5 == 4;
        }
    }
    for kind in OVER_TIME {
        for shape in [Shape::Wide, Shape::Panel] {
            let scene = picture(kind, &context, Language::En, shape).unwrap();
            layout::assert_that_words_have_their_places(&format!("{kind} {shape}"), &scene);
        }
    }
}
