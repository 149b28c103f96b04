//! `hailong demo`

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;

use super::command_context::say;
use super::{digest, serve, staff};
use crate::app::{App, BUILT_IN_SURVEY, Migrate, NewPassword, SubscriptionRequest};
use crate::config::{Overrides, Settings};
use crate::domain::{EmailAddress, Language, Role, UnitCode};

const STAFF: &str = "can-bo@minh-hoa.example";
const LEADER: &str = "lanh-dao@minh-hoa.example";
const PROVINCE: &str = "33";

pub(super) async fn run(overrides: Overrides) -> anyhow::Result<()> {
    // The current months remain unpublished, so that the demo shows both published and unpublished months.
    let settings = Settings { publish_day: None, ..serve::read_settings(overrides)? };
    let (app, hold) = App::open(&settings, Migrate::Always).await?;
    app.publish_built_in_survey().await?;
    app.prepare_demo_data().await?;
    let password = prepare_people(&app, &settings.data_dir).await?;
    let server = serve::bind(&settings, &app)?;
    print_addresses(&app, &password).await?;
    serve::serve(&settings, app, hold, server).await
}

/// Creates a sign-in for this data directory, and subscribes a leader to the digest. Returns the password.
async fn prepare_people(app: &App, data_dir: &Path) -> anyhow::Result<String> {
    let file = data_dir.join("demo-password");
    let province: UnitCode = PROVINCE.parse()?;
    let leader: EmailAddress = LEADER.parse()?;
    let request = SubscriptionRequest {
        recipient: leader,
        name: String::new(),
        unit: province.clone(),
        survey: BUILT_IN_SURVEY.to_owned(),
        language: Language::Vi,
    };
    digest::subscribe(app, &request).await?;
    let password = match fs::read_to_string(&file) {
        Ok(text) => text.trim().to_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let (_, made) = staff::make_password()?;
            let made = made.unwrap_or_default();
            fs::create_dir_all(data_dir)?;
            let mut options = OpenOptions::new();
            let written = options.write(true).create_new(true).mode(0o600).open(&file);
            written
                .and_then(|mut written| written.write_all(made.as_bytes()))
                .with_context(|| format!("{} cannot be written", file.display()))?;
            made
        }
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", file.display())),
    };
    app.add_staff(&STAFF.parse()?, NewPassword::parse(&password)?, Role::Admin, &province).await?;
    Ok(password)
}

async fn print_addresses(app: &App, password: &str) -> anyhow::Result<()> {
    let base = app.base_url();
    let survey = app.demo_channel().await?.map(|code| app.channel_url(code)).unwrap_or_default();
    say(&format!(
        "
hailong – dữ liệu minh họa (illustrative data)

  Results   {base}/results/{PROVINCE}?from=2024-11&to=2024-11
  Survey    {survey}
  Staff     {base}/staff/
            {STAFF}   {password}

Stop with Ctrl-C."
    ))
}
