//! Limits on readers: pages are made once, cached and revalidated; beyond the queue readers are refused,
//! while citizens who answer are served all the time.

use std::io::Read;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use hailong::app::{ImportKind, PoolLimits};
use reqwest::{Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::results::november;
use crate::support::TestApp;

const PAGE: &str = "/results/33?from=2024-11&to=2024-11&lang=vi";

async fn with_answers() -> TestApp {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app
}

async fn ask(app: &TestApp, path: &str, name: &str, value: &str) -> Response {
    app.visitor.get(format!("{}{path}", app.base)).header(name, value).send().await.unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// Jobs that occupy the pool until they are released.
struct Occupation {
    release: Vec<Sender<()>>,
    jobs: Vec<JoinHandle<()>>,
}

impl Occupation {
    /// Occupies every thread, and `waiting` places of the queue.
    async fn of(app: &TestApp, waiting: usize) -> Self {
        let jobs = PoolLimits::default().threads + waiting;
        let mut occupation = Self { release: Vec::new(), jobs: Vec::new() };
        for _ in 0..jobs {
            let (release, released): (Sender<()>, Receiver<()>) = channel();
            let app = app.app.clone();
            let run = async move {
                let work = move || released.recv().unwrap_or_default();
                app.report_pool().run(work).await.unwrap();
            };
            occupation.release.push(release);
            occupation.jobs.push(tokio::spawn(run));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        occupation
    }

    async fn end(self) {
        drop(self.release);
        for job in self.jobs {
            job.await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_a_reader_has_is_not_sent_again() {
    let app = with_answers().await;
    for path in [PAGE, "/", "/charts/trend.svg?unit=33&from=2024-11", "/api/v1/results/33?from=2024-11"] {
        let first = app.get(path).await;
        assert_eq!(first.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&first, "cache-control"), "public, max-age=10, must-revalidate");
        let tag = header(&first, "etag");
        assert!(tag.starts_with('"'), "a strong tag: {tag}");
        let again = ask(&app, path, "if-none-match", &tag).await;
        assert_eq!((again.status(), header(&again, "etag")), (StatusCode::NOT_MODIFIED, tag.clone()));
        assert!(again.bytes().await.unwrap().is_empty());
        let other = ask(&app, path, "if-none-match", "\"another\"").await;
        assert_eq!(other.status(), StatusCode::OK);
    }
    let tag = header(&app.get(PAGE).await, "etag");
    app.import(ImportKind::Dossiers, "unit,month,received,early,on_time,late\n12049,2024-11,500,0,490,10\n")
        .await
        .unwrap();
    app.publish("2024-11").await;
    assert_eq!(ask(&app, PAGE, "if-none-match", &tag).await.status(), StatusCode::OK, "it has changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_compressed_once_and_each_coding_has_its_own_tag() {
    let app = with_answers().await;
    let plain = ask(&app, PAGE, "accept-encoding", "identity").await;
    let plain_tag = header(&plain, "etag");
    let plain = plain.bytes().await.unwrap();
    let packed = ask(&app, PAGE, "accept-encoding", "gzip, br").await;
    assert_eq!(
        (header(&packed, "content-encoding"), header(&packed, "vary")),
        ("br".into(), "Accept-Encoding".into())
    );
    assert_ne!(header(&packed, "etag"), plain_tag);
    let mut unpacked = Vec::new();
    let packed = packed.bytes().await.unwrap();
    brotli::Decompressor::new(packed.as_ref(), 4096).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain && packed.len() < plain.len() / 4);
    let packed = ask(&app, PAGE, "accept-encoding", "gzip").await.bytes().await.unwrap();
    unpacked.clear();
    flate2::read::GzDecoder::new(packed.as_ref()).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain);
    let jobs = app.app.report_pool().started();
    for coding in ["br", "gzip", "identity"] {
        ask(&app, PAGE, "accept-encoding", coding).await.bytes().await.unwrap();
    }
    assert_eq!(app.app.report_pool().started(), jobs);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_pages_and_failures_are_never_kept() {
    let app = with_answers().await;
    for path in ["/results/99", "/results/33?from=x", "/staff/sign-in"] {
        let response = app.get(path).await;
        assert!(header(&response, "etag").is_empty(), "{path}");
        assert!(!header(&response, "cache-control").starts_with("public"), "{path}");
    }
    let staff = app.staff("an@example.vn", "33").await;
    let page = staff.get(format!("{}/staff/", app.base)).send().await.unwrap();
    assert_eq!((page.status(), header(&page, "cache-control")), (StatusCode::OK, "no-store".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_charts_of_a_page_are_drawn_once() {
    let app = with_answers().await;
    let page = app.page(PAGE).await;
    let jobs = app.app.report_pool().started();
    let pictures: Vec<String> = page
        .split("src=\"/charts/")
        .skip(1)
        .map(|rest| format!("/charts/{}", rest.split('"').next().unwrap().replace("&amp;", "&")))
        .collect();
    assert!(!pictures.is_empty());
    let mut kept = Vec::new();
    for picture in &pictures {
        kept.push(app.page(picture).await);
    }
    assert_eq!(app.app.report_pool().started(), jobs, "the page has drawn them");
    for (picture, kept) in pictures.iter().zip(kept) {
        // The scale makes no difference to an SVG, but another address.
        assert!(app.page(&format!("{picture}&scale=1")).await == kept, "{picture}");
    }
    // One job builds the report context and one draws.
    assert_eq!(app.app.report_pool().started(), jobs + 2 * pictures.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_requested_fifty_times_at_once_is_made_once() {
    let app = with_answers().await;
    let jobs = || app.app.report_pool().started();
    let before = jobs();
    app.get("/results/33/pack.zip?period=2024-10").await.bytes().await.unwrap();
    let once = jobs() - before;
    let path = "/results/33/pack.zip?period=2024-11";
    let all = join_all((0..50).map(|_| async { app.get(path).await.bytes().await.unwrap() })).await;
    assert!(all.iter().all(|pack| pack == all.first().unwrap() && pack.starts_with(b"PK")));
    assert_eq!(jobs() - before, 2 * once);
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_the_queue_readers_get_503_and_citizens_are_served() {
    let app = with_answers().await;
    let code = app.channel("11953", "Quầy 1").await;
    let occupation = Occupation::of(&app, PoolLimits::default().queue).await;
    let machine = app.get("/charts/trend.svg?unit=33&from=2024-11").await;
    assert_eq!(machine.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        (header(&machine, "retry-after"), header(&machine, "content-type")),
        ("5".into(), "application/json".into())
    );
    let page = app.get(PAGE).await;
    assert_eq!((page.status(), header(&page, "retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5".into()));
    assert!(page.text().await.unwrap().contains("Hệ thống đang bận"));
    assert_eq!(app.answer(&code, "5", "5").await.status(), StatusCode::SEE_OTHER);
    occupation.end().await;
    assert_eq!(app.get(PAGE).await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn charts_of_disconnected_readers_are_not_drawn() {
    let app = with_answers().await;
    let occupation = Occupation::of(&app, 0).await;
    let jobs = app.app.report_pool().started();
    let leaving = (1..=9).map(|month| {
        let address = format!("{}/charts/trend.png?unit=33&from=2024-0{month}", app.base);
        let impatient = app.visitor.get(address).timeout(Duration::from_secs(2));
        async move { impatient.send().await.unwrap_err().is_timeout() }
    });
    assert!(join_all(leaving).await.into_iter().all(|left| left));
    // The server detects the disconnect when it next polls the connection.
    tokio::time::sleep(Duration::from_millis(200)).await;
    occupation.end().await;
    assert_eq!(app.get("/charts/trend.png?unit=33&from=2024-11").await.status(), StatusCode::OK);
    assert_eq!(app.app.report_pool().started(), jobs + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn incomplete_requests_are_closed_in_time() {
    let app = with_answers().await;
    let code = app.channel("11953", "Quầy 1").await;
    let post = format!(
        "POST /k/{code} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntoken="
    );
    let nowhere = "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx".to_owned();
    let get = "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx".to_owned();
    let head = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-".to_owned();
    let sent = [(post, "408"), (nowhere, "404"), (get, "200"), (head, "408")];
    let all = sent.map(|(request, status)| {
        let address = app.base.trim_start_matches("http://").to_owned();
        async move {
            let begun = Instant::now();
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            let closed = tokio::time::timeout(Duration::from_secs(40), stream.read_to_end(&mut answer)).await;
            assert!(closed.is_ok(), "{request}: held");
            let answer = String::from_utf8_lossy(&answer).into_owned();
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{request}: {answer}");
            assert!(begun.elapsed() < Duration::from_secs(25), "{request}: {:?}", begun.elapsed());
        }
    });
    join_all(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_too_long_are_refused_with_line_and_column() {
    let app = TestApp::start().await;
    let long = "ươ".repeat(6_000);
    let files = [
        (
            ImportKind::Units,
            format!("code,name,kind\n98,Tỉnh X,province\n99,{long},province\n"),
            "line 3, column name",
        ),
        (ImportKind::Channels, format!("unit,label\n11953,{long}\n"), "line 2, column label"),
        (
            ImportKind::Contacts,
            format!("unit,role,name,telephone\n11953,{long},A,0221\n"),
            "line 2, column role",
        ),
        (
            ImportKind::Contacts,
            format!("unit,role,name,telephone\n11953,R,{long},0221\n"),
            "line 2, column name",
        ),
    ];
    for (kind, csv, place) in files {
        let error = app.import(kind, &csv).await.unwrap_err().to_string();
        assert_eq!(error, format!("{place}: it has 12000 letters: shorten it to 200 at most"));
    }
    let telephone = format!("unit,role,name,telephone\n11953,R,A,{}\n", "0".repeat(500));
    let error = app.import(ImportKind::Contacts, &telephone).await.unwrap_err().to_string();
    assert_eq!(error, "line 2, column telephone: it has 500 characters: shorten it to 60 at most");
    assert_eq!(app.database.count("SELECT count(*) FROM units WHERE code = '98'").await, 0);
}
