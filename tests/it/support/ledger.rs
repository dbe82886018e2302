//! What the database holds, counted by hand, and whether it is sound.

use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use showroom::platform::db::{
    Conn, Db, Location,
    backup::{self, Sound},
};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The one number of a query that calls it `count`.
pub fn count(location: &Location, query: &str) -> i64 {
    let counted: Result<Count, _> = match &mut Conn::to_read(location).unwrap() {
        Conn::Sqlite(conn) => sql_query(query).get_result(conn),
        Conn::Postgres(conn) => sql_query(query).get_result(conn),
    };
    counted.unwrap_or_else(|error| panic!("{query}: {error}")).count
}

/// How many rows a table has.
pub fn rows(location: &Location, table: &str) -> i64 {
    count(location, &format!("SELECT COUNT(*) AS count FROM {table}"))
}

/// Changes something by hand, as no code of ours does.
pub fn by_hand(location: &Location, statement: &str) -> Result<usize, diesel::result::Error> {
    match &mut Conn::to_write(location).unwrap() {
        Conn::Sqlite(conn) => sql_query(statement).execute(conn),
        Conn::Postgres(conn) => sql_query(statement).execute(conn),
    }
}

/// Pages, references, steps and the journal's chain all hold.
pub fn must_be_sound(location: &Location) -> Sound {
    let mut conn = Conn::to_read(location).unwrap();
    backup::sound(&mut conn).unwrap_or_else(|error| panic!("{location}: {error:?}"))
}

/// What must be whole in every database of ours, whatever was done to it and however it ended.
pub fn must_be_whole(location: &Location) {
    for (what, query) in [
        ("form keys without an outcome", "SELECT COUNT(*) AS count FROM form_keys WHERE outcome = ''"),
        (
            "customers of whom the journal does not know",
            "SELECT COUNT(*) AS count FROM customers c WHERE NOT EXISTS
             (SELECT 1 FROM journal j WHERE j.customer_id = c.id AND j.kind IN ('customers.met', 'customers.brought'))",
        ),
        (
            "visits of which the journal does not know",
            "SELECT COUNT(*) AS count FROM visits v WHERE NOT EXISTS
             (SELECT 1 FROM journal j WHERE j.visit_id = v.id AND j.kind = 'visits.received')",
        ),
        (
            "visits that never entered a stage",
            "SELECT COUNT(*) AS count FROM visits v WHERE NOT EXISTS (SELECT 1 FROM visit_stages s WHERE s.visit_id = v.id)",
        ),
        (
            "units with more than one live claim",
            "SELECT COUNT(*) AS count FROM (SELECT unit_id FROM claims WHERE ended_at IS NULL GROUP BY unit_id HAVING COUNT(*) > 1) AS x",
        ),
        (
            "open deposits whose unit is not theirs",
            "SELECT COUNT(*) AS count FROM deposits d WHERE d.status IN ('drafted', 'paid') AND NOT EXISTS
             (SELECT 1 FROM claims c JOIN units u ON u.id = c.unit_id
              WHERE c.id = d.claim_id AND c.ended_at IS NULL AND u.state = 'deposited')",
        ),
        (
            "deposits without a buyer",
            "SELECT COUNT(*) AS count FROM deposits d WHERE NOT EXISTS (SELECT 1 FROM buyers b WHERE b.deposit_id = d.id)",
        ),
    ] {
        assert_eq!(count(location, query), 0, "{what}");
    }
}

/// Everything at once, while the database is open.
pub fn must_hold(db: &Db) {
    must_be_sound(db.location());
}
