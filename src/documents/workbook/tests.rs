//! Tests of workbooks of every sample, read back part by part and by `LibreOffice`.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use super::*;
use crate::documents::pack::unzipped;
use crate::domain::results::context::samples::{all_contexts, context, november, report, with_units};
use crate::domain::{EditionMark, Period};

/// The parts of a workbook by their names.
fn parts(file: &[u8]) -> BTreeMap<String, String> {
    unzipped(file).into_iter().map(|(name, part)| (name, String::from_utf8(part).unwrap())).collect()
}

/// A `LibreOffice` profile with Vietnamese number formats.
const VIETNAMESE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi</value></prop></item></oor:items>"#;

/// The worksheets by name, as `LibreOffice` shows them with Vietnamese formats; texts are in quotes, numbers
/// are not.
fn shown(files: &[(&str, &[u8])]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let paths = files.iter().map(|(name, bytes)| {
        let path = folder.path().join(format!("{name}.xlsx"));
        std::fs::write(&path, bytes).unwrap();
        path
    });
    let paths: Vec<_> = paths.collect();
    let output = folder.path().join("shown");
    let profile = folder.path().join("profile");
    std::fs::create_dir_all(profile.join("user")).unwrap();
    std::fs::write(profile.join("user/registrymodifications.xcu"), VIETNAMESE).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", profile.display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to"])
        .arg("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,true,false,false,-1")
        .arg("--outdir")
        .args(std::iter::once(&output).chain(&paths))
        .env("LC_ALL", "C.UTF-8")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap_or_else(|error| {
            panic!("soffice cannot be run ({error}): apt-get install libreoffice-calc-nogui")
        });
    assert!(status.success());
    let files = std::fs::read_dir(output).unwrap().map(|file| file.unwrap().path());
    let read = files.map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    });
    read.collect()
}

/// Names of units and questions that a spreadsheet may run as formulas.
const HOSTILE: [&str; 8] =
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "＝1+1", "=HYPERLINK(\"http://x.example\")", "\t=1", "<&\"'\u{1}>"];

fn hostile() -> ReportContext {
    let units: Vec<_> = HOSTILE.iter().map(|&name| (name, 60, 55)).collect();
    let mut hostile = with_units(context(november()), &units);
    for (question, evil) in hostile.report.questions.iter_mut().zip(HOSTILE) {
        evil.clone_into(&mut question.label.vi);
    }
    "=cmd|' /C calc'!A0".clone_into(&mut hostile.report.unit.name);
    hostile
}

#[test]
fn every_sample_becomes_a_workbook_without_formulas_and_reproducibly() {
    for (name, sample) in all_contexts() {
        for language in Language::ALL {
            let file = workbook(&sample, language).unwrap_or_else(|error| panic!("{name}: {error}"));
            if language == Language::Vi {
                assert_eq!(file, workbook(&sample, language).unwrap(), "{name}");
            }
            let parts = parts(&file);
            assert!(
                parts.keys().filter(|part| part.starts_with("xl/worksheets/sheet")).count() >= 7,
                "{name}"
            );
            for (part, text) in parts.iter().filter(|(part, _)| part.starts_with("xl/worksheets/")) {
                assert!(!text.contains("<f>") && !text.contains("NaN"), "{name} {part}");
            }
        }
    }
}

#[test]
fn names_that_look_like_formulas_are_written_as_text() {
    let file = workbook(&hostile(), Language::Vi).unwrap();
    assert!(parts(&file).values().all(|text| !text.contains("<f>")));
    let sheets = shown(&[("hostile", &file)]);
    let units = &sheets["hostile-Đơn vị"];
    for name in &HOSTILE[..6] {
        assert!(units.contains(&format!("\n\"{}\",", name.replace('"', "\"\""))), "{name}: {units}");
    }
    assert!(sheets["hostile-Kết quả chính"].contains("=cmd|' /C calc'!A0"));
}

#[test]
fn libreoffice_opens_every_sample_without_errors() {
    let samples = all_contexts();
    let files: Vec<_> =
        samples.iter().map(|(name, sample)| (*name, workbook(sample, Language::Vi).unwrap())).collect();
    let files: Vec<_> = files.iter().map(|(name, file)| (*name, file.as_slice())).collect();
    let sheets = shown(&files);
    for (name, _) in &samples {
        let of = |sheet: &str| &sheets[&format!("{name}-{sheet}")];
        for sheet in [
            "Kết quả chính",
            "Câu hỏi",
            "So với kỳ trước",
            "Đơn vị",
            "Theo tháng",
            "Phiếu và hồ sơ",
            "Cách tính",
        ] {
            let text = of(sheet);
            for error in ["#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "Err:", "###"] {
                assert!(!text.contains(error), "{name} {sheet}: {error} in {text}");
            }
        }
    }
    let questions = &sheets["november-Câu hỏi"];
    // 97.0 % of 4,100: numbers, shown in Vietnamese formats.
    assert!(
        questions.contains("\"Giải quyết hồ sơ\",4.100,23,11,22,90,1.800,2.177,3.977,\"97,0%\""),
        "{questions}"
    );
}

