//! The digest, delivered to a real SMTP server on loopback and read by independent software.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{FixedOffset, Utc};
use hailong::app::{Actor, ImportKind, SubscriptionRequest};
use hailong::config::MailSettings;
use hailong::domain::{Language, Month};
use hailong::mail::MailTransport;
use hailong::worker::deliver_due;
use mail_parser::{Message, MessageParser, MimeHeaders};

use crate::results::november;
use crate::support::{TestApp, expect_program};

/// An SMTP server that stores its mails in a Maildir.
struct MailServer {
    process: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl MailServer {
    fn start() -> Self {
        let program = expect_program("aiosmtpd", "python3-aiosmtpd");
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(program)
            .args(["-n", "-l", &format!("127.0.0.1:{port}"), "-c", "aiosmtpd.handlers.Mailbox"])
            .arg(folder.path().join("mailbox"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { process, folder, port };
        let begin = Instant::now();
        while !server.greets() {
            assert!(begin.elapsed() < Duration::from_secs(30), "aiosmtpd does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn greets(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.port)).is_ok_and(|mut stream| {
            let mut greeting = [0; 3];
            stream
                .read_exact(&mut greeting)
                .is_ok_and(|()| stream.write_all(b"QUIT\r\n").is_ok() && &greeting == b"220")
        })
    }

    fn settings(&self) -> MailSettings {
        let smtp_url = format!("smtp://127.0.0.1:{}", self.port);
        MailSettings { smtp_url: Some(smtp_url.into()), from: "hailong@hungyen.example".to_owned() }
    }

    /// The mails that arrived.
    fn mails(&self) -> Vec<Vec<u8>> {
        let folder = self.folder.path().join("mailbox/new");
        let files = std::fs::read_dir(folder).into_iter().flatten();
        files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn month() -> Month {
    "2024-11".parse().unwrap()
}

async fn app_with_a_reader() -> TestApp {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    let request = SubscriptionRequest {
        recipient: "chu.tich@hungyen.example".parse().unwrap(),
        name: String::new(),
        unit: "33".parse().unwrap(),
        survey: "mot-cua".to_owned(),
        language: Language::Vi,
    };
    app.app.subscribe(Actor::DIGEST_COMMAND, &request).await.unwrap();
    app
}

fn part<'a>(message: &'a Message<'_>, kind: &str) -> &'a mail_parser::MessagePart<'a> {
    let of_kind = |part: &&mail_parser::MessagePart<'_>| {
        part.content_type()
            .is_some_and(|found| format!("{}/{}", found.ctype(), found.subtype().unwrap_or_default()) == kind)
    };
    message.parts.iter().find(of_kind).unwrap_or_else(|| panic!("no part {kind}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_digest_arrives_once_with_the_chart_inline() {
    let app = app_with_a_reader().await;
    let server = tokio::task::spawn_blocking(MailServer::start).await.unwrap();
    let settings = server.settings();
    let transport = MailTransport::new(&settings, "/nonexistent".into()).unwrap();
    let run = app.app.compose_digests(month(), &settings).await.unwrap();
    assert_eq!((run.composed, run.repeated), (1, 0));
    // Two workers at once: only one of them sends the mail.
    let (one, other) = tokio::join!(
        deliver_due(&app.app, &settings, &transport),
        deliver_due(&app.app, &settings, &transport)
    );
    assert_eq!(one.unwrap().len() + other.unwrap().len(), 1);
    let run = app.app.compose_digests(month(), &settings).await.unwrap();
    assert_eq!((run.composed, run.repeated), (0, 1));
    assert!(deliver_due(&app.app, &settings, &transport).await.unwrap().is_empty());

    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    let message = MessageParser::default().parse(&mails[0]).unwrap();
    assert_eq!(message.to().unwrap().first().unwrap().address(), Some("chu.tich@hungyen.example"));
    let subject = message.subject().unwrap();
    assert!(subject.contains("97,0%") && subject.contains("Tỉnh Hưng Yên"), "{subject}");
    let text = message.body_text(0).unwrap();
    assert!(text.contains("85,0%") && text.contains("100 phiếu trả lời"), "{text}");
    let html = message.body_html(0).unwrap();
    let id = part(&message, "image/png").content_id().unwrap();
    assert!(html.contains(&format!("cid:{id}")), "the chart is shown where the HTML stands");
    let chart = part(&message, "image/png").contents();
    assert!(png::Decoder::new(std::io::Cursor::new(chart)).read_info().is_ok());
    assert!(html.contains("https://hailong.example/results/33?survey=mot-cua&amp;from=2024-11"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_digest_says_what_changed_and_whether_the_change_is_demonstrable() {
    let app = app_with_a_reader().await;
    // In October 70 of 100 were satisfied with the settlement, and 84 with the staff: only the first change
    // is demonstrable.
    let mut october = november().replace("2024-11-", "2024-10-").replace("-8000-0", "-9000-0");
    let lines: Vec<String> = (0..100)
        .map(|number| {
            let (settlement, attitude) = (if number < 70 { 5 } else { 2 }, if number < 84 { 4 } else { 3 });
            format!("0193a000-0000-7000-9000-{number:012},2024-10-05T09:00:00+07:00,12049,open,{settlement},{attitude},")
        })
        .collect();
    october = format!("{}\n{}\n", october.lines().next().unwrap(), lines.join("\n"));
    app.import(ImportKind::Responses, &october).await.unwrap();
    app.publish("2024-10").await;
    let settings = MailSettings { smtp_url: None, from: "hailong@localhost".to_owned() };
    let mails = app.app.preview_digests(month(), &settings).await.unwrap();
    let message = MessageParser::default().parse(&mails[0].1).unwrap();
    let text = message.body_text(0).unwrap();
    assert!(text.contains("tăng 27,0 điểm phần trăm"), "{text}");
    assert!(text.contains("chênh +1,0 điểm phần trăm, chưa thể kết luận có thay đổi"), "{text}");
    let today = Utc::now().with_timezone(&FixedOffset::east_opt(7 * 3600).unwrap()).format("%d/%m/%Y");
    insta::assert_snapshot!(text.replace(&today.to_string(), "DAY"));
    assert_eq!(app.database.count("SELECT count(*) FROM outbox").await, 0, "a preview sends nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_smtp_server_the_mail_becomes_a_file() {
    let app = app_with_a_reader().await;
    let folder = tempfile::tempdir().unwrap();
    let settings = MailSettings { smtp_url: None, from: "hailong@localhost".to_owned() };
    let transport = MailTransport::new(&settings, folder.path().join("mail")).unwrap();
    app.app.compose_digests(month(), &settings).await.unwrap();
    deliver_due(&app.app, &settings, &transport).await.unwrap();
    let files: Vec<_> =
        std::fs::read_dir(folder.path().join("mail")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].extension(), Path::new("x.eml").extension());
    assert!(MessageParser::default().parse(&std::fs::read(&files[0]).unwrap()).is_some());
    // Mails name people: only the server's account reads them.
    for (path, mode) in [(folder.path().join("mail"), 0o700), (files[0].clone(), 0o600)] {
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            mode,
            "{}",
            path.display()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_of_a_mail_is_forgotten_a_month_after_its_delivery() {
    let app = app_with_a_reader().await;
    let folder = tempfile::tempdir().unwrap();
    let settings = MailSettings::default();
    let transport = MailTransport::new(&settings, folder.path().to_owned()).unwrap();
    app.app.compose_digests(month(), &settings).await.unwrap();
    assert_eq!(app.app.forget_old_mails().await.unwrap(), 0, "it is not delivered");
    deliver_due(&app.app, &settings, &transport).await.unwrap();
    let age = async |days: u32| {
        let sql = format!("UPDATE outbox SET delivered_at = now() - interval '{days} days'");
        app.database.execute(&sql).await;
    };
    age(29).await;
    assert_eq!(app.app.forget_old_mails().await.unwrap(), 0);
    age(31).await;
    assert_eq!(app.app.forget_old_mails().await.unwrap(), 1);
    assert_eq!(app.app.forget_old_mails().await.unwrap(), 0, "it is forgotten already");
    // Who got what remains, so that no digest is sent twice.
    assert_eq!(app.app.compose_digests(month(), &settings).await.unwrap().repeated, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undelivered_mail_stays_in_the_outbox_and_is_tried_again_later() {
    let app = app_with_a_reader().await;
    let settings = MailSettings {
        smtp_url: Some("smtp://127.0.0.1:1".to_owned().into()),
        from: "a@b.example".to_owned(),
    };
    let transport = MailTransport::new(&settings, "/nonexistent".into()).unwrap();
    app.app.compose_digests(month(), &settings).await.unwrap();
    assert_eq!(deliver_due(&app.app, &settings, &transport).await.unwrap().len(), 1);
    let waiting =
        "SELECT count(*) FROM outbox WHERE attempts = 1 AND last_error <> '' AND delivered_at IS NULL
        AND next_attempt_at > now() + interval '30 seconds'";
    assert_eq!(app.database.count(waiting).await, 1);
    // The next attempt is not due yet.
    assert!(deliver_due(&app.app, &settings, &transport).await.unwrap().is_empty());
    app.database.execute("UPDATE outbox SET next_attempt_at = now(), attempts = 8").await;
    deliver_due(&app.app, &settings, &transport).await.unwrap();
    assert_eq!(app.database.count("SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_survives_a_reform_and_a_named_sender_is_delivered() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    // Subscribed to the ward that was merged away, and to a district that no longer exists.
    let answered = "id,submitted_at,unit,mode,settlement,attitude\n\
        0193a000-0000-7000-8000-000000009999,2025-07-05T09:00:00+07:00,11953,open,5,5\n";
    app.import(ImportKind::Responses, answered).await.unwrap();
    app.publish("2025-07").await;
    let files = MailSettings { smtp_url: None, from: "a@b.example".to_owned() };
    let nobody = app.app.compose_digests("2025-08".parse().unwrap(), &files);
    assert_eq!(nobody.await.unwrap().composed, 0);
    for code in ["11965", "326"] {
        let statement = format!(
            "INSERT INTO digests (unit_id, survey_id, recipient, language, cadence)
             SELECT min(id), (SELECT id FROM surveys), 'a@b.example', 'vi', 'monthly' FROM units WHERE code = '{code}'"
        );
        app.database.execute(&statement).await;
    }
    let server = tokio::task::spawn_blocking(MailServer::start).await.unwrap();
    let settings =
        MailSettings { from: "Sở Nội vụ <noi-vu@hungyen.example>".to_owned(), ..server.settings() };
    let transport = MailTransport::new(&settings, "/nonexistent".into()).unwrap();
    let run = app.app.compose_digests("2025-07".parse().unwrap(), &settings).await.unwrap();
    assert_eq!(run.composed, 2);
    deliver_due(&app.app, &settings, &transport).await.unwrap();
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    let subjects: Vec<String> = mails
        .iter()
        .map(|mail| MessageParser::default().parse(mail).unwrap().subject().unwrap().to_owned())
        .collect();
    assert!(subjects.iter().any(|subject| subject.contains("Phường Phố Hiến")), "{subjects:?}");
    assert!(subjects.iter().any(|subject| subject.contains("Tỉnh Hưng Yên")), "{subjects:?}");
}
