//! The names of unique indexes. PostgreSQL says which one was violated; SQLite names its columns only.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use diesel::prelude::*;
use diesel::sql_types::Text;

/// Columns as SQLite lists them, `claims.unit_id`, and the indexes over just these. Every SQLite database of this program
/// has the same tables, hence one map for the process.
static NAMES: RwLock<BTreeMap<String, Vec<String>>> = RwLock::new(BTreeMap::new());

#[derive(QueryableByName)]
struct UniqueIndex {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    columns: String,
}

/// Reads the indexes of this database.
pub fn learn(conn: &mut SqliteConnection) -> QueryResult<()> {
    // What PostgreSQL would call an index that was declared with its table, the index is called here too.
    let indexes: Vec<UniqueIndex> = diesel::sql_query(
        "SELECT CASE list.origin WHEN 'c' THEN list.name
                     WHEN 'pk' THEN t.name || '_pkey'
                     ELSE t.name || '_' || group_concat(info.name, '_' ORDER BY info.seqno) || '_key' END AS name,
                group_concat(t.name || '.' || info.name, ', ' ORDER BY info.seqno) AS columns
         FROM sqlite_master t, pragma_index_list(t.name) list, pragma_index_info(list.name) info
         WHERE t.type = 'table' AND list.\"unique\" AND info.name IS NOT NULL
         GROUP BY t.name, list.name
         UNION ALL
         SELECT t.name || '_pkey', t.name || '.' || info.name
         FROM sqlite_master t, pragma_table_info(t.name) info
         WHERE t.type = 'table' AND info.pk = 1
           AND NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) WHERE origin = 'pk')",
    )
    .load(conn)?;
    let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
    for index in indexes {
        let known = names.entry(index.columns).or_default();
        if !known.contains(&index.name) {
            known.push(index.name);
        }
    }
    Ok(())
}

/// The names that SQLite's message can mean: several where several indexes are over the same columns.
pub fn meant_by(message: &str) -> Vec<String> {
    if let Some((_, rest)) = message.split_once("index '") {
        return rest.split('\'').next().map(ToOwned::to_owned).into_iter().collect();
    }
    let columns = message.strip_prefix("UNIQUE constraint failed: ").unwrap_or(message);
    NAMES.read().unwrap_or_else(PoisonError::into_inner).get(columns).cloned().unwrap_or_default()
}
