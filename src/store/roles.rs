//! The two roles of a database: the owner of the schema, who migrates it, and the application's role, which
//! owns nothing and has only the rights of `app_rights.sql`.

use diesel::dsl::sql;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use secrecy::{ExposeSecret, SecretString};

use super::address::DatabaseAddress;
use super::{Connection, StoreError};

/// The owner of the schema, where it is not the role of the application.
#[derive(Clone, Debug)]
pub struct SchemaOwner {
    /// The URL of PostgreSQL itself, not of a pooler, with the owner as user.
    pub url: SecretString,
    /// Whether the owner creates the application's role if it is missing, with the password of its URL.
    pub creates_app_role: bool,
}

/// The role that the application's URL names.
pub(super) struct AppRole {
    name: String,
    password: Option<SecretString>,
}

impl AppRole {
    pub(super) fn of(address: &DatabaseAddress) -> Result<Self, StoreError> {
        let config = &address.config;
        let problem = "DATABASE_URL names no user, so the rights of the application go to no role";
        let name = config.get_user().ok_or_else(|| StoreError::Migration(problem.to_owned()))?.to_owned();
        let password = config.get_password().map(|password| String::from_utf8_lossy(password).into());
        Ok(Self { name, password: password.map(|password: String| password.into()) })
    }

    /// Creates the role if it is missing. Another process may do so at the same time in another database of the
    /// cluster.
    pub(super) async fn create(&self, owner: &mut Connection) -> Result<(), StoreError> {
        const CREATE: &str = "DO $$ BEGIN
            IF to_regrole(quote_ident(current_setting('hailong.app_role'))) IS NULL THEN
                EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', current_setting('hailong.app_role'),
                    current_setting('hailong.app_password'));
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
        END $$";
        owner
            .transaction(async |owner| {
                self.set_name(owner).await?;
                let password = self.password.as_ref().map_or("", |password| password.expose_secret());
                let set = sql::<Text>("SELECT set_config('hailong.app_password', ").bind::<Text, _>(password);
                set.sql(", true)").get_result::<String>(owner).await?;
                Ok(owner.batch_execute(CREATE).await?)
            })
            .await
    }

    /// Gives the role the rights that the application needs, and takes away all others on its tables.
    pub(super) async fn grant_rights(&self, owner: &mut Connection) -> Result<(), StoreError> {
        self.expect_other_role(owner).await?;
        owner
            .transaction(async |owner| {
                self.set_name(owner).await?;
                Ok(owner.batch_execute(include_str!("app_rights.sql")).await?)
            })
            .await
    }

    async fn expect_other_role(&self, owner: &mut Connection) -> Result<(), StoreError> {
        let query = sql::<(Bool, Bool)>(
            "SELECT current_user = name, to_regrole(quote_ident(name)) IS NOT NULL FROM (SELECT ",
        )
        .bind::<Text, _>(&self.name)
        .sql(" AS name) AS app");
        let (is_owner, exists): (bool, bool) = query.get_result(owner).await?;
        let name = &self.name;
        if is_owner {
            return Err(StoreError::Migration(format!(
                "DATABASE_URL and HAILONG_OWNER_DATABASE_URL name the same role {name}: give DATABASE_URL another one"
            )));
        }
        if !exists {
            return Err(StoreError::Migration(format!(
                "there is no role {name}, which DATABASE_URL names: make it with CREATE ROLE {name} LOGIN PASSWORD '…'"
            )));
        }
        Ok(())
    }

    /// Names the role to the statements of the transaction, which take no parameters.
    async fn set_name(&self, owner: &mut Connection) -> Result<(), StoreError> {
        let set = sql::<Text>("SELECT set_config('hailong.app_role', ").bind::<Text, _>(&self.name);
        set.sql(", true)").get_result::<String>(owner).await?;
        Ok(())
    }
}

/// Whether the connection's role owns the tables, itself, as a member of their owner or as superuser.
pub(super) async fn owns_tables(connection: &mut Connection) -> Result<bool, StoreError> {
    let owns = sql::<Bool>(
        "SELECT coalesce(bool_or(pg_has_role(relowner, 'MEMBER')), false) FROM pg_class \
         WHERE oid = to_regclass('public.audit_log')",
    );
    Ok(owns.get_result(connection).await?)
}
