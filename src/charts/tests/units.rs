//! What charts of units must show, and what must not leak from them.

use std::time::{Duration, Instant};

use super::*;
use crate::domain::{UnitStanding, UnshownUnit};

const OF_UNITS: [ChartKind; 3] = [ChartKind::Units, ChartKind::Funnel, ChartKind::Heatmap];

fn with(units: &[(&str, u64, u64)]) -> ReportContext {
    samples::with_units(samples::november_alone(), units)
}

/// The texts of all pages, one per line, with titles and descriptions.
fn words(kind: ChartKind, context: &ReportContext, language: Language) -> String {
    let scenes = pages(kind, context, language, Shape::A4).unwrap();
    let words = scenes
        .iter()
        .flat_map(|scene| texts(scene).into_iter().chain([scene.title.as_str(), scene.description.as_str()]));
    words.collect::<Vec<_>>().join("\n").replace('\u{a0}', " ")
}

fn cells(kind: ChartKind, context: &ReportContext) -> String {
    let table = table(kind, context, Language::Vi);
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    table.rows.iter().map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn units_are_grouped_by_standing_with_share_interval_and_answers() {
    let context = with(&[("Xã Thấp", 200, 120), ("Xã Vừa", 101, 98), ("Xã Kém", 50, 45), ("Xã Ít", 7, 3)]);
    let picture = words(ChartKind::Units, &context, Language::Vi);
    let parts = [
        "Thấp hơn, có cơ sở (ngoài giới hạn 99,8%): 1",
        "Thấp hơn (ngoài giới hạn 95%): 1",
        "Như mức chung (trong giới hạn 95%): 1",
        "Chưa đủ 10 câu trả lời: 1",
        "mức chung 97,0%",
        "chưa đủ phiếu",
        "60,0%\n",
        "200\n",
        "Xã Thấp: 60,0% (khoảng tin cậy 95%: 53,1–66,5%; 200 phiếu trả lời)",
        "Xã Ít: chưa đủ phiếu (7 phiếu trả lời)",
        "3 trong 4 đơn vị có từ 10 câu trả lời trở lên",
    ];
    assert_has(&picture, &parts);
    assert!(!picture.contains("hạng "), "a rank never stands without its interval");
    let below = picture.find("Thấp hơn (ngoài").unwrap();
    assert!(picture.find("Như mức chung (trong").unwrap() < below, "from the highest to the lowest");
    let row = "Xã Thấp | Thấp hơn, có cơ sở | 60,0% | 53,1–66,5% | 200 | ";
    assert_has(&cells(ChartKind::Units, &context), &[row]);
}

#[test]
fn a_hidden_share_appears_in_no_chart_and_no_table() {
    // 3 of 7 are 42.9 %, and a hatched place is not 0 %.
    let mut context = with(&[("Xã Bảy", 7, 3), ("Xã Tám", 80, 78), ("Xã Chín", 90, 89)]);
    let comparison = context.comparison.as_mut().unwrap();
    let mut version = comparison.not_shown[0].version.clone();
    version.unit.name = "Xã Kín".to_owned();
    comparison.not_shown.push(UnshownUnit { version, n: 7, suppressed: Some(Suppression::BelowThreshold) });
    for kind in OF_UNITS {
        for said in [words(kind, &context, Language::Vi), cells(kind, &context)] {
            assert!(!said.contains("42,9%") && !said.contains("\n0,0%"), "{kind}: {said}");
        }
    }
    for kind in [ChartKind::Units, ChartKind::Funnel] {
        assert_has(&cells(kind, &context), &["Xã Bảy", "chưa đủ phiếu", "Xã Kín"]);
    }
    let picture = words(ChartKind::Units, &context, Language::Vi);
    assert_has(&picture, &["Xã Kín: chưa đủ phiếu (7 phiếu trả lời)"]);
    assert_has(&words(ChartKind::Heatmap, &context, Language::Vi), &["chưa đủ phiếu", "\n•\n"]);
}

#[test]
fn fewer_than_two_published_units_are_counted_instead_of_compared() {
    let one = with(&[("Xã Một", 60, 50), ("Xã Hai", 5, 5), ("Xã Ba", 4, 4)]);
    for kind in [ChartKind::Units, ChartKind::Funnel] {
        let why = "Có 1 đơn vị có kết quả công bố: chưa đủ để so sánh";
        let counted = "1 trong 3 đơn vị có từ 10 câu trả lời trở lên";
        assert_has(&words(kind, &one, Language::Vi), &[why, counted]);
        let none = words(kind, &with(&[]), Language::En);
        assert_has(&none, &["No commune, ward or town has any answers"]);
    }
    assert!(words(ChartKind::Units, &one, Language::Vi).contains("Xã Ba\n"), "the others are named");
    let alone = words(ChartKind::Heatmap, &with(&[]), Language::Vi);
    // The unit's own row is shown.
    assert_has(&alone, &["Tỉnh Hưng Yên\n", "97,0%\n", "Không có đơn vị cấp dưới nào có phiếu trả lời"]);
}

#[test]
fn units_beyond_the_limits_are_named_on_the_funnel_or_counted_below() {
    let mut units: Vec<_> = (0..40).map(|_| ("Xã Thường", 60, 58)).collect();
    units.extend([("Xã Rất Thấp", 200, 100), ("Xã Thấp", 300, 200)]);
    let context = with(&units);
    let funnel = context.comparison.as_ref().unwrap().funnel.as_ref().unwrap();
    assert_eq!(funnel.count(UnitStanding::FarBelow), 2);
    let picture = words(ChartKind::Funnel, &context, Language::Vi);
    assert_has(&picture, &["Xã Rất Thấp\n", "Xã Thấp\n", "mức chung\n", "giới hạn 99,8%\n"]);
    assert_has(&picture, &["trong giới hạn 95%\n", "0\n"]);
    let usual = (0..250).map(|_| ("Xã Thường", 60, 58));
    let crowd: Vec<_> = usual.chain((0..24).map(|_| ("Xã Chen Chúc Nhau", 200, 100))).collect();
    let picture = words(ChartKind::Funnel, &with(&crowd), Language::Vi).replace('\n', " ");
    // Units that are neither named nor listed are counted.
    assert_has(&picture, &["trên hình không đủ chỗ ghi tên", "đơn vị khác"]);
}

#[test]
fn a_note_states_that_limits_are_widened() {
    let units: Vec<_> = (0..20).map(|place| ("Xã", 200, if place % 2 == 0 { 199 } else { 150 })).collect();
    let context = with(&units);
    assert!(context.comparison.as_ref().unwrap().funnel.as_ref().unwrap().is_widened());
    for kind in [ChartKind::Units, ChartKind::Funnel] {
        let said = words(kind, &context, Language::Vi).replace('\n', " ");
        assert!(said.contains("các giới hạn đã được nới rộng"), "{kind}: {said}");
    }
}

#[test]
fn units_with_the_same_name_show_their_codes() {
    let context = with(&[("Xã Tân Tiến", 60, 50), ("Xã Tân Tiến", 70, 69), ("Xã Một", 70, 69)]);
    for said in [cells(ChartKind::Units, &context), words(ChartKind::Units, &context, Language::Vi)] {
        assert_has(&said, &["Xã Tân Tiến (mã 11001)", "Xã Tân Tiến (mã 11002)"]);
        assert!(!said.contains("Xã Một (mã"));
    }
}

#[test]
fn the_heatmap_has_every_question_and_the_unit_itself_first() {
    let context = full();
    let table = table(ChartKind::Heatmap, &context, Language::Vi);
    assert_eq!((table.columns.len(), table.rows.len()), (8, 140));
    assert_eq!(table.rows[0][..2], ["Tỉnh Hưng Yên", "97,0%"]);
    let picture = words(ChartKind::Heatmap, &context, Language::Vi);
    assert_has(&picture, &["97,0%\n", "63,1%\n", "từ 90%\n", "dưới 50%\n", "Số phiếu\n", "4.123\n"]);
    assert_has(&picture, &["Hài lòng từ 63,1% đến 97,0% tùy nội dung, ở "]);
}

#[test]
fn many_questions_are_split_into_sections_with_all_rows() {
    let mut context = with(&[("Xã Một", 60, 50), ("Xã Hai", 70, 69)]);
    let asked = context.report.questions.clone();
    for number in 0..20 {
        let mut question = asked[0].clone();
        question.key = format!("more-{number}");
        context.report.questions.push(question);
    }
    let scene = picture(ChartKind::Heatmap, &context, Language::En, Shape::A4).unwrap();
    let parts = texts(&scene).into_iter().filter(|text| *text == "Xã Hai").count();
    assert!((4..=6).contains(&parts), "every part of the questions has its rows: {parts}");
}

#[test]
fn ten_thousand_units_give_a_picture_of_limited_height_in_limited_time() {
    let names: Vec<_> = (0..10_000).map(|number| format!("Xã Số {number}")).collect();
    let units = (0_u64..).zip(&names).map(|(place, name)| {
        let n = 10 + place % 300;
        (name.as_str(), n, n - n * (place % 11) / 100)
    });
    let units: Vec<_> = units.collect();
    let context = samples::with_units(samples::november_alone(), &units);
    for kind in OF_UNITS {
        let start = Instant::now();
        for shape in layout::SHAPES {
            let scene = picture(kind, &context, Language::Vi, shape).unwrap();
            assert!(scene.height < 10_000, "{kind} {shape}: {}", scene.height);
        }
        let on_pages = pages(kind, &context, Language::Vi, Shape::A4).unwrap();
        assert!(on_pages.len() < 100, "{kind}: {}", on_pages.len());
        let rows = table(kind, &context, Language::Vi).rows.len();
        assert_eq!(rows % 10_000, usize::from(kind == ChartKind::Heatmap));
        let taken = start.elapsed();
        assert!(taken < Duration::from_mins(1), "{kind} took {taken:?}");
    }
    let said = words(ChartKind::Units, &context, Language::Vi).replace('\n', " ");
    assert_has(&said, &["trong 10.000 đơn vị: trước hết là các đơn vị ngoài giới hạn"]);
}
