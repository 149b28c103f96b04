//! Workbooks as shown by a spreadsheet program with Vietnamese settings.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::expect_program;

/// A profile with the Vietnamese number format.
const VIETNAMESE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi</value></prop></item></oor:items>"#;

/// The sheets of a workbook by name, as `LibreOffice` shows them: texts are in quotes, whole numbers are not.
pub fn shown(workbook: &Path) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let (profile, output) = (folder.path().join("profile"), folder.path().join("shown"));
    std::fs::create_dir_all(profile.join("user")).unwrap();
    std::fs::write(profile.join("user/registrymodifications.xcu"), VIETNAMESE).unwrap();
    let converted = Command::new(expect_program("soffice", "libreoffice-calc-nogui"))
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to"])
        .arg("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,true,false,false,-1")
        .arg("--outdir")
        .args([output.as_path(), workbook])
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    assert!(converted.status.success(), "{}", String::from_utf8_lossy(&converted.stderr));
    let name = workbook.file_stem().unwrap().to_string_lossy().into_owned();
    let files = std::fs::read_dir(&output).unwrap().map(|file| file.unwrap().path());
    let sheets = files.map(|path| {
        let sheet = path.file_stem().unwrap().to_string_lossy().into_owned();
        let sheet = sheet.strip_prefix(&format!("{name}-")).unwrap().to_owned();
        (sheet, std::fs::read_to_string(path).unwrap())
    });
    sheets.collect()
}
