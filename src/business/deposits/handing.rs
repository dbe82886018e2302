//! What goes along when two customers turn out to be one person, or two journeys one.

use crate::base::ids::CustomerId;
use crate::base::ids::JourneyId;
use crate::platform::db::moving::moves;

moves!(move_customer, move_customer_back, CustomerId, customer_id: deposits, payments);
moves!(move_journey, move_journey_back, JourneyId, journey_id: deposits);
