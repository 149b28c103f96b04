//! Stores the second factor of staff: the secret of the authenticator app, and hashes of recovery codes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{recovery_codes, sessions, staff};
use super::{Connection, StoreError};
use crate::domain::StaffId;

/// Stores the secret of an authenticator app and the hashes of new recovery codes in place of the old ones.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn set_second_factor(
    connection: &mut Connection,
    id: StaffId,
    secret: &[u8],
    step: i64,
    code_hashes: &[Vec<u8>],
) -> Result<(), StoreError> {
    delete_second_factor(connection, id).await?;
    let row = staff::table.find(id.0);
    let values = (staff::totp_secret.eq(secret), staff::totp_last_step.eq(step));
    diesel::update(row).set(values).execute(connection).await?;
    replace_recovery_codes(connection, id, code_hashes).await
}

/// Stores the hashes of new recovery codes in place of the old ones.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn replace_recovery_codes(
    connection: &mut Connection,
    id: StaffId,
    code_hashes: &[Vec<u8>],
) -> Result<(), StoreError> {
    delete_recovery_codes(connection, id).await?;
    let codes: Vec<_> = code_hashes
        .iter()
        .map(|hash| (recovery_codes::staff_id.eq(id.0), recovery_codes::code_hash.eq(hash)))
        .collect();
    diesel::insert_into(recovery_codes::table).values(codes).execute(connection).await?;
    Ok(())
}

async fn delete_recovery_codes(connection: &mut Connection, id: StaffId) -> Result<(), StoreError> {
    let codes = recovery_codes::table.filter(recovery_codes::staff_id.eq(id.0));
    diesel::delete(codes).execute(connection).await?;
    Ok(())
}

/// Deletes the second factor of a person.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_second_factor(connection: &mut Connection, id: StaffId) -> Result<(), StoreError> {
    let values = (staff::totp_secret.eq(None::<Vec<u8>>), staff::totp_last_step.eq(None::<i64>));
    diesel::update(staff::table.find(id.0)).set(values).execute(connection).await?;
    delete_recovery_codes(connection, id).await
}

/// Records that the code of a time step was used. Returns `false` if it or a later one was used before.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn use_step(connection: &mut Connection, id: StaffId, step: i64) -> Result<bool, StoreError> {
    let is_new = staff::totp_last_step.is_null().or(staff::totp_last_step.lt(step));
    let row = staff::table.filter(staff::id.eq(id.0)).filter(is_new);
    Ok(diesel::update(row).set(staff::totp_last_step.eq(step)).execute(connection).await? == 1)
}

/// Deletes a recovery code. Returns `false` if there is none with this hash.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn use_recovery_code(
    connection: &mut Connection,
    id: StaffId,
    code_hash: &[u8],
) -> Result<bool, StoreError> {
    let code = recovery_codes::table.find((id.0, code_hash));
    Ok(diesel::delete(code).execute(connection).await? == 1)
}

/// The number of recovery codes that are left.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn count_recovery_codes(connection: &mut Connection, id: StaffId) -> Result<i64, StoreError> {
    let codes = recovery_codes::table.filter(recovery_codes::staff_id.eq(id.0));
    Ok(codes.count().get_result(connection).await?)
}

/// Records that the second factor was given in a session.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn note_second_factor(
    connection: &mut Connection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let session = sessions::table.find(token_hash);
    diesel::update(session).set(sessions::second_factor_at.eq(now)).execute(connection).await?;
    Ok(())
}
