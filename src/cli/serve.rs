//! `hailong migrate` and `hailong serve`

use clap::Args;
use tokio::task::JoinSet;

use crate::app::{App, AppError, BUILT_IN_SURVEY, DatabaseHold, FormTokens, Migrate, enter_data_dir};
use crate::config::{Overrides, ProcessEnvironment, SecretKey, Settings};
use crate::mail::MailTransport;
use crate::web::{Server, raise_open_files};
use crate::worker::{run_maintenance, run_outbox_dispatcher, run_publisher, supervise_cluster};

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Bring the schema up to date first; always so for the private cluster
    #[arg(long)]
    migrate: bool,
}

pub(super) async fn migrate(overrides: Overrides) -> anyhow::Result<()> {
    let settings = Settings::read(&ProcessEnvironment, overrides)?;
    let (app, _hold) = App::open(&settings, Migrate::Always).await?;
    Ok(app.publish_built_in_survey().await?)
}

pub(super) async fn run(overrides: Overrides, arguments: ServeArguments) -> anyhow::Result<()> {
    let settings = read_settings(overrides)?;
    let migrate = if arguments.migrate { Migrate::Always } else { Migrate::PrivateOnly };
    let (app, hold) = App::open(&settings, migrate).await?;
    if let Err(error @ AppError::Refused(_)) = app.expect_current_schema().await {
        return Err(error.into());
    }
    if let Err(error) = app.publish_built_in_survey().await {
        // Serves nevertheless, because the database may come back; until then /readyz reports the outage.
        tracing::warn!(%error, "serving without a ready database");
    }
    let server = bind(&settings, &app)?;
    tracing::info!(address = %settings.server.bind, "serving");
    serve(&settings, app, hold, server).await
}

/// The settings of a process that serves. If it is root's, the data directory becomes its working directory.
pub(super) fn read_settings(overrides: Overrides) -> anyhow::Result<Settings> {
    let settings = Settings::read(&ProcessEnvironment, overrides)?;
    Ok(Settings { data_dir: enter_data_dir(settings.data_dir)?, ..settings })
}

/// Binds the address. Requests are served only by [`serve`].
pub(super) fn bind(settings: &Settings, app: &App) -> anyhow::Result<Server> {
    let key = SecretKey::read_or_make(&ProcessEnvironment, &settings.data_dir)?;
    raise_open_files();
    Ok(Server::bind(&settings.server, app.clone(), FormTokens::new(key))?)
}

/// Serves until the process is told to stop, as an ordinary user.
pub(super) async fn serve(
    settings: &Settings,
    app: App,
    hold: DatabaseHold,
    server: Server,
) -> anyhow::Result<()> {
    hold.leave_root(&settings.data_dir)?;
    if settings.mail.smtp_url.is_none() {
        tracing::warn!("HAILONG_SMTP_URL is not set: mails are written to files in the data directory");
    }
    app.warn_of_owning_role().await;
    let transport = MailTransport::new(&settings.mail, settings.data_dir.join("mail"))?;
    let mut tasks = JoinSet::new();
    tasks.spawn(run_maintenance(app.clone()));
    tasks.spawn(run_outbox_dispatcher(app.clone(), settings.mail.clone(), transport));
    tasks.spawn(run_publisher(app.clone()));
    tasks.spawn(async move {
        if let Err(error) = app.load_counts(BUILT_IN_SURVEY).await {
            tracing::debug!(%error, "the counts are not loaded yet; the first request loads them");
        }
    });
    tasks.spawn(supervise_cluster(hold.clone()));
    let outcome = server.run().await;
    // The tasks must release the cluster before this process leaves it.
    tasks.shutdown().await;
    drop(hold);
    Ok(outcome?)
}
