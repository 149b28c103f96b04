//! Charts of reports with many answers, few and none, in both languages.

mod counted;
mod layout;
mod over_time;
mod typography;
mod units;

use super::*;
use crate::domain::results::context::samples;
use crate::domain::{Note, Report, Suppression};

/// The two kinds that need only a report.
const OF_A_REPORT: [ChartKind; 2] = [ChartKind::Headline, ChartKind::Distribution];

fn svg(kind: ChartKind, report: &Report, language: Language) -> String {
    svg_of(kind, &ReportContext::alone(report.clone()), language)
}

fn svg_of(kind: ChartKind, context: &ReportContext, language: Language) -> String {
    let scene = picture(kind, context, language, Shape::Wide).unwrap();
    String::from_utf8(super::svg(&scene).unwrap()).unwrap()
}

fn full() -> ReportContext {
    samples::context(samples::november())
}

fn scene(kind: ChartKind, context: &ReportContext) -> Scene {
    picture(kind, context, Language::Vi, Shape::Wide).unwrap()
}

fn texts(scene: &Scene) -> Vec<&str> {
    let words = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Words(words) => Some(words.text.as_str()),
        _ => None,
    });
    words.collect()
}

fn assert_says(scene: &Scene, parts: &[&str]) {
    let texts = texts(scene);
    for part in parts {
        assert!(texts.iter().any(|text| text.contains(part)), "{part} is missing in {texts:?}");
    }
}

fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[test]
fn kinds_and_shapes_are_parsed_from_their_names() {
    for kind in ChartKind::ALL {
        assert_eq!(kind.name().parse(), Ok(kind));
    }
    for shape in Shape::ALL {
        assert_eq!(shape.name().parse(), Ok(shape));
    }
    let unknown = "pie".parse::<ChartKind>().unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "unknown chart \"pie\": use headline, distribution, trend, units, funnel, heatmap, dossiers, rollout, participation"
    );
    let unknown = "round".parse::<Shape>().unwrap_err();
    assert_eq!(unknown.to_string(), "unknown shape \"round\": use wide, a4, square");
}

#[test]
fn the_headline_chart_shows_shares_with_their_evidence() {
    let picture = svg(ChartKind::Headline, &samples::november(), Language::Vi);
    let parts = [
        "<title>97,0% hài lòng với việc giải quyết hồ sơ, 85,0% thấy cán bộ thân thiện, gần gũi, nhiệt tình, dễ hiểu</title>",
        ">97,0%<",
        ">85,0%<",
        "khoảng tin cậy 95%: 96,4–97,5%",
        "4.100 phiếu trả lời",
        "Tỉnh Hưng Yên · tháng 11/2024",
        "4.123 phiếu trả lời trên 16.021 hồ sơ (25,7%) · quét mã tự do 3.806",
        "khoảng tin cậy Wilson 95%",
        "12 phiếu nghi vấn để riêng",
        "người trả lời tự chọn",
        "Dữ liệu minh họa",
    ];
    assert_has(&picture, &parts);
    let picture = svg(ChartKind::Headline, &samples::november(), Language::En);
    assert_has(&picture, &["97.0%", "95% confidence interval: 96.4–97.5%", "Illustrative data"]);
}

#[test]
fn each_kind_of_chart_is_drawn_as_in_its_snapshot() {
    let units = [("Xã Rất Thấp", 200, 120), ("Xã Vừa", 101, 98), ("Xã Ít", 7, 3)];
    let context = samples::with_units(full(), &units);
    for kind in ChartKind::ALL {
        insta::assert_snapshot!(kind.to_string(), svg_of(kind, &context, Language::Vi));
    }
}

#[test]
fn the_distribution_shows_every_label_and_the_figures_of_both_sides() {
    let picture = svg(ChartKind::Distribution, &samples::november(), Language::Vi);
    let scale = (1..=5).map(|level| crate::locale::message(Language::Vi, &format!("scale-{level}")));
    let labels = samples::questions().into_iter().map(|question| question.label.vi);
    let figures = ["97,0%", "0,8%", "96,4–97,5%", "4.100", "53,1%", "3.811"].map(str::to_owned);
    for part in scale.chain(labels).chain(figures) {
        assert!(picture.contains(&format!(">{part}<")), "{part} is missing");
    }
    assert!(picture.contains("<title>Hài lòng từ 63,1% đến 97,0% tùy nội dung</title>"));
}

#[test]
fn the_title_of_the_distribution_gives_a_range_and_no_ranking() {
    let close = [([0, 0, 10, 50, 40], 0), ([0, 0, 12, 50, 38], 0)];
    let picture = svg(ChartKind::Distribution, &samples::report(&close, 100), Language::Vi);
    assert!(picture.contains("<title>Hài lòng từ 88,0% đến 90,0% tùy nội dung</title>"), "{picture}");
    let picture = svg(ChartKind::Distribution, &samples::uniform([0, 0, 0, 0, 50]), Language::En);
    assert!(picture.contains("Satisfaction is the same on every point: 100.0%"));
}

