//! A citizen's phone: Chromium with JavaScript off, 360 × 640.

use std::process::{Child, Command, Stdio};

use serde_json::json;
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Capabilities, WebDriver};

use crate::support::{TestApp, expect_program};

/// A driver process that ends with the test.
struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    async fn start() -> Self {
        expect_program("chromium", "chromium");
        let program = expect_program("chromedriver", "chromium-driver");
        // Chooses a free port, so that parallel tests use different ones.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        let process =
            command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let driver = Self { process: process.unwrap(), address: format!("http://127.0.0.1:{port}") };
        let status = format!("{}/status", driver.address);
        for _ in 0..200 {
            if reqwest::get(&status).await.is_ok() {
                return driver;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("chromedriver does not answer");
    }

    /// A phone of 360 × 640 without JavaScript.
    async fn phone(&self, profile: &tempfile::TempDir) -> WebDriver {
        let profile = format!("--user-data-dir={}", profile.path().display());
        let options = json!({
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", profile,
            ],
            "prefs": { "profile.managed_default_content_settings.javascript": 2 },
            "mobileEmulation": { "deviceMetrics": { "width": 360, "height": 640, "pixelRatio": 2.0, "touch": false } },
        });
        let mut capabilities = Capabilities::new();
        capabilities.set("goog:chromeOptions", options).unwrap();
        WebDriver::new(&self.address, capabilities).await.unwrap()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn tap(phone: &WebDriver, css: &str) {
    phone.query(By::Css(css)).first().await.unwrap().click().await.unwrap();
}

/// Waits until the address's path begins with `path`; a tap does not wait for the page that it leads to.
async fn arrive(phone: &WebDriver, path: &str) -> url::Url {
    for _ in 0..200 {
        let address = phone.current_url().await.unwrap();
        if address.path().starts_with(path) {
            return address;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the phone shows {} instead of {path}", phone.current_url().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_answers_on_a_phone_without_javascript_and_is_counted_once() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 2 – Hộ tịch").await;
    let before = app.database.count("SELECT count(*) FROM responses").await;
    let (driver, profile) = (Driver::start().await, tempfile::tempdir().unwrap());
    let phone = driver.phone(&profile).await;

    phone.goto(&format!("{}/k/{code}", app.base)).await.unwrap();
    let heading = phone.find(By::Css("h1")).await.unwrap().text().await.unwrap();
    assert!(heading.contains("Xã Mễ Sở"), "{heading}");
    tap(&phone, "#settlement-5").await;
    tap(&phone, "form button").await;
    // A required answer is missing: the form is shown again with the answers given.
    phone.query(By::Css("[role=alert]")).first().await.unwrap();
    let chosen = phone.find(By::Css("#settlement-5")).await.unwrap();
    assert!(chosen.is_selected().await.unwrap());
    tap(&phone, "#attitude-4").await;
    phone.find(By::Css("textarea")).await.unwrap().send_keys("Cảm ơn các cháu").await.unwrap();
    let token = phone.find(By::Css("input[name=token]")).await.unwrap().attr("value").await.unwrap().unwrap();
    tap(&phone, "form button").await;
    let receipt = arrive(&phone, "/r/").await;
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, before + 1);

    // Double tap, or a browser that sends again after a lost connection: the same form once more.
    let form =
        [("token", token.as_str()), ("settlement", "5"), ("attitude", "4"), ("comment", "Cảm ơn các cháu")];
    let again = app.post(&format!("/k/{code}?lang=vi"), &form).await;
    assert!(receipt.as_str().ends_with(again.headers()["location"].to_str().unwrap()));
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, before + 1);
    phone.quit().await.unwrap();
}
