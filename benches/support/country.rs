//! A generated country: 34 provinces of today's size, each with communes directly below it, as units are in
//! Vietnam since 2025.

use super::installation::Sql;

/// Number of provinces.
pub const PROVINCES: usize = 34;
/// Communes of each province, so that there are about 10,000 units.
pub const COMMUNES: usize = 294;
/// Provinces with the codes from 01. The next two codes belong to real provinces and are skipped.
const FIRST_CODES: usize = 32;
/// The first code of a commune; no real commune of the installation begins with this digit.
const FIRST_COMMUNE: usize = 50_000;
/// The code of the unit above all provinces, if there is one.
pub const ROOT: &str = "99";

/// The code of a province.
pub fn province(number: usize) -> String {
    let code = if number < FIRST_CODES { number + 1 } else { number + 3 };
    format!("{code:02}")
}

/// Adds the units, the provinces without a unit above them.
pub fn make(sql: &Sql<'_>) {
    let codes: Vec<String> = (0..PROVINCES).map(province).collect();
    let codes = codes.join("','");
    sql.execute(&format!(
        "INSERT INTO units (code, name, kind) SELECT code, 'Tỉnh ' || code, 'province' \
         FROM unnest('{{{ROOT}}}'::text[] || ARRAY['{codes}']) AS code"
    ));
    sql.execute(&format!(
        "INSERT INTO units (code, name, kind, parent_id) \
         SELECT ({FIRST_COMMUNE} + number)::text, 'Xã ' || number, 'commune', province.id \
         FROM generate_series(0, {PROVINCES} * {COMMUNES} - 1) AS number \
         JOIN units AS province ON province.code = (ARRAY['{codes}'])[1 + number / {COMMUNES}]"
    ));
}

/// Puts all provinces below the root, or removes them from it again.
pub fn join_provinces(sql: &Sql<'_>, below_root: bool) {
    let root = format!("(SELECT id FROM units WHERE code = '{ROOT}')");
    let parent = if below_root { &root } else { "NULL" };
    let codes: Vec<String> = (0..PROVINCES).map(province).collect();
    sql.execute(&format!("UPDATE units SET parent_id = {parent} WHERE code IN ('{}')", codes.join("','")));
}

/// A query for the ids of all generated communes in the order of their codes.
pub fn commune_ids() -> String {
    format!(
        "SELECT id, row_number() OVER (ORDER BY code) - 1 AS number FROM units \
         WHERE kind = 'commune' AND code >= '{FIRST_COMMUNE}'"
    )
}

/// Inserts responses of November 2024 in order of time, with `UUIDv7`s of their time, spread over all
/// communes and two modes.
pub fn fill_november(sql: &Sql<'_>, responses: u64) {
    sql.execute(
        "SELECT make_response_partition(month) FROM unnest('{2024-10-01,2024-11-01}'::date[]) AS month",
    );
    let (units, communes) = (commune_ids(), PROVINCES * COMMUNES);
    sql.execute(&format!(
        "INSERT INTO responses (submitted_at, recorded_at, id, unit_id, channel_id, revision_id, mode, answers) \
         SELECT moment, moment, \
            (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '7' || substr(random_digits, 1, 3) \
                || '8' || substr(random_digits, 4, 15))::uuid, \
            ids[1 + floor(random() * {communes})::integer], NULL, revision, CASE WHEN random() < 0.8 THEN 1 ELSE 4 END, \
            convert_to(translate(sixes, '0123456789', E'\\001\\002\\003\\004\\004\\004\\004\\005\\005\\005'), 'UTF8') \
         FROM (SELECT '2024-10-31T17:00Z'::timestamptz + response * (interval '30 days' / {responses}::float8) AS moment, \
                replace(gen_random_uuid()::text, '-', '') AS random_digits, \
                lpad(floor(random() * 1000000)::text, 6, '0') AS sixes \
            FROM generate_series(0, {responses} - 1) AS response) AS made \
         CROSS JOIN (SELECT array_agg(id) AS ids, (SELECT max(id) FROM revisions) AS revision FROM ({units}) AS units) AS known"
    ));
    sql.execute("VACUUM ANALYZE");
}
