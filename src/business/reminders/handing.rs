//! What goes along when two customers turn out to be one person: what they were reminded of. A reminder stays about what it was about, so that
//! its occasion is known again when the two are parted.

use crate::base::ids::CustomerId;
use crate::platform::db::moving::moves;

moves!(move_customer, move_customer_back, CustomerId, customer_id: reminders);
