//! `hailong posters`

use std::path::PathBuf;

use clap::Args;

use super::session::{self, Session};
use crate::app::{PosterOrder, PosterScope};
use crate::documents::PosterSize;
use crate::domain::{ChannelCode, UnitCode};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A unit with everything below it, by its GSO code
    #[arg(long, value_name = "CODE", required_unless_present = "channel", conflicts_with = "channel")]
    unit: Option<UnitCode>,
    /// One channel, by its code
    #[arg(long, value_name = "CODE")]
    channel: Option<ChannelCode>,
    /// a4 for the wall, tent to be folded and put on a desk, or stickers, eight a page
    #[arg(long, value_name = "SIZE", default_value_t)]
    size: PosterSize,
    /// English beside everything that citizens read
    #[arg(long)]
    bilingual: bool,
    /// A PNG or JPEG picture beside the unit's name [logo.png or logo.jpg in the data directory, where there is one]
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// Where the PDF is written; `-` is stdout
    #[arg(long, value_name = "FILE.pdf")]
    output: PathBuf,
}

pub(super) async fn run(session: &Session, arguments: Arguments) -> anyhow::Result<()> {
    let scope = match (arguments.channel, arguments.unit) {
        (Some(channel), _) => PosterScope::Channel(channel),
        (None, Some(unit)) => PosterScope::Unit(unit),
        (None, None) => anyhow::bail!("name a unit (--unit) or a channel (--channel)"),
    };
    let (size, bilingual, logo) = (arguments.size, arguments.bilingual, arguments.logo);
    let pdf = session.app.posters(&PosterOrder { scope, size, bilingual, logo }).await?;
    session::warn_of_loopback(&session.app);
    session::write(&arguments.output, &pdf)
}
