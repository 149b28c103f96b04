//! Charts of counts over time: dossiers, units with the model, responses. They are not survey results, and
//! unknown values are not shown as zero.

use super::super::theme::{COUNTED, HATCHED};
use super::over_time::blocks;
use super::*;
use crate::domain::{Dossiers, Rollout, UnitKind};

#[test]
fn the_dossiers_chart_does_not_mention_satisfaction() {
    for language in Language::ALL {
        let scene = picture(ChartKind::Dossiers, &full(), language, Shape::Wide).unwrap();
        for text in texts(&scene) {
            let text = text.to_lowercase();
            assert!(
                !text.contains("hài lòng") && !text.contains("satisf") && !text.contains("tự chọn"),
                "{text}"
            );
        }
        assert!(!scene.description.to_lowercase().contains("hài lòng"));
    }
    let scene = scene(ChartKind::Dossiers, &full());
    assert_eq!(scene.title, "78,0% hồ sơ giải quyết trước hạn, 21,8% đúng hạn, 0,2% trễ hạn");
    assert_says(
        &scene,
        &["không phải kết quả khảo sát", "trước hạn: ", "đúng hạn: ", "trễ hạn: ", "16.021 hồ sơ tiếp nhận"],
    );
}

#[test]
fn a_few_late_dossiers_are_not_rounded_to_zero() {
    let mut report = samples::november();
    report.dossiers = Some(Dossiers { received: 16_000, early: 15_997, on_time: 0, late: 3 });
    let scene = scene(ChartKind::Dossiers, &samples::context(report));
    assert_eq!(scene.title, "Trên 99,9% hồ sơ giải quyết trước hạn, 0,0% đúng hạn, dưới 0,1% trễ hạn");
}

#[test]
fn months_without_dossiers_are_hatched_and_named_as_missing() {
    let context = full();
    for kind in [ChartKind::Dossiers, ChartKind::Participation] {
        let scene = scene(kind, &context);
        let tall = blocks(&scene, HATCHED).into_iter().filter(|block| block.bottom - block.top > 100.0);
        assert_eq!(tall.count(), 1, "{kind}");
        assert_says(&scene, &["chưa có số liệu hồ sơ"]);
        let table = table(kind, &context, Language::Vi);
        assert!(table.rows[9].contains(&"chưa có số liệu hồ sơ".to_owned()), "{:?}", table.rows[9]);
    }
    assert_eq!(blocks(&scene(ChartKind::Dossiers, &context), COUNTED).len(), 23);
}

#[test]
fn incomplete_dossiers_give_no_rate() {
    let mut context = full();
    context.activity[3].are_dossiers_complete = false;
    for kind in [ChartKind::Dossiers, ChartKind::Participation] {
        assert_says(&scene(kind, &context), &["có đơn vị chưa báo cáo số hồ sơ"]);
    }
    let table = table(ChartKind::Participation, &context, Language::Vi);
    assert_eq!(table.rows[3][2..], ["có đơn vị chưa báo cáo số hồ sơ", ""]);
}

/// The report context of `report` with all responses drawn at random.
fn drawn_at_random(report: Report) -> ReportContext {
    let modes = [(crate::domain::Mode::Invited, report.responses)].into();
    let mut context = samples::context(Report { modes, ..report });
    for month in &mut context.activity {
        month.is_drawn_at_random = true;
    }
    context
}

#[test]
fn the_needed_sample_is_not_shown_for_self_selected_respondents() {
    let shown = scene(ChartKind::Participation, &full());
    assert_eq!(shown.title, "4.123 phiếu trả lời trên 16.021 hồ sơ (25,7%)");
    assert!(!texts(&shown).iter().any(|text| text.contains("Yamane") || text.starts_with("cần ")));
    assert!(!shown.description.contains("cần "));
    let columns =
        |context: &ReportContext| table(ChartKind::Participation, context, Language::Vi).columns.len();
    assert_eq!((columns(&full()), columns(&drawn_at_random(samples::november()))), (4, 5));
}

#[test]
fn participation_compares_random_samples_with_the_needed_sample() {
    let shown = scene(ChartKind::Participation, &drawn_at_random(samples::november()));
    assert_eq!(
        shown.title,
        "4.123 phiếu trả lời trên 16.021 hồ sơ (25,7%), nhiều hơn 391 phiếu mà một mẫu ngẫu nhiên cần có"
    );
    assert_says(
        &shown,
        &["chỉ đúng khi người trả lời được chọn ngẫu nhiên", "cần 392", "4.670", "trên 18.065 hồ sơ"],
    );
    let mut few = samples::november();
    few.responses = 200;
    assert!(scene(ChartKind::Participation, &drawn_at_random(few)).title.contains("ít hơn 391 phiếu"));
    let mut unknown = samples::november();
    unknown.dossiers = None;
    let unknown = scene(ChartKind::Participation, &samples::context(unknown));
    assert_eq!(unknown.title, "4.123 phiếu trả lời, chưa có số hồ sơ để đối chiếu");
}

#[test]
fn the_rollout_counts_continued_adoptions_separately() {
    let shown = scene(ChartKind::Rollout, &full());
    assert_eq!(
        shown.title,
        "132 trong 139 xã, phường, thị trấn đã triển khai mô hình, trong đó 3 tiếp nối từ đơn vị trước sắp xếp"
    );
    assert_says(
        &shown,
        &["129", "tự triển khai", "tiếp nối", "tổng số đơn vị", "sắp xếp đơn vị: 161 còn 139"],
    );
    let adopters = picture(ChartKind::Rollout, &full(), Language::Vi, Shape::A4).unwrap();
    assert!(adopters.description.contains("01/12/2022: Phường Quang Trung, Xã Tân Châu, Xã Xuân Trúc"));
}

#[test]
fn the_rollout_title_tells_no_unit_from_one_unit_with_the_model() {
    let nobody = ReportContext { rollout: Rollout::default(), ..full() };
    let nobody = scene(ChartKind::Rollout, &nobody);
    assert_eq!(nobody.title, "Chưa có xã, phường, thị trấn nào triển khai mô hình");
    let mut commune = ReportContext { rollout: Rollout::default(), ..full() };
    commune.report.unit.kind = UnitKind::Commune;
    assert_eq!(scene(ChartKind::Rollout, &commune).title, "Chưa triển khai mô hình");
    let mut alone = full();
    for month in &mut alone.rollout.months {
        (month.adopted, month.continued, month.units) = (1, 0, 1);
    }
    assert_eq!(scene(ChartKind::Rollout, &alone).title, "Đã triển khai mô hình từ ngày 01/12/2022");
}
