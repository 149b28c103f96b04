//! A running server with a separate database, and clients for it.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use chrono_tz::Asia::Ho_Chi_Minh;
use hailong::app::{App, AppSettings, FormTokens, ImportError, ImportKind, ImportSummary, NewPassword};
use hailong::clock::Clock;
use hailong::config::{MailSettings, OidcSettings, SecretKey, ServerSettings};
use hailong::domain::ReleaseCalendar;
use hailong::store::Database;
use hailong::web::Server;
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use tokio::task::JoinHandle;

use super::TestDatabase;

/// The password of every member of staff in the tests.
pub const PASSWORD: &str = "bốn từ không liên quan";

pub struct TestApp {
    pub app: App,
    pub database: TestDatabase,
    pub base: String,
    /// Issues and reads the tokens of the server's forms.
    pub tokens: FormTokens,
    /// A browser without a session.
    pub visitor: Client,
    server: JoinHandle<()>,
}

impl TestApp {
    pub async fn start() -> Self {
        let database = TestDatabase::new().await;
        Self::start_on(database.store(), database)
    }

    /// A server with an empty database whose schema is current.
    pub async fn start_empty() -> Self {
        let database = TestDatabase::empty().await;
        let app = Self::start_on(database.store(), database);
        app.app.migrate().await.unwrap();
        app.app.publish_built_in_survey().await.unwrap();
        app
    }

    /// A server whose database does not answer.
    pub async fn start_without_database() -> Self {
        let nowhere = "postgresql://nobody@127.0.0.1:1/nothing".to_owned().into();
        Self::start_on(Database::new(&nowhere).unwrap(), TestDatabase::new().await)
    }

    /// A server at `address` whose staff may also sign in with an OpenID Connect provider.
    pub async fn start_with_provider(address: SocketAddr, oidc: OidcSettings) -> Self {
        let database = TestDatabase::new().await;
        let store = Database::new(&database.url()).unwrap();
        let settings = AppSettings {
            base_url: format!("http://{address}"),
            calendar: ReleaseCalendar::default(),
            data_dir: None,
            mail: MailSettings::default(),
            oidc: Some(oidc),
        };
        let app = App::with_settings(store, Clock::system(Ho_Chi_Minh), settings);
        Self::serve(app, database, address)
    }

    fn start_on(store: Database, database: TestDatabase) -> Self {
        let app = App::new(store, Clock::system(Ho_Chi_Minh), "https://hailong.example".to_owned());
        Self::serve(app, database, "127.0.0.1:0".parse().unwrap())
    }

    fn serve(app: App, database: TestDatabase, bind: SocketAddr) -> Self {
        let settings = ServerSettings { bind, base_url: "http://localhost".to_owned() };
        let environment =
            BTreeMap::from([("HAILONG_SECRET_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")]);
        let key = SecretKey::read_or_make(&environment, std::path::Path::new("/nonexistent")).unwrap();
        let tokens = FormTokens::new(key);
        let server = Server::bind(&settings, app.clone(), tokens.clone()).unwrap();
        let base = format!("http://{}", server.addresses()[0]);
        let server = tokio::spawn(async move { server.run().await.unwrap() });
        Self { app, database, base, tokens, visitor: browser(), server }
    }

    pub async fn import(&self, kind: ImportKind, csv: &str) -> Result<ImportSummary, ImportError> {
        self.app.import(kind, Box::new(std::io::Cursor::new(csv.to_owned()))).await
    }

    /// Publishes a period; returns for each month the number of its latest edition and whether it is new.
    pub async fn publish(&self, period: &str) -> Vec<(String, u32, bool)> {
        let done = self.app.publish("mot-cua", period.parse().unwrap()).await.unwrap();
        done.into_iter().map(|done| (done.month.to_string(), done.number, done.is_new)).collect()
    }

    /// Makes a channel and returns its code.
    pub async fn channel(&self, unit: &str, label: &str) -> String {
        let csv = format!("code,unit,label,survey,mode\n,{unit},\"{label}\",mot-cua,open\n");
        self.import(ImportKind::Channels, &csv).await.unwrap();
        self.last_channel().await
    }

