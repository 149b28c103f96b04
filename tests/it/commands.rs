//! The program as the IT officer runs it.

use std::path::Path;
use std::process::{Command, Output};

use crate::results::november;

/// Runs `hailong` on a separate data directory.
pub(crate) fn hailong(folder: &Path, arguments: &[&str], input: &str) -> Output {
    use std::io::Write;

    let mut command = Command::new(env!("CARGO_BIN_EXE_hailong"));
    command
        .args(arguments)
        .arg("--data-dir")
        .arg(folder)
        .env_clear()
        .env("PATH", std::env::var("PATH").unwrap());
    command.env("HAILONG_LOG", "warn").stdin(std::process::Stdio::piped());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    process.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn an_installation_is_set_up_and_its_people_are_managed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let run = |arguments: &[&str], input: &str| {
        let output = hailong(&data, arguments, input);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        output
    };
    let setup = ["setup", "quan@hungyen.example", "--unit", "33"];
    let made = text(&run(&setup, "").stdout);
    assert!(made.contains("are imported") && made.contains("/staff/password/"), "{made}");
    let again = text(&run(&setup, "").stdout);
    assert!(
        !again.contains("are imported") && again.contains("/staff/password/") && again != made,
        "{again}"
    );
    run(
        &["staff", "add", "lan@hungyen.example", "--role", "viewer", "--unit", "33", "--password-stdin"],
        "bốn từ không liên quan\n",
    );
    let listed = text(&run(&["staff", "list"], "").stdout);
    let people: Vec<&str> = listed.lines().collect();
    assert_eq!(
        people,
        [
            "lan@hungyen.example\tactive\tviewer 33 Tỉnh Hưng Yên\tlast signed in: never",
            "quan@hungyen.example\tinvited\tadmin 33 Tỉnh Hưng Yên\tlast signed in: never",
        ]
    );
    let reset = text(&run(&["staff", "reset", "lan@hungyen.example", "--code"], "").stdout);
    assert!(reset.contains("/staff/password/"), "{reset}");
    run(&["staff", "remove", "lan@hungyen.example"], "");
    let gone = hailong(&data, &["staff", "remove", "lan@hungyen.example"], "");
    assert_eq!(text(&gone.stderr).lines().last(), Some("hailong: lan@hungyen.example is no member of staff"));
}

#[test]
fn from_an_empty_folder_to_a_chart_a_poster_and_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let run = |arguments: &[&str], input: &str| {
        let output = hailong(&data, arguments, input);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        output
    };
    run(&["import", "units", "assets/data/units.csv"], "");
    let lineage = run(&["import", "lineage", "assets/data/lineage.csv"], "");
    assert_eq!(text(&lineage.stdout), "429 rows imported\n");
    run(&["import", "responses", "-"], &november());
    let published = run(&["publish", "--period", "2024-11"], "");
    assert_eq!(text(&published.stdout), "2024-11: edition 1 published, 100 new responses\n");
    let listed = text(&run(&["editions", "list"], "").stdout);
    assert!(listed.starts_with("2024-11 edition 1, published 20"), "{listed}");
    let verified = text(&run(&["editions", "verify"], "").stdout);
    assert_eq!(verified, "1 editions with 100 responses counted again; none differs\n");
    run(&["import", "channels", "-"], "unit,label\n12049,Quầy 1\n");

    let picture = folder.path().join("chart.png").display().to_string();
    let november = ["--unit", "33", "--from", "2024-11", "--to", "2024-11", "--lang", "vi"];
    run(&[&["chart", "headline", "--format", "png", "--output", &picture][..], &november[..]].concat(), "");
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    let svg = run(&[&["chart", "headline", "--format", "svg"][..], &november[..]].concat(), "");
    assert!(text(&svg.stdout).contains("97,0%"));

    let report = run(&["report", "--unit", "33", "--period", "2024-11", "--lang", "en", "--output", "-"], "");
    assert!(report.stdout.starts_with(b"%PDF-1.7"));
    let file = folder.path().join("bao-cao.pdf").display().to_string();
    run(&["report", "--unit", "33", "--period", "2024-Q4", "--output", &file], "");
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-1.7"));

    let posters = folder.path().join("posters.pdf").display().to_string();
    run(&["posters", "--unit", "33", "--output", &posters], "");
    assert!(std::fs::read(&posters).unwrap().starts_with(b"%PDF-"));
    // The chart serves as a logo: any PNG picture will do.
    let tents = ["posters", "--unit", "33", "--size", "tent", "--bilingual", "--logo"];
    run(&[&tents[..], &["assets/screenshots/headline.png", "--output", &posters]].concat(), "");
    assert!(std::fs::read(&posters).unwrap().starts_with(b"%PDF-"));

    run(&["digest", "subscribe", "chu.tich@hungyen.example", "--unit", "33"], "");
    let sent = run(&["digest", "send", "--period", "2024-11"], "");
    assert!(text(&sent.stdout).contains("1 mails written to"));
    let sent = run(&["digest", "send", "--period", "2024-11"], "");
    assert!(text(&sent.stdout).contains("0 mails written to"));
    assert_eq!(std::fs::read_dir(data.join("mail")).unwrap().count(), 1);
    assert!(!data.join("postgres/postmaster.pid").exists(), "the last command out stops the private cluster");
}