#[test]
fn unpublished_figures_are_texts_and_never_zero() {
    let counts = [([0, 0, 0, 3, 2], 7), ([0; 5], 12)];
    let withheld = ReportContext::alone(report(&counts, 12).for_publication());
    let file = workbook(&withheld, Language::Vi).unwrap();
    // Without a share there is no chart, which would show zero.
    assert!(!parts(&file).keys().any(|part| part.contains("chart")));
    let sheets = shown(&[("withheld", &file)]);
    let questions = &sheets["withheld-Câu hỏi"];
    assert!(questions.contains(&format!("5,7{}", ",\"chưa đủ phiếu\"".repeat(16))), "{questions}");
    assert!(questions.contains("0,12,\"chưa có phiếu\""), "{questions}");
    assert!(sheets["withheld-Đơn vị"].contains("Không có đơn vị cấp dưới"));
    assert!(sheets["withheld-Theo tháng"].contains("Không có số liệu theo tháng"));
}

#[test]
fn months_are_dates_and_ten_thousand_units_have_their_rows() {
    let names: Vec<String> = (0..10_000).map(|number| format!("Xã số {number}")).collect();
    let units: Vec<_> = names.iter().map(|name| (name.as_str(), 40, 36)).collect();
    let mut large = context(november());
    let first = with_units(large.clone(), &units[..200]);
    // Computing the ranks of so many units takes minutes, and the rows do not depend on them.
    large.comparison = first.comparison.map(|mut comparison| {
        if let Some(funnel) = &mut comparison.funnel {
            funnel.units = funnel.units.iter().cycle().take(10_000).cloned().collect();
        }
        comparison
    });
    let file = workbook(&large, Language::Vi).unwrap();
    let sheets = shown(&[("large", &file)]);
    assert!(sheets["large-Đơn vị"].lines().count() > 10_000);
    assert!(sheets["large-Theo tháng"].lines().any(|line| line.starts_with("12/2022,\"Giải quyết hồ sơ\",")));
}

#[test]
fn an_edition_sets_the_creation_day_and_worksheets_are_set_up_for_printing() {
    let published_on = "2024-12-05".parse().unwrap();
    let edition =
        EditionMark { month: "2024-11".parse().unwrap(), number: 2, published_on, is_superseded: false };
    let fixed = ReportContext::alone(Report { editions: vec![edition], ..november() });
    let parts = parts(&workbook(&fixed, Language::Vi).unwrap());
    assert!(parts["docProps/core.xml"].contains("2024-12-05T00:00:00Z"));
    assert!(
        parts["docProps/core.xml"].contains("Kết quả khảo sát sự hài lòng – Tỉnh Hưng Yên, tháng 11/2024")
    );
    assert!(parts["docProps/custom.xml"].contains(">vi<"));
    let first = &parts["xl/worksheets/sheet2.xml"];
    for set_up in [
        "orientation=\"landscape\"",
        "paperSize=\"9\"",
        "fitToHeight=\"0\"",
        "<autoFilter",
        "state=\"frozen\"",
    ] {
        assert!(first.contains(set_up), "{set_up}");
    }
}

#[test]
fn a_list_of_reports_is_one_worksheet() {
    let span: Period = "2024-11".parse().unwrap();
    let reports = [november(), report(&[([0, 0, 0, 3, 2], 7)], 12).for_publication()];
    let file = results_workbook_list(&reports, span, Language::Vi).unwrap();
    let sheets = shown(&[("list", &file)]);
    let list = &sheets["list-Đơn vị và tháng"];
    assert!(list.contains("\"Tỉnh Hưng Yên\",\"33\",11/2024,\"Giải quyết hồ sơ\",4.100,23,11,22"), "{list}");
    assert!(list.contains("11/2024,\"Giải quyết hồ sơ\",5,7,\"chưa đủ phiếu\""), "{list}");
    assert!(results_workbook_list(&[], span, Language::En).is_ok());
}
