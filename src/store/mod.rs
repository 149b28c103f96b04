//! PostgreSQL through diesel: one file an aggregate. Functions take a connection, so that the caller owns
//! the transaction. `schema.rs` is generated from the migrations.

mod accepting;
mod channels;
mod cluster;
mod comments;
mod contacts;
mod counting;
mod data_version;
mod database;
mod digests;
mod dossiers;
mod editions;
mod error;
mod insert_responses;
mod installation;
mod migrations;
mod modes;
mod outbox;
mod partitions;
mod responses;
mod rollout;
mod schema;
mod sessions;
mod staff;
mod surveys;
mod units;

pub use accepting::{SettingScope, plan_for_values, prepare_session, wait_for_disk};
pub use channels::{NewChannel, channels_of_units, find_channel, has_channel, insert_channel};
pub use cluster::{ClusterError, DATABASE, PrivateCluster};
pub use comments::count_comments;
pub use contacts::{NewContact, contacts_of_units, upsert_contact};
pub use counting::{MonthToCount, count_month, count_recorded_now, count_recorded_since};
pub use data_version::{StoredVersion, stored_version};
pub use database::{Connection, Database, Pooler};
pub use digests::{Digest, NewDigest, all_digests, insert_digest};
pub use dossiers::{NewDossiers, upsert_dossiers};
pub use editions::{
    EditionsState, StoredEdition, dossiers_have_changed, dossiers_of_months, edition_counts_by_unit,
    edition_counts_of_month, edition_dossiers_of_survey, editions_of_survey, editions_state, insert_edition,
    insert_edition_counts, lock_editions, recorded_until, span_of_responses,
};
pub use error::StoreError;
pub use insert_responses::insert_responses;
pub use installation::{Installation, mark_illustrative, read_installation};
pub use outbox::{DueMail, NewMail, enqueue, make_due, mark_delivered, mark_failed_attempt, take_due};
pub use partitions::{make_partition, months_without_partition};
pub use responses::{StoredResponse, find_response, find_responses};
pub use rollout::{NewRollout, rollout_days, upsert_rollout};
pub use sessions::{NewSession, delete_expired_sessions, delete_session, delete_sessions_of, insert_session};
pub use staff::{NewStaff, StaffRow, find_staff_by_email, find_staff_by_session, upsert_staff};
pub use surveys::{asked_texts, find_survey, find_survey_by_slug, publish_revision, survey_slugs};
pub use units::{NewSuccession, NewUnit, load_registry, upsert_succession, upsert_unit};