#[test]
fn subscriptions_to_the_digest_are_listed_paused_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let run = |arguments: &[&str]| {
        let output = hailong(&data, arguments, "");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["import", "units", "assets/data/units.csv"]);
    let whose = ["lan@hungyen.example", "--unit", "33"];
    let digest = |action: &'static str, more: &[&'static str]| {
        run(&[&["digest", action][..], &whose[..], more].concat())
    };
    digest("subscribe", &["--name", "Nguyễn Thị Lan"]);
    // The name stays where another language is chosen.
    digest("subscribe", &["--lang", "en"]);
    let listed = run(&["digest", "list"]);
    let expected = "lan@hungyen.example\tNguyễn Thị Lan\t33 Tỉnh Hưng Yên\ten\tactive\tno mail yet\n";
    assert_eq!(listed, expected);
    digest("pause", &[]);
    assert!(run(&["digest", "list"]).contains("\tpaused since 20"));
    digest("resume", &[]);
    assert_eq!(run(&["digest", "list"]), expected);
    assert_eq!(digest("remove", &[]), "the subscription of lan@hungyen.example to 33 is removed\n");
    assert_eq!(run(&["digest", "list"]), "");
    let gone = hailong(&data, &["digest", "remove", "lan@hungyen.example", "--unit", "33"], "");
    let error = String::from_utf8(gone.stderr).unwrap();
    let unknown = "hailong: there is no such subscription: lan@hungyen.example, 33";
    assert_eq!(error.lines().last(), Some(unknown));
}

#[test]
fn help_lists_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    let help = hailong(folder.path(), &["--help"], "");
    insta::assert_snapshot!(text(&help.stdout));
}

#[test]
fn errors_are_one_line_and_name_the_cause() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let fails = |arguments: &[&str], input: &str, code: i32, expected: &str| {
        let output = hailong(&data, arguments, input);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(error.contains(expected), "{arguments:?}: {error}");
        if code == 1 {
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    };
    fails(&["chart", "headline", "--unit", "33"], "", 1, "there is no installation in");
    fails(&["import", "units", "-"], "code,name\n", 1, "-, line 1: the header has no column kind");
    fails(&["import", "units", "/nonexistent.csv"], "", 1, "/nonexistent.csv cannot be read");
    hailong(&data, &["migrate"], "");
    fails(&["chart", "headline", "--unit", "33"], "", 1, "no unit holds the code 33");
    fails(&["digest", "send", "--period", "2999-11"], "", 1, "2999-11 is not over yet");
    fails(
        &["staff", "add", "lan@x.example", "--role", "viewer", "--unit", "33", "--password-stdin"],
        "kurz",
        1,
        "12 to 200",
    );
    fails(&["posters", "--unit", "33", "--output", "-"], "", 1, "no unit holds the code 33");
    hailong(&data, &["import", "units", "assets/data/units.csv"], "");
    hailong(&data, &["import", "lineage", "assets/data/lineage.csv"], "");
    let nearest = "no unit holds the code 99999; the nearest is 12919 (Xã Tây Thái Ninh)";
    fails(&["chart", "headline", "--unit", "99999"], "", 1, nearest);
    let since = "12382 was Xã Phương Chiểu until 30/11/2024, since then part of Phường Phố Hiến (11953)";
    fails(&["chart", "headline", "--unit", "12382", "--from", "2026-01"], "", 1, since);
    let survey = "there is no survey \"mot-cau\"; the nearest is \"mot-cua\"";
    fails(&["chart", "headline", "--unit", "33", "--survey", "mot-cau"], "", 1, survey);
    fails(&["posters", "--unit", "33", "--size", "a3", "--output", "-"], "", 2, "use a4, tent, stickers");
    hailong(&data, &["import", "channels", "-"], "unit,label\n12049,Quầy 1\n");
    let logo = ["posters", "--unit", "33", "--output", "-", "--logo", "Cargo.toml"];
    fails(
        &logo,
        "",
        1,
        "the logo Cargo.toml is neither a PNG nor a JPEG picture: save it anew as PNG or JPEG",
    );
    fails(&["chart", "pie", "--unit", "33"], "", 2, "unknown chart \"pie\"");
    fails(&["import", "fax", "-"], "", 2, "unknown kind \"fax\"");
    fails(&["nothing"], "", 2, "unrecognized subcommand");
}
