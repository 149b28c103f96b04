//! Settings are read or refused with the name of the variable.

use std::collections::BTreeMap;

use super::*;

const ISSUER: (&str, &str) = ("HAILONG_OIDC_ISSUER", "https://sso.hungyen.example/realms/tinh");
const ID: (&str, &str) = ("HAILONG_OIDC_CLIENT_ID", "hailong");
const SECRET: (&str, &str) = ("HAILONG_OIDC_CLIENT_SECRET", "bí mật");

fn read(variables: &[(&'static str, &'static str)]) -> Result<Option<OidcSettings>, ConfigError> {
    let environment: BTreeMap<&str, &str> = variables.iter().copied().collect();
    Settings::read(&environment, Overrides::default()).map(|settings| settings.oidc)
}

#[test]
fn without_an_issuer_openid_connect_is_off() {
    assert!(read(&[]).unwrap().is_none());
    assert!(read(&[ID, SECRET]).unwrap().is_none());
}

#[test]
fn the_button_is_called_like_the_provider_or_its_host() {
    let settings = read(&[ISSUER, ID, SECRET]).unwrap().unwrap();
    assert_eq!((settings.issuer.as_str(), settings.name.as_str()), (ISSUER.1, "sso.hungyen.example"));
    assert_eq!(settings.claims, None);
    assert!(!format!("{settings:?}").contains(SECRET.1));
    let (role, unit) = (("HAILONG_OIDC_ROLE_CLAIM", "roles"), ("HAILONG_OIDC_UNIT_CLAIM", "unit"));
    let named = read(&[ISSUER, ID, SECRET, role, unit, ("HAILONG_OIDC_NAME", "Cổng cán bộ")]);
    let named = named.unwrap().unwrap();
    assert_eq!(named.name, "Cổng cán bộ");
    assert_eq!(named.claims, Some(ClaimNames { role: "roles".to_owned(), unit: "unit".to_owned() }));
}

#[test]
fn a_wrong_setting_of_openid_connect_is_named_and_never_repeated() {
    let wrong = [
        ("HAILONG_OIDC_ISSUER", vec![("HAILONG_OIDC_ISSUER", "sso.hungyen.example"), ID, SECRET]),
        ("HAILONG_OIDC_ISSUER", vec![("HAILONG_OIDC_ISSUER", "http://sso.hungyen.example"), ID, SECRET]),
        ("HAILONG_OIDC_ISSUER", vec![("HAILONG_OIDC_ISSUER", "https://sso.example/?realm=1"), ID, SECRET]),
        ("HAILONG_OIDC_CLIENT_ID", vec![ISSUER, SECRET]),
        ("HAILONG_OIDC_CLIENT_SECRET", vec![ISSUER, ID]),
        ("HAILONG_OIDC_CLIENT_SECRET_FILE", vec![ISSUER, ID, ("HAILONG_OIDC_CLIENT_SECRET_FILE", "/none")]),
        (
            "HAILONG_OIDC_CLIENT_SECRET_FILE",
            vec![ISSUER, ID, SECRET, ("HAILONG_OIDC_CLIENT_SECRET_FILE", "x")],
        ),
        ("HAILONG_OIDC_UNIT_CLAIM", vec![ISSUER, ID, SECRET, ("HAILONG_OIDC_ROLE_CLAIM", "roles")]),
        ("HAILONG_OIDC_ROLE_CLAIM", vec![ISSUER, ID, SECRET, ("HAILONG_OIDC_UNIT_CLAIM", "unit")]),
    ];
    for (name, variables) in wrong {
        let error = read(&variables).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name} ")), "{error}");
        assert!(!error.contains(SECRET.1), "{error}");
    }
}

#[test]
fn the_client_secret_may_be_in_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, "bí mật\n").unwrap();
    let path = file.path().to_str().unwrap();
    let environment = BTreeMap::from([ISSUER, ID, ("HAILONG_OIDC_CLIENT_SECRET_FILE", path)]);
    let settings = OidcSettings::read(&environment).unwrap().unwrap();
    assert_eq!(settings.client_secret.expose_secret(), SECRET.1);
}