#[test]
fn svg_has_title_language_and_role_and_no_external_reference() {
    for kind in ChartKind::ALL {
        for language in Language::ALL {
            let picture = svg_of(kind, &samples::context(samples::crowded()), language);
            let head = picture.split_once('>').unwrap().0;
            assert_has(head, &["role=\"img\"", "viewBox=\"0 0 1920 ", &format!("xml:lang=\"{language}\"")]);
            assert!(picture.contains("<desc>") && picture.ends_with("</svg>\n"));
            assert!(picture.contains("Be Vietnam Pro, system-ui"));
            assert_eq!(picture.matches("<text ").count(), picture.matches("textLength=").count());
            assert_eq!(picture.matches("http").count(), 1, "only the namespace is an address");
            assert!(!picture.contains("NaN") && !picture.contains("href") && !picture.contains("url("));
        }
    }
}

#[test]
fn names_are_escaped_in_svg() {
    let mut report = samples::november();
    report.unit.name = "Xã <script>alert(1)</script> & \"Tân\"".to_owned();
    for question in &mut report.questions {
        question.finding.vi = "</title><script>".to_owned();
        question.label.vi = "</desc><script>".to_owned();
    }
    for kind in ChartKind::ALL {
        assert!(!svg_of(kind, &samples::context(report.clone()), Language::Vi).contains("<script"));
    }
}

#[test]
fn a_chart_without_figures_gives_the_reason() {
    let few = samples::uniform([0, 0, 0, 3, 4]).for_publication();
    assert_eq!(few.questions[0].suppressed, Some(Suppression::BelowThreshold));
    let none = samples::uniform([0; 5]);
    let mut silent = samples::november();
    silent.questions.clear();
    for kind in OF_A_REPORT {
        let picture = svg(kind, &few, Language::Vi);
        let title = "<title>Chưa đủ 10 phiếu trả lời để công bố kết quả</title>";
        assert_has(&picture, &[title, "Có 7 phiếu trả lời, chưa đủ 10 phiếu để công bố"]);
        assert!(!picture.contains("100,0%"), "a suppressed share leaks");
        let picture = svg(kind, &none.clone().for_publication(), Language::En);
        assert!(picture.contains("<title>No published answers in this period</title>"));
        assert!(svg(kind, &none, Language::Vi).contains("Chưa có phiếu"));
        assert!(svg(kind, &silent, Language::Vi).contains("Chưa có số liệu để công bố"));
    }
}

#[test]
fn a_suppressed_question_shows_no_share_beside_published_ones() {
    let counts = [([1, 1, 3, 10, 20], 0), ([0, 0, 0, 2, 3], 30)];
    let report = samples::report(&counts, 35).for_publication();
    for kind in OF_A_REPORT {
        let picture = svg(kind, &report, Language::Vi);
        assert!(picture.contains("85,7%") && picture.contains("Có 5 phiếu trả lời, chưa đủ 10"));
        assert!(!picture.contains("100,0%"), "a suppressed share leaks");
    }
}

#[test]
fn the_evidence_is_shown_without_dossiers_too() {
    let mut report = samples::november();
    report.dossiers = None;
    report.notes = vec![Note::ValidSince(report.period.first_day())];
    report.illustrative = false;
    let picture = svg(ChartKind::Headline, &report, Language::Vi);
    assert!(picture.contains("4.123 phiếu trả lời, chưa có số hồ sơ để đối chiếu"));
    assert!(picture.contains("từ ngày 01/11/2024") && !picture.contains("minh họa"));
}

#[test]
fn png_has_the_size_of_its_scene_and_is_not_blank() {
    for (name, context) in [("november", full()), ("none", ReportContext::alone(samples::uniform([0; 5])))] {
        for (kind, resolution) in ChartKind::ALL
            .into_iter()
            .flat_map(|kind| [(kind, Resolution::Single), (kind, Resolution::Double)])
        {
            let scene = picture(kind, &context, Language::Vi, Shape::Wide).unwrap();
            let file = png(&scene, resolution).unwrap();
            // A picture with a hundred rows is not drawn twice as large.
            let grown = 4 * scene.width * scene.height > 16_000_000;
            let factor = if grown || resolution == Resolution::Single { 1 } else { 2 };
            let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            let size = (factor * scene.width, factor * scene.height);
            assert_eq!((info.width, info.height), size, "{name} {kind}");
            let painted = pixels.chunks(3).filter(|pixel| *pixel != [255; 3]).count();
            assert!(painted * 100 > pixels.len() / 3, "{name} {kind} is nearly blank");
        }
    }
}
