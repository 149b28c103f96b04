//! `hailong import`: all or nothing, with faults named by line and column, and safe to repeat.

use hailong::app::ImportKind;

use crate::results::november;
use crate::support::TestApp;

const UNITS: &str = include_str!("../../assets/data/units.csv");
const LINEAGE: &str = include_str!("../../assets/data/lineage.csv");

#[tokio::test(flavor = "multi_thread")]
async fn the_real_units_are_all_there_and_importing_them_again_changes_nothing() {
    let app = TestApp::start().await;
    let numbers = async || {
        let units = app.database.count("SELECT count(*) FROM units").await;
        (units, app.database.count("SELECT count(*) FROM successions").await)
    };
    assert_eq!(numbers().await, (548, 429));
    let ids = "SELECT sum(id::bigint * hashtext(code || name || coalesce(parent_id, 0))) FROM units";
    let before = app.database.count(ids).await;
    assert_eq!(app.import(ImportKind::Units, UNITS).await.unwrap().rows, 548);
    assert_eq!(app.import(ImportKind::Lineage, LINEAGE).await.unwrap().rows, 429);
    assert_eq!((numbers().await, app.database.count(ids).await), ((548, 429), before));
}

/// Files with one fault each, and the expected error.
const FAULTS: [(ImportKind, &str, &str); 20] = [
    (
        ImportKind::Units,
        "code,name,kind\n99,Tỉnh X,province\n9,Tỉnh Y,province\n",
        "line 3, column code: \"9\" is no unit code",
    ),
    (ImportKind::Units, "code,name,kind\n99,,province\n", "line 2, column name: it must not be empty"),
    (ImportKind::Units, "code,name,kind\n98,Tỉnh X,city\n", "line 2, column kind: unknown kind \"city\""),
    (
        ImportKind::Units,
        "code,name,kind,parent\n99001,Xã X,commune,98\n",
        "line 2, column parent: no unit holds the code 98",
    ),
    (
        ImportKind::Units,
        "code,name,kind,valid_to\n98,A,province,\n98,B,province,2024-01-01\n",
        "column code: line",
    ),
    (
        ImportKind::Units,
        "code,name,kind,valid_from\n12049,Xã X,commune,2026-01-01\n",
        "another unit holds the code 12049",
    ),
    (ImportKind::Units, "code;name;kind\n99;X;province\n", "line 1: the columns are not separated by commas"),
    (ImportKind::Units, "code,name\n99,X\n", "line 1: the header has no column kind"),
    (ImportKind::Units, "code,name,kind,note\n99,X,province,\n", "line 1: the header has a column \"note\""),
    (ImportKind::Units, "code,name,kind\n99,X,province,extra\n", "line 2: it has 4 cells"),
    (
        ImportKind::Lineage,
        "predecessor,successor,effective_date\n12049,99999,2025-07-01\n",
        "line 2, column successor",
    ),
    (
        ImportKind::Lineage,
        "predecessor,successor,effective_date,share\n33,33,2025-07-01,2\n",
        "column share: it must lie between 0 and 1",
    ),
    (
        ImportKind::Dossiers,
        "unit,month,received,early,on_time,late\n33,2024-11,1,1,0,0\n33,2024-13,1,1,0,0\n",
        "line 3, column month: \"2024-13\" is no month",
    ),
    (
        ImportKind::Dossiers,
        "unit,month,received,early,on_time,late\n33,2024-11,-1,1,0,0\n",
        "column received: it must not be negative",
    ),
    (
        ImportKind::Dossiers,
        "unit,month,received,early,on_time,late\n33,2024-11,1,1,0,0\n33,2024-11,2,2,0,0\n",
        "line 2 has figures of the same unit and month",
    ),
    (ImportKind::Rollout, "unit,adopted_on\n12049,1/4/2024\n", "column adopted_on: \"1/4/2024\" is no day"),
    (ImportKind::Contacts, "unit,role,name,telephone\n12049,Chủ tịch,Bà Lan,gọi sau\n", "column telephone"),
    (
        ImportKind::Channels,
        "code,unit,label\n12345678,12049,Quầy 1\n",
        "column code: the check character does not fit",
    ),
    (
        ImportKind::Channels,
        "unit,label,survey\n12049,Quầy 1,khac\n",
        "column survey: there is no survey \"khac\"",
    ),
    (ImportKind::Channels, "unit,label,mode\n12049,Quầy 1,fax\n", "column mode: unknown mode \"fax\""),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_is_named_by_line_and_column_and_nothing_is_imported() {
    let app = TestApp::start().await;
    for (kind, csv, expected) in FAULTS {
        let error = app.import(kind, csv).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{csv}\n{error}");
    }
    let left = "SELECT (SELECT count(*) FROM units) - 548 + (SELECT count(*) FROM dossiers) + (SELECT count(*) FROM channels)
        + (SELECT count(*) FROM rollout) + (SELECT count(*) FROM contacts)";
    assert_eq!(app.database.count(left).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_not_utf_8_is_named() {
    let app = TestApp::start().await;
    let file = b"code,name,kind\n99,T\xe9nh,province\n".to_vec();
    let error = app.app.import(ImportKind::Units, Box::new(std::io::Cursor::new(file))).await.unwrap_err();
    assert!(error.to_string().starts_with("line 2: the text is not UTF-8"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn faulty_responses_are_named_and_nothing_is_imported() {
    let app = TestApp::start().await;
    let header = "id,submitted_at,unit,channel,mode,settlement,attitude,comment\n";
    let good = "0193a000-0000-7000-8000-000000000001,2024-11-05T09:00:00+07:00,12049,,open,5,5,\n";
    let bad = [
        ("x,2024-11-05T09:00:00+07:00,12049,,open,5,5,", "column id"),
        (
            "0193a000-0000-7000-8000-000000000002,05/11/2024,12049,,open,5,5,",
            "column submitted_at: \"05/11/2024\" is no moment",
        ),
        (
            "0193a000-0000-7000-8000-000000000002,2199-11-05T09:00:00+07:00,12049,,open,5,5,",
            "it lies in the future",
        ),
        ("0193a000-0000-7000-8000-000000000002,2024-11-05T09:00:00+07:00,99999,,open,5,5,", "column unit"),
        (
            "0193a000-0000-7000-8000-000000000002,2024-11-05T09:00:00+07:00,,00000011,open,5,5,",
            "column channel: there is no channel",
        ),
        ("0193a000-0000-7000-8000-000000000002,2024-11-05T09:00:00+07:00,12049,,,5,5,", "column mode"),
        (
            "0193a000-0000-7000-8000-000000000002,2024-11-05T09:00:00+07:00,12049,,open,7,5,",
            "column settlement: \"7\" is no answer",
        ),
        (
            "0193a000-0000-7000-8000-000000000002,2024-11-05T09:00:00+07:00,12049,,open,5,,",
            "column attitude: a required question",
        ),
    ];
    for (line, expected) in bad {
        let csv = format!("{header}{good}{line}\n");
        let error = app.import(ImportKind::Responses, &csv).await.unwrap_err().to_string();
        assert!(error.starts_with("line 3") && error.contains(expected), "{error}");
    }
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 0);
    assert_eq!(app.database.count("SELECT count(*) FROM comments").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_imported_twice_or_repeated_in_a_file_count_once() {
    let app = TestApp::start().await;
    let csv = november();
    let twice = format!("{csv}{}", csv.split_once('\n').unwrap().1);
    let summary = app.import(ImportKind::Responses, &twice).await.unwrap();
    assert_eq!((summary.rows, summary.repeated), (200, 100));
    let summary = app.import(ImportKind::Responses, &csv).await.unwrap();
    assert_eq!((summary.rows, summary.repeated), (100, 100));
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_of_the_same_responses_at_once_store_each_of_them_once_without_deadlock() {
    let app = TestApp::start().await;
    let row = |number: u32| {
        format!(
            "0193a000-0000-7000-8000-{number:012},2024-11-25T09:00:00+07:00,12049,paper,4,4,Tốt {number}\n"
        )
    };
    let header = "id,submitted_at,unit,mode,settlement,attitude,comment\n";
    let upwards = (0..3000).map(row).fold(header.to_owned(), |csv, row| csv + row.as_str());
    let downwards = (0..3000).rev().map(row).fold(header.to_owned(), |csv, row| csv + row.as_str());
    let import = async |csv: &str| app.import(ImportKind::Responses, csv).await;
    let (first, second) = tokio::join!(import(&upwards), import(&upwards));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.repeated + second.repeated, 3000);
    assert_eq!(import(&downwards).await.unwrap().repeated, 3000);
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 3000);
    assert_eq!(app.database.count("SELECT count(*) FROM comments").await, 3000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printed_code_cannot_be_moved_to_another_counter() {
    let app = TestApp::start().await;
    let import =
        async |line: &str| app.import(ImportKind::Channels, &format!("code,unit,label\n{line}\n")).await;
    import("00000011,12049,Quầy 1").await.unwrap();
    import("00000011,12049,Quầy 1").await.unwrap();
    assert!(
        import("00000011,12049,Quầy 2")
            .await
            .unwrap_err()
            .to_string()
            .contains("belongs to \"Quầy 1\" already")
    );
    assert!(
        import("00000022,12049,Quầy 1").await.unwrap_err().to_string().contains("with another code already")
    );
    import(",12049,Quầy 1").await.unwrap();
    assert_eq!(app.database.count("SELECT count(*) FROM channels").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn spreadsheets_with_a_byte_order_mark_and_decomposed_letters_are_read() {
    let app = TestApp::start().await;
    let csv = "\u{feff}role,unit,telephone,name\r\nChủ tịch UBND,12049,0221 3 123 456,Bà  Nguye\u{302}\u{303}n Thị Lan\r\n";
    app.import(ImportKind::Contacts, csv).await.unwrap();
    app.import(ImportKind::Contacts, csv).await.unwrap();
    let query =
        "SELECT count(*) FROM contacts WHERE name = 'Bà Nguyễn Thị Lan' AND telephone = '0221 3 123 456'";
    assert_eq!(app.database.count(query).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reform_is_imported_onto_units_that_were_open_ended_before() {
    let app = TestApp::start().await;
    // A town that becomes a commune under its own code, in either order of the rows.
    app.import(ImportKind::Units, "code,name,kind\n98,Tỉnh X,province\n98001,Thị trấn A,town\n")
        .await
        .unwrap();
    let reform = "code,name,kind,valid_from,valid_to\n98001,Xã A,commune,2027-01-01,\n98001,Thị trấn A,town,,2026-12-31\n";
    app.import(ImportKind::Units, reform).await.unwrap();
    app.import(ImportKind::Lineage, "predecessor,successor,effective_date\n98001,98001,2027-01-01\n")
        .await
        .unwrap();
    let fault = app
        .import(ImportKind::Lineage, "predecessor,successor,effective_date,share\n98001,98,2026-01-01,0.1\n");
    assert!(fault.await.unwrap_err().to_string().contains("its validity does not end on 2025-12-31"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_older_than_its_channels_unit_is_refused_and_so_is_one_of_two_units() {
    let app = TestApp::start().await;
    let code = app.channel("11953", "Quầy 1").await;
    let import = async |day: &str, unit: &str| {
        let csv = format!(
            "id,submitted_at,unit,channel,mode,settlement,attitude\n\
             0193a000-0000-7000-8000-000000000001,{day}T09:00:00+07:00,{unit},{code},paper,5,5\n"
        );
        app.import(ImportKind::Responses, &csv).await
    };
    assert!(
        import("2025-06-30", "")
            .await
            .unwrap_err()
            .to_string()
            .contains("its unit did not exist on 2025-06-30")
    );
    assert!(import("2025-07-01", "12049").await.unwrap_err().to_string().contains("belongs to another unit"));
    import("2025-07-01", "11953").await.unwrap();
}
