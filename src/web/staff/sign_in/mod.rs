//! Signing in and out, `/staff/sign-in`.

pub(super) mod handler;
pub mod view;
