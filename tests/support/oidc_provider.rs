//! The npm package `oidc-provider`, an OpenID Connect provider that other people wrote.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use hailong::config::{ClaimNames, OidcSettings};

use super::expect_program;

const PACKAGE: &str = include_str!("../data/oidc/package.json");
const LOCK: &str = include_str!("../data/oidc/package-lock.json");
const PROVIDER: &str = include_str!("../data/oidc/provider.mjs");
/// The secret that the provider gave to hailong.
pub const CLIENT_SECRET: &str = "bi-mat-cua-hailong";

/// The folder with the provider and the packages that it needs. Installed once, and again when a file changes.
static INSTALLED: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    (PACKAGE, LOCK, PROVIDER).hash(&mut hasher);
    let parent = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let folder = parent.join(format!("oidc-provider-{:x}", hasher.finish()));
    if folder.exists() {
        return folder;
    }
    let draft = tempfile::tempdir_in(&parent).unwrap();
    let files = [("package.json", PACKAGE), ("package-lock.json", LOCK), ("provider.mjs", PROVIDER)];
    for (name, text) in files {
        std::fs::write(draft.path().join(name), text).unwrap();
    }
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let mut npm = Command::new(expect_program("npm", "npm"));
    let output = npm.args(arguments).current_dir(draft.path()).output().unwrap();
    assert!(output.status.success(), "npm ci: {}", String::from_utf8_lossy(&output.stderr));
    // Another test run may have been faster.
    if std::fs::rename(draft.keep(), &folder).is_err() {
        assert!(folder.exists());
    }
    folder
});

/// A provider process that ends with the test.
pub struct TestProvider {
    process: Child,
    /// The address at which it answers.
    pub address: String,
}

impl TestProvider {
    /// Starts a provider that knows hailong at `hailong`, and names `issuer` as itself if it is to lie.
    pub async fn start(hailong: SocketAddr, issuer: Option<&str>) -> Self {
        let node = expect_program("node", "nodejs");
        let folder = tokio::task::spawn_blocking(|| INSTALLED.clone()).await.unwrap();
        let port = free_address().port();
        let address = format!("http://127.0.0.1:{port}");
        let mut command = Command::new(node);
        command.arg("provider.mjs").arg(port.to_string()).arg(issuer.unwrap_or(&address));
        command.arg(format!("http://{hailong}/staff/oidc/callback")).current_dir(folder);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let provider = Self { process, address };
        let document = format!("{}/.well-known/openid-configuration", provider.address);
        for _ in 0..400 {
            if reqwest::get(&document).await.is_ok() {
                return provider;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("oidc-provider does not answer");
    }

    /// The settings with which hailong uses it.
    pub fn settings(&self) -> OidcSettings {
        settings_for(&self.address)
    }
}

impl Drop for TestProvider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The settings for a provider at an address.
pub fn settings_for(issuer: &str) -> OidcSettings {
    OidcSettings {
        issuer: issuer.to_owned(),
        client_id: "hailong".to_owned(),
        client_secret: CLIENT_SECRET.to_owned().into(),
        name: "Cổng cán bộ".to_owned(),
        claims: Some(ClaimNames { role: "roles".to_owned(), unit: "unit".to_owned() }),
    }
}

/// An address on this machine at which nothing listens.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
