//! PostgreSQL through diesel: one file an aggregate. Functions take a connection, so that the caller owns
//! the transaction. `schema.rs` is generated from the migrations.

mod accepting;
mod batches;
mod channels;
mod cluster;
mod comments;
mod contacts;
mod counts;
mod data_version;
mod database;
mod digests;
mod dossiers;
mod editions;
mod error;
mod installation;
mod migrations;
mod modes;
mod outbox;
mod partitions;
mod recount;
mod responses;
mod rollout;
mod schema;
mod sessions;
mod staff;
mod surveys;
mod tallies;
mod tally_book;
mod units;

pub use accepting::{Lasting, plan_for_values, prepare_session, wait_for_disk};
pub use batches::record_new;
pub use channels::{NewChannel, channels_of_units, find_channel, has_channel, insert_channel};
pub use cluster::{ClusterError, DATABASE, PrivateCluster};
pub use comments::count_comments;
pub use contacts::{NewContact, contacts_of_units, upsert_contact};
pub use data_version::{StoredVersion, stored_version};
pub use database::{Connection, Database, Pooler};
pub use digests::{Digest, NewDigest, all_digests, insert_digest};
pub use dossiers::{NewDossiers, upsert_dossiers};
pub use editions::{
    StoredEdition, edition_reports_of, edition_reports_of_units, editions_of, find_edition_report,
    fixed_tallies, insert_edition, latest_editions_of_months, lock_editions, published_figures,
};
pub use error::StoreError;
pub use installation::{Installation, mark_illustrative, read_installation};
pub use outbox::{DueMail, NewMail, enqueue, make_due, mark_delivered, mark_failed_attempt, take_due};
pub use partitions::{make_partition, months_without_partition};
pub use recount::{EqualSheets, Span, all_tallies, count_responses, lock_tallies, replace_tally};
pub use responses::{StoredSheet, find_sheet, find_sheets, insert_responses};
pub use rollout::{NewRollout, rollout_days, upsert_rollout};
pub use sessions::{NewSession, delete_expired_sessions, delete_session, delete_sessions_of, insert_session};
pub use staff::{NewStaff, StaffRow, find_staff_by_email, find_staff_by_session, upsert_staff};
pub use surveys::{find_survey, find_survey_by_slug, publish_revision, survey_slugs};
pub use tallies::{Tallies, Tally, add_to_tallies};
pub use tally_book::{TallyState, load_tally_book, tally_state};
pub use units::{NewSuccession, NewUnit, load_registry, upsert_succession, upsert_unit};
