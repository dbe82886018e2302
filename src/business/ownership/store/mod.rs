//! Ownership as the database keeps it, one file for each table and its readers.

mod belongings;
mod credit;
mod filings;
mod pool;
mod requests;

pub use belongings::{
    appointments_of, bound_of, contracts_of, count, customers_of, deposits_of, follow_ups_of, holds_of, left_behind,
    parties_of,
};
pub(super) use credit::put as put_shares;
pub use credit::{note_of, of_deposit as shares_of, sale_of};
pub use filings::{
    find as find_filing, latest as latest_filings, of_customer as filings_of_customer, of_number as filing_of_number,
    of_tail as filings_of_tail, to_end as filings_to_end,
};
pub(super) use filings::{insert as insert_filing, known_since, settle as settle_filing};
pub use pool::{
    Wanted, claimed_since, in_pool, last_claim, list as list_pool, search as search_pool, size as pool_size,
};
pub(super) use pool::{insert as insert_pooled, insert_claim, remove as remove_pooled};
pub(super) use requests::{decide as decide_request, insert as insert_request, withdraw as withdraw_requests};
pub use requests::{find as find_request, of_customer as request_of_customer, waiting as waiting_requests};
