//! The command line. Exit codes: 0 success; 1 failure, with one line on stderr; 2 wrong usage.

mod command_context;
mod demo;
mod digest;
mod editions;
mod files;
mod import;
mod serve;
mod setup;
mod staff;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Environment, Overrides, ProcessEnvironment};
use command_context::CommandContext;

/// Citizen satisfaction surveys for one-stop offices.
///
/// Settings are read from the environment: `DATABASE_URL`, `HAILONG_OWNER_DATABASE_URL`, `HAILONG_POOLER`, `HAILONG_DATA_DIR`,
/// `HAILONG_BIND`, `HAILONG_BASE_URL`, `HAILONG_SECRET_KEY`, `HAILONG_SMTP_URL`, `HAILONG_MAIL_FROM`, `HAILONG_TIME_ZONE`, `HAILONG_PUBLISH_DAY`, `HAILONG_LOG`.
#[derive(Debug, Parser)]
#[command(name = "hailong", version, verbatim_doc_comment)]
struct Cli {
    /// Where the private cluster, the secret and mail files live [`HAILONG_DATA_DIR`; ./data]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Listen address [`HAILONG_BIND`; 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS")]
    bind: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prepares the demo data once (March 2023 to December 2025), prints addresses and a sign-in, and serves
    Demo,
    /// Prepares a new installation: schema, units of Hưng Yên if there are none, and the link for the first admin
    Setup(setup::SetupArguments),
    /// Serves; SIGTERM drains and stops
    Serve(serve::ServeArguments),
    /// Brings the schema up to date
    Migrate,
    /// Imports a CSV file, all or nothing
    Import(import::ImportArguments),
    /// Exports figures for spreadsheets and other software
    Export(files::Export),
    /// Draws a chart
    Chart(files::ChartArguments),
    /// Makes the monthly report as a PDF, with all charts and tables
    Report(files::MonthlyReport),
    /// Packs all charts, tables and ready sentences about a unit into one ZIP file
    Pack(files::Pack),
    /// Publishes the months of a period that are over and have something new, each as its next edition
    Publish(editions::Publish),
    /// Lists the published editions, or counts them again
    #[command(subcommand)]
    Editions(editions::EditionsAction),
    /// Makes posters with QR codes for the wall, the desk or as stickers, one page per channel
    Posters(files::Posters),
    /// Composes and sends the monthly digest, and changes who gets it
    #[command(subcommand)]
    Digest(digest::DigestAction),
    /// Adds people who sign in
    #[command(subcommand)]
    Staff(staff::StaffAction),
}

/// Runs the program with the arguments and environment of the process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let environment = ProcessEnvironment;
    start_log(&environment);
    let overrides = Overrides { data_dir: cli.data_dir, bind: cli.bind };
    match execute(cli.command, overrides) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The message is one line, even if its causes contain line breaks.
            let line = format!("{error:#}").replace('\n', " ");
            eprintln!("hailong: {line}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command, overrides: Overrides) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // Awaited only by the commands that must not create an installation.
        let existing = CommandContext::open_existing(overrides.clone());
        match command {
            Command::Demo => demo::run(overrides).await,
            Command::Serve(arguments) => serve::run(overrides, arguments).await,
            Command::Setup(arguments) => setup::run(overrides, arguments).await,
            Command::Migrate => serve::migrate(overrides).await,
            Command::Import(arguments) => import::run(overrides, arguments).await,
            Command::Export(arguments) => files::export(&existing.await?, arguments).await,
            Command::Chart(arguments) => files::chart(&existing.await?, arguments).await,
            Command::Report(arguments) => files::report(&existing.await?, arguments).await,
            Command::Pack(arguments) => files::pack(&existing.await?, arguments).await,
            Command::Publish(arguments) => editions::publish(&existing.await?, arguments).await,
            Command::Editions(action) => editions::run(&existing.await?, action).await,
            Command::Posters(arguments) => files::posters(&existing.await?, arguments).await,
            Command::Digest(action) => digest::run(&existing.await?, action).await,
            Command::Staff(action) => staff::run(overrides, action).await,
        }
    })
}

/// Starts logging to stderr, so that files and pictures can go to stdout.
fn start_log(environment: &dyn Environment) {
    let filter = environment.get("HAILONG_LOG").unwrap_or_else(|| "info".to_owned());
    let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
