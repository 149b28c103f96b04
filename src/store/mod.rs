//! Access to PostgreSQL through diesel; each file covers one kind of rows. Functions take a connection, so
//! that the caller owns the transaction. `schema.rs` is generated from the migrations.

mod address;
mod audit;
mod channels;
mod cluster;
mod connection;
mod counting;
mod database;
mod editions;
mod error;
mod insert_responses;
mod installation;
mod mails;
mod migrations;
mod modes;
mod password_links;
mod responses;
mod roles;
mod schema;
mod second_factor;
mod sessions;
mod staff;
mod subscriptions;
mod surveys;
mod tls;
mod units;

pub use audit::{AuditFilter, audit_entries, insert_audit_entry, was_removed};
pub use channels::{
    NewChannel, channels_of_units, channels_without_responses_since, find_channel, has_channel,
    insert_channel,
};
pub use cluster::{Account, ClusterError, DATABASE, PrivateCluster};
pub use connection::{Connection, Pooler};
pub use counting::{MonthToCount, count_month, count_recorded};
pub use database::Database;
pub use editions::{
    EditionsState, StoredEdition, dossiers_have_changed, dossiers_of_months, edition_counts_by_unit,
    edition_counts_of_month, edition_counts_of_units, edition_dossiers_of_survey, editions_of_survey,
    editions_state, insert_edition, insert_edition_counts, lock_editions, recorded_until, span_of_responses,
};
pub use error::StoreError;
pub use insert_responses::{SettingScope, insert_responses, plan_for_values, prepare_session, wait_for_disk};
pub use installation::{Installation, StoredVersion, mark_demo_data, read_installation, stored_version};
pub use mails::{
    DIGEST, DueMail, NewMail, PASSWORD_LINK, count_mails_since, delete_waiting_mails, enqueue,
    forget_messages, make_due, mark_delivered, mark_failed_attempt, take_due, topics_of_failed_digests,
};
pub use password_links::{
    delete_password_link, delete_password_links_of, find_staff_by_password_link, insert_password_link,
};
pub use responses::{
    StoredResponse, count_comments, find_response, find_responses, make_partition, months_without_partition,
    use_partition,
};
pub use roles::SchemaOwner;
pub use second_factor::{
    count_recovery_codes, delete_second_factor, note_second_factor, replace_recovery_codes,
    set_second_factor, use_recovery_code, use_step,
};
pub use sessions::{
    NewSession, SessionLimits, SessionRow, StaffSession, delete_expired_sessions, delete_session,
    delete_sessions_of, find_staff_by_session, insert_session, sessions_of_staff, touch_session,
};
pub use staff::{
    StaffRoleRow, StaffRow, all_staff, delete_role, delete_staff, find_staff_by_email, insert_role,
    insert_staff, lock_person, lock_staff, note_sign_in, roles_of_staff, update_password, update_profile,
    update_suspension, upsert_staff,
};
pub use subscriptions::{
    ActiveSubscription, NameAndLanguage, NewSubscription, SubscriptionFilter, SubscriptionRow,
    active_subscriptions, delete_subscription, find_subscribed_unit, insert_subscription,
    subscriptions_in_scope, subscriptions_of_recipient, update_subscription, update_subscription_pause,
};
pub use surveys::{asked_texts, find_survey, find_survey_by_slug, publish_revision, survey_slugs};
pub use units::{
    NewDossiers, contacts_of_units, load_registry, rollout_days, upsert_contact, upsert_dossiers,
    upsert_rollout, upsert_succession, upsert_unit,
};
