//! For machines that watch over us: is the process up, and can it do its work?

use crate::base::role::Need;
use crate::platform::db::migrate;
use crate::platform::http::{Answer, Ask, Reply, Routes};

/// The routes.
pub fn routes(r: &mut Routes) {
    r.get("/healthz", Need::Anyone, alive).for_everybody_alike();
    r.get("/readyz", Need::Anyone, ready).for_everybody_alike();
}

async fn alive(_ask: Ask) -> Answer {
    Ok(Reply::text("ok"))
}

/// The database answers, and its tables are those that this program knows.
async fn ready(ask: Ask) -> Answer {
    let steps = ask.read(migrate::steps).await?;
    if steps.missing.is_empty() && steps.unknown.is_empty() {
        Ok(Reply::text("ready"))
    } else {
        Ok(Reply::text("the database does not fit this program; see `showroom doctor`").status(503))
    }
}
