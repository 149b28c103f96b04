// @generated automatically by Diesel CLI.

diesel::table! {
    /// What staff and commands did. Rows are only ever added.
    audit_log (id) {
        /// Counts up in the order of writing.
        id -> Int8,
        /// When it happened.
        happened_at -> Timestamptz,
        /// The e-mail address of the member of staff, or the name of the command, as hailong staff.
        actor -> Text,
        /// The network that the request came from: 24 bits of an IPv4 address, 48 of an IPv6 address; NULL for commands.
        address_prefix -> Nullable<Text>,
        /// What was done, as in sign-in.
        action -> Text,
        /// The unit that it was about, in units; NULL for none.
        unit_id -> Nullable<Int4>,
        /// What it was done to, as the e-mail address of a member of staff.
        subject -> Text,
        /// The values before a change.
        before -> Nullable<Jsonb>,
        /// The values after a change.
        after -> Nullable<Jsonb>,
    }
}

diesel::table! {
    /// Where answers come in: one row a QR code on a wall.
    channels (id) {
        /// Identifies the channel; signed into form tokens.
        id -> Int4,
        /// Opaque public code: Crockford base32 with his check symbol last.
        code -> Text,
        /// The unit for which it was made; its answers go to the unit of the day.
        unit_id -> Int4,
        /// The counter, as in Quầy 2 – Hộ tịch.
        label -> Text,
        /// The survey that it asks.
        survey_id -> Int4,
        /// 1 open, 2 verified, 3 invited, 4 kiosk, 5 assisted, 6 paper.
        mode -> Int2,
        /// When it was made.
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Free texts, apart from the answers, so that one can be erased without touching a figure.
    comments (response_id) {
        /// The response, in responses.
        response_id -> Uuid,
        /// What the citizen wrote; NFC.
        body -> Text,
    }
}

diesel::table! {
    /// The people responsible, whose names and numbers the office posts by law.
    contacts (id) {
        /// Identifies the contact.
        id -> Int4,
        /// The unit.
        unit_id -> Int4,
        /// The title, as in Chủ tịch UBND.
        role -> Text,
        /// The name.
        name -> Text,
        /// The number as it is posted.
        telephone -> Text,
    }
}

diesel::table! {
    /// Who gets which report by e-mail.
    digests (id) {
        /// Identifies the subscription.
        id -> Int4,
        /// The unit that it is about.
        unit_id -> Int4,
        /// The survey that it is about.
        survey_id -> Int4,
        /// The address, in lower case.
        recipient -> Text,
        /// vi or en.
        language -> Text,
        /// How often: monthly.
        cadence -> Text,
        /// Since when.
        created_at -> Timestamptz,
        /// The name of the recipient, as in Nguyễn Thị Lan; empty if it is not known.
        name -> Text,
        /// Since when the recipient gets no mails; NULL for active subscriptions.
        paused_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Dossiers by unit and month: the denominators.
    dossiers (unit_id, month) {
        /// The unit of that month.
        unit_id -> Int4,
        /// The first day of the month.
        month -> Date,
        /// Taken in.
        received -> Int4,
        /// Settled before the appointed day.
        early -> Int4,
        /// Settled on the appointed day.
        on_time -> Int4,
        /// Settled after the appointed day.
        late -> Int4,
    }
}

diesel::table! {
    /// The responses that an edition counted first. The last edition of a quarter or year also counts the few late responses of its other months.
    edition_counts (unit_id, edition_id, month, revision_id, mode, quarantined) {
        /// The unit of the day, in units.
        unit_id -> Int4,
        /// The edition.
        edition_id -> Int4,
        /// The first day of the reporting month of the responses.
        month -> Date,
        /// The text that was asked, in revisions.
        revision_id -> Int4,
        /// As in responses.
        mode -> Int2,
        /// As in responses.
        quarantined -> Bool,
        /// Responses.
        responses -> Int4,
        /// For each question of the revision in order as many numbers as its places: no answer, then each option. Missing numbers at the end are zero.
        counts -> Array<Nullable<Int4>>,
    }
}

diesel::table! {
    /// The dossiers of an edition's month as they were known when it was published.
    edition_dossiers (unit_id, edition_id) {
        /// As in dossiers.
        unit_id -> Int4,
        /// The edition.
        edition_id -> Int4,
        /// As in dossiers.
        received -> Int4,
        /// As in dossiers.
        early -> Int4,
        /// As in dossiers.
        on_time -> Int4,
        /// As in dossiers.
        late -> Int4,
    }
}

diesel::table! {
    /// Published figures of a month. They never change; late responses make a further edition.
    editions (id) {
        /// Identifies the edition; a later one has a higher number.
        id -> Int4,
        /// The survey.
        survey_id -> Int4,
        /// The first day of the reporting month.
        month -> Date,
        /// Counts up from 1 within the survey and month.
        number -> Int4,
        /// When it was published.
        published_at -> Timestamptz,
        /// It and the editions before it count the responses recorded before this moment; NULL for editions that are older than the record of when responses were stored.
        counted_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// One row: what holds for the whole database.
    installation (id) {
        /// Always true, so that there is one row.
        id -> Bool,
        /// Whether the data are made up to show the product; everything shown is then marked so.
        illustrative -> Bool,
        /// Grows with each transaction that changes units, successions, surveys or channels: processes keep them in memory and read them again when it has grown.
        catalogue_version -> Int8,
    }
}

diesel::table! {
    /// Mails, written in a transaction and delivered later, once for each kind, topic, period and recipient.
    outbox (id) {
        /// Identifies the mail.
        id -> Int8,
        /// What it is, as in digest.
        kind -> Text,
        /// What it is about, as in 33/mot-cua.
        topic -> Text,
        /// The month that it is about, as in 2024-11.
        period -> Text,
        /// To whom it goes.
        recipient -> Text,
        /// The stable Message-ID, by which a receiver knows a repeat.
        message_id -> Text,
        /// The whole message as it is sent (RFC 5322).
        message -> Bytea,
        /// When it was composed.
        created_at -> Timestamptz,
        /// How often delivery was tried.
        attempts -> Int4,
        /// When it is tried next.
        next_attempt_at -> Timestamptz,
        /// When a server took it; NULL until then.
        delivered_at -> Nullable<Timestamptz>,
        /// When it was given up, to be seen by somebody; NULL otherwise.
        failed_at -> Nullable<Timestamptz>,
        /// What the last attempt said.
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    /// Links with which people set their password. Each works once.
    password_links (token_hash) {
        /// SHA-256 of the random token in the link.
        token_hash -> Bytea,
        /// Whose password it sets.
        staff_id -> Int4,
        /// When it was made.
        created_at -> Timestamptz,
        /// When it stops working.
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    /// Questions, known by keys that live across revisions, so that their series go on.
    questions (id) {
        /// Identifies the question.
        id -> Int4,
        /// The survey.
        survey_id -> Int4,
        /// Name in forms, files and figures, as in settlement.
        key -> Text,
    }
}

diesel::table! {
    /// Codes that replace one of the authenticator app. Each works once.
    recovery_codes (staff_id, code_hash) {
        /// Whose code it is.
        staff_id -> Int4,
        /// SHA-256 of the code.
        code_hash -> Bytea,
    }
}

diesel::table! {
    /// Accepted responses. No name, no IP address, no device.
    responses (id) {
        /// When it was accepted, or when a paper sheet was filled in.
        submitted_at -> Timestamptz,
        /// The form token's UUIDv7, or the imported id: the idempotency key, and the month's partition.
        id -> Uuid,
        /// The unit of the day, in units.
        unit_id -> Int4,
        /// Where it came in, in channels; NULL for responses imported without one.
        channel_id -> Nullable<Int4>,
        /// The text that was asked, in revisions.
        revision_id -> Int4,
        /// 1 open, 2 verified, 3 invited, 4 kiosk, 5 assisted, 6 paper.
        mode -> Int2,
        /// Whether it is suspected and kept out of the figures.
        quarantined -> Bool,
        /// Whether its form was sent more than 24 hours after it was shown.
        late -> Bool,
        /// One byte for each question of the revision in order: 0 no opinion, 1 to 5 the scale.
        answers -> Bytea,
        /// When it was stored: the start of the transaction; -infinity where that was not kept yet.
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    /// What a revision asks, in order.
    revision_questions (revision_id, position) {
        /// The revision.
        revision_id -> Int4,
        /// Place within the revision from 0, and of the answer within responses.answers.
        position -> Int2,
        /// The question.
        question_id -> Int4,
        /// Whether headline charts show it.
        headline -> Bool,
        /// Whether a sheet without an answer to it is refused.
        required -> Bool,
        /// The question as it is asked, by language.
        wording -> Jsonb,
        /// A few words for axes and tables, by language.
        label -> Jsonb,
        /// How a finding goes on after the share, by language.
        finding -> Jsonb,
        /// Numbers that this question takes in the counts of an edition, after those of the questions before it: no answer first, then each option. 6 for a scale from 1 to 5.
        places -> Int2,
    }
}

diesel::table! {
    /// Published texts of surveys. They never change; a change is a new revision.
    revisions (id) {
        /// Identifies the revision.
        id -> Int4,
        /// The survey.
        survey_id -> Int4,
        /// Counts up from 1 within the survey; the highest one is asked.
        number -> Int4,
        /// When it was published.
        published_at -> Timestamptz,
    }
}

diesel::table! {
    /// When a unit took up the model Chính quyền vì Nhân dân phục vụ.
    rollout (unit_id) {
        /// The unit of that day.
        unit_id -> Int4,
        /// The first day.
        adopted_on -> Date,
    }
}

diesel::table! {
    /// Who is signed in. A stolen copy of this table opens no session.
    sessions (token_hash) {
        /// SHA-256 of the random token in the cookie.
        token_hash -> Bytea,
        /// Who it is.
        staff_id -> Int4,
        /// When they signed in.
        created_at -> Timestamptz,
        /// When they are signed out at the latest.
        expires_at -> Timestamptz,
        /// When something was last asked for, to the minute.
        last_seen_at -> Timestamptz,
        /// The network of the sign-in: 24 bits of an IPv4 address, 48 of an IPv6 address.
        address_prefix -> Nullable<Text>,
        /// Browser and system of the sign-in, as Firefox on Windows.
        agent -> Text,
        /// When the second factor was given; NULL if it was not.
        second_factor_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// People who sign in.
    staff (id) {
        /// Identifies the person.
        id -> Int4,
        /// The address that they sign in with, in lower case.
        email -> Text,
        /// Argon2id in PHC format; NULL until the person has set a password.
        password_hash -> Nullable<Text>,
        /// When they were added.
        created_at -> Timestamptz,
        /// The name, as in Nguyễn Thị Lan; empty if it is not known.
        name -> Text,
        /// Since when the person may not sign in; NULL for active people.
        suspended_at -> Nullable<Timestamptz>,
        /// When the person signed in last.
        last_sign_in_at -> Nullable<Timestamptz>,
        /// The secret of the authenticator app; NULL without a second factor.
        totp_secret -> Nullable<Bytea>,
        /// The time step of the last accepted code; no code of it or an earlier one is accepted again.
        totp_last_step -> Nullable<Int8>,
        /// The language in which the pages open after signing in; NULL for that of the sign-in page.
        language -> Nullable<Text>,
    }
}

diesel::table! {
    /// Which roles a person has, and at which units.
    staff_roles (staff_id, unit_id, role) {
        /// The person, in staff.
        staff_id -> Int4,
        /// The role holds for this unit and everything below it.
        unit_id -> Int4,
        /// admin, analyst, manager or viewer.
        role -> Text,
    }
}

diesel::table! {
    /// Which unit took over which, wholly or in part.
    successions (predecessor_id, successor_id) {
        /// The unit before.
        predecessor_id -> Int4,
        /// The unit after.
        successor_id -> Int4,
        /// First day of the successor's responsibility.
        effective_on -> Date,
        /// The part of the predecessor that went there, 0 to 1; NULL is not known, which is the whole where there is no other successor.
        share -> Nullable<Float8>,
    }
}

diesel::table! {
    /// Surveys; what they ask is in their revisions.
    surveys (id) {
        /// Identifies the survey.
        id -> Int4,
        /// Name in addresses and files, as in mot-cua.
        slug -> Text,
        /// Title by language: {"vi": …, "en": …}.
        title -> Jsonb,
    }
}

diesel::table! {
    /// Versions of administrative units: who held a GSO code during which days. A code alone identifies nobody.
    units (id) {
        /// Identifies one version of a unit.
        id -> Int4,
        /// Code of the General Statistics Office: 2 digits for a province, 3 for a district, 5 below.
        code -> Text,
        /// Name with its kind, as in Phường Lê Lợi; NFC.
        name -> Text,
        /// province, district, commune, ward or town.
        kind -> Text,
        /// The unit above; NULL for a province.
        parent_id -> Nullable<Int4>,
        /// First day of validity; NULL where it is older than the records.
        valid_from -> Nullable<Date>,
        /// Last day of validity; NULL while it lasts.
        valid_to -> Nullable<Date>,
    }
}

diesel::joinable!(audit_log -> units (unit_id));
diesel::joinable!(channels -> surveys (survey_id));
diesel::joinable!(channels -> units (unit_id));
diesel::joinable!(contacts -> units (unit_id));
diesel::joinable!(digests -> surveys (survey_id));
diesel::joinable!(digests -> units (unit_id));
diesel::joinable!(dossiers -> units (unit_id));
diesel::joinable!(edition_counts -> editions (edition_id));
diesel::joinable!(edition_dossiers -> editions (edition_id));
diesel::joinable!(editions -> surveys (survey_id));
diesel::joinable!(password_links -> staff (staff_id));
diesel::joinable!(questions -> surveys (survey_id));
diesel::joinable!(recovery_codes -> staff (staff_id));
diesel::joinable!(revision_questions -> questions (question_id));
diesel::joinable!(revision_questions -> revisions (revision_id));
diesel::joinable!(revisions -> surveys (survey_id));
diesel::joinable!(rollout -> units (unit_id));
diesel::joinable!(sessions -> staff (staff_id));
diesel::joinable!(staff_roles -> staff (staff_id));
diesel::joinable!(staff_roles -> units (unit_id));

diesel::allow_tables_to_appear_in_same_query!(
    audit_log,
    channels,
    comments,
    contacts,
    digests,
    dossiers,
    edition_counts,
    edition_dossiers,
    editions,
    installation,
    outbox,
    password_links,
    questions,
    recovery_codes,
    responses,
    revision_questions,
    revisions,
    rollout,
    sessions,
    staff,
    staff_roles,
    successions,
    surveys,
    units,
);
