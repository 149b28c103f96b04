//! Sending a person to the provider, and exchanging the code with which they come back for who they are.

use std::sync::Arc;

use chrono::{Duration, Utc};
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{
    AccessToken, AuthorizationCode, ClaimsVerificationError, CsrfToken, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RequestTokenError, Scope, SignatureVerificationError,
    SubjectIdentifier, TokenResponse, UserInfoClaims, UserInfoError,
};
use secrecy::{ExposeSecret, SecretString};

use super::claims::{Identity, OtherClaims};
use super::provider::{DiscoveredProvider, OidcProvider, ProviderFault, ProviderTokens, in_words};

/// How far the provider's clock may be ahead or behind.
const CLOCK_SKEW: Duration = Duration::minutes(1);

/// The secrets of one sign-in, which tie the person's browser, the way to the provider and its answers together.
#[derive(Clone)]
pub struct SignInSecrets {
    /// Comes back with the person: they were sent by us.
    pub state: String,
    /// Comes back in the signed token: it was made for this sign-in.
    pub nonce: String,
    /// The PKCE verifier, 43 to 128 characters: without it a stolen code is worth nothing.
    pub verifier: String,
}

impl OidcProvider {
    /// The address to which a person is sent to sign in.
    ///
    /// # Errors
    ///
    /// Fails if the provider cannot be found or names another issuer.
    pub async fn address_for_people(&self, secrets: &SignInSecrets) -> Result<String, ProviderFault> {
        let provider = self.discovered().await?;
        let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
        let (state, nonce) = (secrets.state.clone(), secrets.nonce.clone());
        let request = provider.protocol.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new(state),
            || Nonce::new(nonce),
        );
        let request = request.add_scope(Scope::new("email".to_owned()));
        let request = request.add_scope(Scope::new("profile".to_owned()));
        let (address, ..) =
            request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier)).url();
        Ok(address.into())
    }

    /// Who came back with a code; `issuer` is what the address says in addition, if it does (RFC 9207).
    ///
    /// # Errors
    ///
    /// Fails if the provider does not answer, if it refuses the code, or if its answer is not trustworthy.
    pub async fn identify(
        &self,
        code: SecretString,
        issuer: Option<&str>,
        secrets: &SignInSecrets,
    ) -> Result<Identity, ProviderFault> {
        if issuer.is_some_and(|issuer| issuer != self.settings.issuer) {
            return Err(self.fault(ProviderFault::Untrusted, "the person came back from another issuer"));
        }
        let Ok(_turn) = self.exchanges.try_acquire() else {
            return Err(self.fault(ProviderFault::Away, "too many sign-ins wait for it"));
        };
        let provider = self.discovered().await?;
        let tokens = self.exchange(&provider, code, secrets).await?;
        let (subject, identity) = match verify(&provider, &tokens, secrets) {
            // The provider may have changed its keys.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let provider = self.rediscovered(&provider).await?;
                verify(&provider, &tokens, secrets)
            }
            verified => verified,
        }
        .map_err(|error| self.fault(ProviderFault::Untrusted, &in_words(&error)))?;
        if !provider.has_user_info {
            return Ok(identity);
        }
        let info = self.user_info(&provider, tokens.access_token(), subject).await?;
        Ok(identity.with_user_info(&info))
    }

    async fn exchange(
        &self,
        provider: &Arc<DiscoveredProvider>,
        code: SecretString,
        secrets: &SignInSecrets,
    ) -> Result<ProviderTokens, ProviderFault> {
        let request =
            provider.protocol.exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()));
        let request = request.map_err(|error| self.fault(ProviderFault::Away, &in_words(&error)))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier.clone()));
        let send = |request| provider.client.send(request);
        request.request_async(&send).await.map_err(|error| match &error {
            RequestTokenError::Request(cause) => self.fault(ProviderFault::Away, &in_words(cause)),
            // The provider's words are not written to the log: they may repeat what was sent.
            RequestTokenError::ServerResponse(answer) => {
                let cause = format!("it refuses the code: {}", answer.error().as_ref());
                self.fault(ProviderFault::CodeRefused, &cause)
            }
            RequestTokenError::Parse(..) => self.fault(ProviderFault::Away, "its tokens cannot be read"),
            RequestTokenError::Other(_) => self.fault(ProviderFault::Away, "it sends no tokens"),
        })
    }

    async fn user_info(
        &self,
        provider: &Arc<DiscoveredProvider>,
        token: &AccessToken,
        subject: SubjectIdentifier,
    ) -> Result<UserInfoClaims<OtherClaims, openidconnect::core::CoreGenderClaim>, ProviderFault> {
        let request = provider.protocol.user_info(token.clone(), Some(subject));
        let request = request.map_err(|error| self.fault(ProviderFault::Away, &in_words(&error)))?;
        let send = |request| provider.client.send(request);
        request.request_async(&send).await.map_err(|error| match &error {
            UserInfoError::Request(cause) => self.fault(ProviderFault::Away, &in_words(cause)),
            UserInfoError::ClaimsVerification(cause) => {
                self.fault(ProviderFault::Untrusted, &in_words(cause))
            }
            _ => self.fault(ProviderFault::Away, "its user information cannot be read"),
        })
    }
}

/// The person in the signed token, after checking signature, issuer, audience, expiry and nonce.
fn verify(
    provider: &DiscoveredProvider,
    tokens: &ProviderTokens,
    secrets: &SignInSecrets,
) -> Result<(SubjectIdentifier, Identity), ClaimsVerificationError> {
    let no_token = || ClaimsVerificationError::Other("it sends no ID token".to_owned());
    let token = tokens.id_token().ok_or_else(no_token)?;
    let verifier = provider.protocol.id_token_verifier().set_time_fn(|| Utc::now() - CLOCK_SKEW);
    let claims = token.claims(&verifier, &Nonce::new(secrets.nonce.clone()))?;
    Ok((claims.subject().clone(), Identity::of_id_token(claims)))
}