    /// The code of the channel that was created last.
    pub async fn last_channel(&self) -> String {
        use diesel_async::RunQueryDsl;

        #[derive(diesel::QueryableByName)]
        struct Code {
            #[diesel(sql_type = diesel::sql_types::Text)]
            code: String,
        }
        let query = diesel::sql_query("SELECT code FROM channels ORDER BY id DESC LIMIT 1");
        let code: Code = query.get_result(&mut self.database.connect().await).await.unwrap();
        code.code
    }

    pub async fn get(&self, path: &str) -> Response {
        self.visitor.get(format!("{}{path}", self.base)).send().await.unwrap()
    }

    /// The page at `path`; fails unless the status is 200.
    pub async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    pub async fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.page(path).await).unwrap()
    }

    /// The page at `path` once it contains `text`: the number of responses may be a second old.
    pub async fn page_with(&self, path: &str, text: &str) -> String {
        for _ in 0..50 {
            let page = self.page(path).await;
            if page.contains(text) {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("{text} is not shown: {}", self.page(path).await)
    }

    /// The JSON body for a path that is not found.
    pub async fn failure(&self, path: &str) -> Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.visitor.post(format!("{}{path}", self.base)).form(form).send().await.unwrap()
    }

    /// A token from the form of a channel.
    pub async fn form_token(&self, code: &str) -> String {
        hidden_field(&self.page(&format!("/k/{code}")).await, "token")
    }

    /// Sends a response with both required answers and returns the server's answer.
    pub async fn answer(&self, code: &str, settlement: &str, attitude: &str) -> Response {
        let token = self.form_token(code).await;
        let form = [("token", token.as_str()), ("settlement", settlement), ("attitude", attitude)];
        self.post(&format!("/k/{code}"), &form).await
    }

    /// A browser in which a manager of `unit` is signed in.
    pub async fn staff(&self, email: &str, unit: &str) -> Client {
        self.staff_as("manager", email, unit).await
    }

    /// A browser in which a member of staff of `unit` with this role is signed in.
    pub async fn staff_as(&self, role: &str, email: &str, unit: &str) -> Client {
        let password = NewPassword::parse(PASSWORD).unwrap();
        let (address, role): (_, hailong::domain::Role) = (email.parse().unwrap(), role.parse().unwrap());
        self.app.add_staff(&address, password, role, &unit.parse().unwrap()).await.unwrap();
        let browser = browser();
        let response = self.sign_in(&browser, email, PASSWORD).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        if ["admin", "analyst"].contains(&role.name()) {
            self.set_up_code(&browser).await;
        }
        browser
    }

    /// Sets up an authenticator app for a signed-in member of staff. Returns its secret and the recovery codes.
    pub async fn set_up_code(&self, browser: &Client) -> (String, Vec<String>) {
        let address = format!("{}/staff/code", self.base);
        let page = browser.get(&address).send().await.unwrap().text().await.unwrap();
        let (csrf, secret) = (hidden_field(&page, "csrf"), hidden_field(&page, "secret"));
        let code = code_of(&secret, 0);
        let form = [("csrf", csrf.as_str()), ("secret", &secret), ("code", &code)];
        let response = browser.post(&address).form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let page = response.text().await.unwrap();
        let codes = page.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
        (secret, codes.collect())
    }

    /// Fills in the sign-in form.
    pub async fn sign_in(&self, browser: &Client, email: &str, password: &str) -> Response {
        let address = format!("{}/staff/sign-in", self.base);
        let page = browser.get(&address).send().await.unwrap().text().await.unwrap();
        let csrf = hidden_field(&page, "csrf");
        let form = [("csrf", csrf.as_str()), ("email", email), ("password", password)];
        browser.post(&address).form(&form).send().await.unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The code that an authenticator app with this secret shows, `steps` of 30 seconds from now.
pub fn code_of(secret: &str, steps: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let now = chrono::Utc::now().timestamp() + 30 * steps;
    totp.generate(now.try_into().unwrap()).to_string()
}

/// A browser that keeps cookies and does not follow redirects by itself.
pub fn browser() -> Client {
    Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// The value of a hidden field of a page.
pub fn hidden_field(page: &str, name: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("name=\"{name}\" value=\"")).expect("the page has the hidden field");
    rest.split('"').next().unwrap().to_owned()
}
