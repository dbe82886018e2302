//! What goes along when two customers turn out to be one person.

use crate::base::ids::CustomerId;
use crate::platform::db::moving::moves;

moves!(move_customer, move_customer_back, CustomerId, customer_id: calls);
