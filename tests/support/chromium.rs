//! Chromium, driven by chromedriver.

use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Capabilities, WebDriver};

use super::expect_program;

/// axe-core, which finds faults of accessibility.
const AXE: &str = include_str!("../data/axe.min.js");

/// A driver process that ends with the test.
pub struct Driver {
    process: Child,
    address: String,
}

/// A browser to open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// A phone, 360 CSS pixels wide, that runs no JavaScript.
    Phone,
    /// A desk, 1280 CSS pixels wide.
    Desk,
}

impl Driver {
    /// Starts chromedriver.
    pub async fn start() -> Self {
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

    /// Opens a browser with a profile of its own.
    pub async fn open(&self, device: Device, profile: &tempfile::TempDir) -> WebDriver {
        let profile = format!("--user-data-dir={}", profile.path().display());
        let mut options = json!({
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", profile,
                "--window-size=1280,900",
            ],
        });
        if device == Device::Phone {
            let metrics = json!({ "width": 360, "height": 640, "pixelRatio": 2.0, "touch": false });
            options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let mut capabilities = Capabilities::new();
        capabilities.set("goog:chromeOptions", options).unwrap();
        WebDriver::new(&self.address, capabilities).await.unwrap()
    }

    /// Gives the window of a browser another width in CSS pixels.
    pub async fn resize(&self, browser: &WebDriver, width: u32) {
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics });
        let address = format!("{}/session/{}/goog/cdp/execute", self.address, browser.session_id());
        let sent = reqwest::Client::new().post(address).json(&command).send().await.unwrap();
        assert!(sent.status().is_success(), "{sent:?}");
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Clicks the first element that matches.
pub async fn tap(browser: &WebDriver, css: &str) {
    browser.query(By::Css(css)).first().await.unwrap().click().await.unwrap();
}

/// Types into the first field that matches, instead of what it contains.
pub async fn fill(browser: &WebDriver, css: &str, text: &str) {
    let field = browser.query(By::Css(css)).first().await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

/// Waits until the address's path begins with `path`; a click does not wait for the page that it leads to.
pub async fn arrive(browser: &WebDriver, path: &str) -> url::Url {
    for _ in 0..200 {
        let address = browser.current_url().await.unwrap();
        if address.path().starts_with(path) {
            return address;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the browser shows {} instead of {path}", browser.current_url().await.unwrap());
}

/// The width of the page's content in CSS pixels.
pub async fn content_width(browser: &WebDriver) -> u32 {
    let width = browser.execute("return document.documentElement.scrollWidth", Vec::new()).await.unwrap();
    u32::try_from(width.json().as_u64().unwrap()).unwrap()
}

/// What axe finds wrong with the page that is shown, one line each: WCAG 2.2 A and AA.
pub async fn axe_findings(browser: &WebDriver) -> Vec<String> {
    browser.execute(AXE, Vec::new()).await.unwrap();
    let run = "const done = arguments[0];
        axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
            .then(found => done(found.violations), fault => done([{ id: String(fault), nodes: [] }]));";
    let found = browser.execute_async(run, Vec::new()).await.unwrap();
    let found = found.json().as_array().cloned().unwrap();
    found.iter().map(|finding| format!("{}: {}", finding["id"], places(finding))).collect()
}

fn places(finding: &Value) -> String {
    let nodes = finding["nodes"].as_array().cloned().unwrap_or_default();
    nodes.iter().map(|node| node["html"].to_string()).collect::<Vec<_>>().join(" ")
}
