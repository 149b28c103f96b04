//! The counts that reports are made of, kept in memory and read again when they have changed.
//!
//! Looking whether they have costs a millisecond or two. Reading them and working out what may be published costs more,
//! and under load they change all the time: so what is known is used for some ten times as long as it took to make, a
//! moment for a commune and seconds for a busy province.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::catalogue::Ground;
use super::surveys::survey;
use super::{App, AppError};
use crate::domain::{Month, Publication, PublishedFigures, Reporter, Survey, TallyBook, UnitRegistry};
use crate::store::{Connection, TallyState, fixed_tallies, load_tally_book, published_figures, tally_state};

/// How many times as long as it took to make them, figures are used without another look.
const WORTH: u32 = 10;
/// However long it took.
const LONGEST: Duration = Duration::from_secs(5);
/// Who has just answered, or imported, must find it in the next report; what is quickly made is always looked at.
const QUICK: Duration = Duration::from_millis(50);

/// The counts of a survey at one moment.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) ground: Ground,
    /// Everything.
    pub(super) book: Arc<TallyBook>,
    /// The same with the months that stand fixed in editions as they were published.
    pub(super) public: Arc<TallyBook>,
    /// Those months.
    pub(super) fixed: BTreeSet<Month>,
    /// What editions have shown.
    pub(super) published: Arc<Vec<PublishedFigures>>,
    publication: Publication,
    state: TallyState,
    made: Instant,
    reading: Duration,
}

/// Whom a report is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: the publication rules hold.
    Public,
    /// Analysts, who are trusted with every figure.
    Analysts,
}

impl Figures {
    pub(super) fn registry(&self) -> &UnitRegistry {
        &self.ground.registry
    }

    /// Makes reports for an audience.
    pub(super) fn reporter(&self, audience: Audience, today: NaiveDate) -> Reporter<'_> {
        Reporter {
            book: if audience == Audience::Public { &self.public } else { &self.book },
            registry: &self.ground.registry,
            today,
            illustrative: self.ground.illustrative,
            publication: (audience == Audience::Public).then_some(&self.publication),
        }
    }

    /// Whether another look may wait.
    fn is_fresh(&self) -> bool {
        let cost = self.reading + self.publication.cost();
        cost > QUICK && self.made.elapsed() < (cost * WORTH).min(LONGEST)
    }
}

/// The figures of each survey that was asked for.
#[derive(Debug, Default)]
pub(super) struct FigureShelf {
    known: Mutex<HashMap<String, Arc<Figures>>>,
    /// How often they were forgotten.
    forgotten: AtomicU64,
    reading: tokio::sync::Mutex<()>,
}

impl FigureShelf {
    fn known(&self) -> MutexGuard<'_, HashMap<String, Arc<Figures>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever has changed much forgets what was known, to find it in the next report.
    pub(super) fn forget(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.known().clear();
    }

    fn find(&self, slug: &str) -> Option<Arc<Figures>> {
        self.known().get(slug).map(Arc::clone)
    }

    /// What is known of the survey where it is as the database has it.
    fn confirm(&self, slug: &str, ground: &Ground, state: &TallyState) -> Option<Arc<Figures>> {
        self.find(slug).filter(|figures| {
            figures.state == *state
                && figures.ground.illustrative == ground.illustrative
                && Arc::ptr_eq(&figures.ground.registry, &ground.registry)
        })
    }
}

impl App {
    /// The counts of a survey.
    pub(super) async fn figures(&self, slug: &str) -> Result<Arc<Figures>, AppError> {
        let known = &self.shared.figures;
        if let Some(figures) = known.find(slug).filter(|figures| figures.is_fresh()) {
            return Ok(figures);
        }
        // Everybody looks for themselves: while the database is away nobody waits for the others' patience.
        let database = &self.shared.database;
        let look = async |connection: &mut Connection| self.known_figures(connection, slug).await;
        if let Looked::Same(figures) = database.read(look).await? {
            return Ok(figures);
        }
        // One reads, the others find what it has read.
        let _turn = known.reading.lock().await;
        let forgotten = known.forgotten.load(Ordering::SeqCst);
        let figures = database.read(async |connection| self.read_figures(connection, slug).await).await?;
        // What was read before a change is not kept beyond it.
        if known.forgotten.load(Ordering::SeqCst) == forgotten {
            known.known().insert(slug.to_owned(), Arc::clone(&figures));
        }
        Ok(figures)
    }

    /// What is known, where it is as the database has it.
    async fn known_figures(&self, connection: &mut Connection, slug: &str) -> Result<Looked, AppError> {
        let survey = survey(connection, slug).await?;
        let ground = self.shared.catalogue.ground(connection).await?;
        let state = tally_state(connection, survey.id).await?;
        Ok(match self.shared.figures.confirm(slug, &ground, &state) {
            Some(figures) => Looked::Same(figures),
            None => Looked::Changed { survey, ground, state },
        })
    }

    async fn read_figures(&self, connection: &mut Connection, slug: &str) -> Result<Arc<Figures>, AppError> {
        let begun = Instant::now();
        let (survey, ground, state) = match self.known_figures(connection, slug).await? {
            Looked::Same(figures) => return Ok(figures),
            Looked::Changed { survey, ground, state } => (survey, ground, state),
        };
        let book = Arc::new(load_tally_book(connection, survey).await?);
        let survey = book.survey().id;
        let (fixed, tallies) = fixed_tallies(connection, survey).await?;
        let public =
            if fixed.is_empty() { Arc::clone(&book) } else { Arc::new(book.with_months(&fixed, tallies)) };
        let published = Arc::new(published_figures(connection, survey).await?);
        let registry = Arc::clone(&ground.registry);
        let publication = Publication::of(Arc::clone(&public), registry, Arc::clone(&published));
        let made = Instant::now();
        let reading = made - begun;
        Ok(Arc::new(Figures { ground, book, public, fixed, published, publication, state, made, reading }))
    }
}

/// What a look at the database found.
enum Looked {
    /// What is known is still so.
    Same(Arc<Figures>),
    /// It must be read.
    Changed { survey: Survey, ground: Ground, state: TallyState },
}
