//! Charts of what is counted over time: dossiers, units with the model, responses. They are no survey, and what is not known is
//! not zero.

use super::super::theme::{COUNTED, HATCHED};
use super::over_time::blocks;
use super::*;
use crate::domain::{Dossiers, Rollout, UnitKind};

#[test]
fn dossiers_speak_of_nobody_s_satisfaction() {
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
fn few_late_dossiers_are_not_said_to_be_none() {
    let mut report = samples::november();
    report.dossiers = Some(Dossiers { received: 16_000, early: 15_997, on_time: 0, late: 3 });
    let scene = scene(ChartKind::Dossiers, &samples::context(report));
    assert_eq!(scene.title, "Trên 99,9% hồ sơ giải quyết trước hạn, 0,0% đúng hạn, dưới 0,1% trễ hạn");
}

#[test]
fn months_without_dossiers_are_hatched_and_never_zero() {
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
fn dossiers_that_some_units_did_not_report_are_no_denominator() {
    let mut context = full();
    context.activity[3].are_dossiers_complete = false;
    for kind in [ChartKind::Dossiers, ChartKind::Participation] {
        assert_says(&scene(kind, &context), &["có đơn vị chưa báo cáo số hồ sơ"]);
    }
    let table = table(ChartKind::Participation, &context, Language::Vi);
    assert_eq!(table.rows[3][2..], ["có đơn vị chưa báo cáo số hồ sơ", ""]);
}

/// The same with every answer drawn at random.
fn drawn_at_random(report: Report) -> ReportContext {
    let modes = [(crate::domain::Mode::Invited, report.responses)].into();
    let mut context = samples::context(Report { modes, ..report });
    for month in &mut context.activity {
        month.is_drawn_at_random = true;
    }
    context
}

#[test]
fn nothing_is_said_of_samples_where_respondents_chose_themselves() {
    let shown = scene(ChartKind::Participation, &full());
    assert_eq!(shown.title, "4.123 phiếu trả lời trên 16.021 hồ sơ (25,7%)");
    assert!(!texts(&shown).iter().any(|text| text.contains("Yamane") || text.starts_with("cần ")));
    assert!(!shown.description.contains("cần "));
    let columns =
        |context: &ReportContext| table(ChartKind::Participation, context, Language::Vi).columns.len();
    assert_eq!((columns(&full()), columns(&drawn_at_random(samples::november()))), (4, 5));
}

#[test]
fn participation_says_for_whom_the_yardstick_holds() {
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
fn the_rollout_counts_what_was_carried_on_apart() {
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
fn a_model_that_nobody_has_is_said_to_be_nobody_s() {
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
