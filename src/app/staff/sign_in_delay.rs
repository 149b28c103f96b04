//! Delays after failed attempts to sign in, counted for each account and origin together. A browser that signed
//! in to the account before is an origin of its own; all others are counted by their network. Failed
//! attempts of a stranger delay the owner of the account only if both are in the same network and the owner uses a
//! browser that has not signed in to the account before.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::{DateTime, Duration, Utc};
use parking_lot::Mutex;

use crate::domain::{AddressPrefix, EmailAddress};

/// Attempts for an account from one origin before the first delay.
const FREE_TRIES: u32 = 5;
/// Attempts from one network, whatever the accounts, before the first delay.
const FREE_TRIES_OF_A_NETWORK: u32 = 100;
/// The longest delay.
const LONGEST: Duration = Duration::minutes(15);
/// Attempts are forgotten after this time without another one.
const MEMORY: Duration = Duration::hours(1);
/// Maximum number of remembered origins; about 10 MB.
const MAX_ORIGINS: usize = 50_000;

/// From where somebody tries to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// A browser that signed in to this account before, by the id in its cookie.
    KnownBrowser(String),
    /// A network; `None` if it is unknown.
    Network(Option<AddressPrefix>),
    /// Anywhere, by somebody who gave the password.
    AfterPassword,
}

/// Attempts without success since the last success.
#[derive(Clone, Copy, Debug)]
struct Attempts {
    number: u32,
    last: DateTime<Utc>,
}

impl Attempts {
    /// When another attempt is allowed: at once up to `free` attempts, then after 1, 2, 4 … seconds.
    fn next_allowed(self, free: u32) -> DateTime<Utc> {
        let Some(beyond) = self.number.checked_sub(free) else { return self.last };
        let seconds = 1_i64.checked_shl(beyond).filter(|&seconds| seconds > 0).unwrap_or(i64::MAX);
        self.last + Duration::try_seconds(seconds).map_or(LONGEST, |delay| delay.min(LONGEST))
    }
}

/// The attempts of the last hour, in memory: a restart forgets them.
#[derive(Debug, Default)]
pub(super) struct SignInDelays {
    by_account: Mutex<HashMap<(EmailAddress, Origin), Attempts>>,
    by_network: Mutex<HashMap<Option<AddressPrefix>, Attempts>>,
}

impl SignInDelays {
    /// Counts an attempt. Returns how long to wait if it is not allowed; such an attempt does not count.
    pub(super) fn begin(
        &self,
        account: &EmailAddress,
        origin: &Origin,
        now: DateTime<Utc>,
    ) -> Result<(), Duration> {
        if let Origin::Network(network) = origin {
            count(&mut self.by_network.lock(), *network, FREE_TRIES_OF_A_NETWORK, now)?;
        }
        count(&mut self.by_account.lock(), (account.clone(), origin.clone()), FREE_TRIES, now)
    }

    /// Takes an attempt back that was successful, and forgets those before it.
    pub(super) fn succeed(&self, account: &EmailAddress, origin: &Origin) {
        self.by_account.lock().remove(&(account.clone(), origin.clone()));
        if let Origin::Network(network) = origin
            && let Some(attempts) = self.by_network.lock().get_mut(network)
        {
            attempts.number = attempts.number.saturating_sub(1);
        }
    }
}

/// Counts an attempt of `key`, unless it has to wait.
fn count<K: Eq + Hash>(
    all: &mut HashMap<K, Attempts>,
    key: K,
    free: u32,
    now: DateTime<Utc>,
) -> Result<(), Duration> {
    if all.len() >= MAX_ORIGINS {
        all.retain(|_, attempts| now - attempts.last < MEMORY);
        if all.len() >= MAX_ORIGINS {
            all.clear();
        }
    }
    let attempts = all.entry(key).or_insert(Attempts { number: 0, last: now });
    // A clock that was set back must not delay anybody for long.
    if now - attempts.last >= MEMORY || attempts.last > now {
        *attempts = Attempts { number: 0, last: now };
    }
    let allowed = attempts.next_allowed(free);
    if now < allowed {
        return Err(allowed - now);
    }
    *attempts = Attempts { number: attempts.number.saturating_add(1), last: now };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> EmailAddress {
        format!("{name}@hungyen.example").parse().unwrap()
    }

    fn network(address: &str) -> Origin {
        Origin::Network(Some(AddressPrefix::of(address.parse().unwrap())))
    }

    fn second(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
    }

    #[test]
    fn delays_double_up_to_a_quarter_of_an_hour_and_are_forgotten_after_an_hour() {
        let (delays, lan, there) = (SignInDelays::default(), account("lan"), network("113.160.1.7"));
        let mut now = 0;
        for _ in 0..FREE_TRIES {
            assert_eq!(delays.begin(&lan, &there, second(now)), Ok(()));
        }
        for expected in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let wait = delays.begin(&lan, &there, second(now)).unwrap_err();
            assert_eq!(wait, Duration::seconds(expected));
            now += expected;
            assert_eq!(delays.begin(&lan, &there, second(now)), Ok(()));
        }
        assert!(delays.begin(&lan, &there, second(now + 899)).is_err());
        assert_eq!(delays.begin(&lan, &there, second(now + 3600)), Ok(()));
        assert_eq!(delays.begin(&lan, &there, second(now + 3600)), Ok(()));
    }

    #[test]
    fn a_stranger_delays_neither_another_network_nor_a_known_browser() {
        let (delays, lan, stranger) = (SignInDelays::default(), account("lan"), network("113.160.1.7"));
        for _ in 0..FREE_TRIES {
            delays.begin(&lan, &stranger, second(0)).unwrap();
        }
        assert!(delays.begin(&lan, &stranger, second(0)).is_err());
        let known = Origin::KnownBrowser("a browser".to_owned());
        for origin in [known, network("203.162.0.1"), Origin::Network(None)] {
            assert_eq!(delays.begin(&lan, &origin, second(0)), Ok(()), "{origin:?}");
        }
    }

    #[test]
    fn success_costs_nothing() {
        let (delays, lan, there) = (SignInDelays::default(), account("lan"), network("113.160.1.7"));
        for _ in 0..3 * FREE_TRIES_OF_A_NETWORK {
            assert_eq!(delays.begin(&lan, &there, second(0)), Ok(()));
            delays.succeed(&lan, &there);
        }
    }

    #[test]
    fn a_network_that_tries_many_accounts_is_delayed_but_not_its_known_browsers() {
        let (delays, there) = (SignInDelays::default(), network("113.160.1.7"));
        let mut tries = (0..1000).map(|number| account(&format!("x{number}")));
        let allowed = tries.by_ref().take_while(|name| delays.begin(name, &there, second(0)).is_ok()).count();
        assert_eq!(allowed, FREE_TRIES_OF_A_NETWORK as usize);
        let known = Origin::KnownBrowser("a browser".to_owned());
        assert_eq!(delays.begin(&account("lan"), &known, second(0)), Ok(()));
    }

    #[test]
    fn a_clock_that_was_set_back_delays_nobody() {
        let (delays, lan, there) = (SignInDelays::default(), account("lan"), network("113.160.1.7"));
        for _ in 0..FREE_TRIES {
            delays.begin(&lan, &there, second(100_000)).unwrap();
        }
        assert_eq!(delays.begin(&lan, &there, second(0)), Ok(()));
    }
}
