//! Giving the rows of one owner to another, and giving back exactly those that moved.

use std::collections::BTreeMap;

/// Rows that moved: their ids, by table.
pub type Rows = BTreeMap<String, Vec<i64>>;

/// Writes two functions for tables whose rows belong to somebody by one column: the first gives all rows of the one to the other and
/// says which moved; the second gives rows back, as far as they still belong where they went.
///
/// `moves!(move_customer, move_customer_back, CustomerId, customer_id: visits, appointments);`
macro_rules! moves {
    ($there:ident, $back:ident, $owner:ty, $column:ident: $($table:ident),+) => {
        /// Gives everything of the one to the other; says which rows moved.
        ///
        /// # Errors
        /// Faults of the database.
        pub fn $there(
            tx: &mut $crate::platform::db::Tx,
            from: $owner,
            to: $owner,
        ) -> $crate::base::error::Answered<$crate::platform::db::moving::Rows> {
            let mut rows = $crate::platform::db::moving::Rows::new();
            $({
                use diesel::prelude::*;
                use $crate::platform::db::schema::$table;
                let ids: Vec<i64> = $table::table
                    .filter($table::$column.eq(from.0))
                    .order($table::id)
                    .select($table::id)
                    .load(tx.conn)?;
                if !ids.is_empty() {
                    diesel::update($table::table.filter($table::id.eq_any(&ids)))
                        .set($table::$column.eq(to.0))
                        .execute(tx.conn)?;
                    rows.insert(stringify!($table).to_owned(), ids);
                }
            })+
            Ok(rows)
        }

        /// Gives rows back that moved from the one to the other, as far as they still belong to the other.
        ///
        /// # Errors
        /// Faults of the database.
        pub fn $back(
            tx: &mut $crate::platform::db::Tx,
            rows: &$crate::platform::db::moving::Rows,
            from: $owner,
            to: $owner,
        ) -> $crate::base::error::Answered<()> {
            $(if let Some(ids) = rows.get(stringify!($table)) {
                use diesel::prelude::*;
                use $crate::platform::db::schema::$table;
                diesel::update($table::table.filter($table::id.eq_any(ids)).filter($table::$column.eq(to.0)))
                    .set($table::$column.eq(from.0))
                    .execute(tx.conn)?;
            })+
            Ok(())
        }
    };
}

pub(crate) use moves;
