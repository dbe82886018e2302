//! Style, scripts and icons: embedded, named by their content, kept by browsers for ever.

use showroom_templates::assets;

use crate::base::error::Error;
use crate::base::role::Need;
use crate::platform::http::{Answer, Ask, Reply, Routes};

/// The route of the files.
pub fn routes(r: &mut Routes) {
    r.get("/assets/{file}", Need::Anyone, file).for_everybody_alike();
}

async fn file(ask: Ask) -> Answer {
    let asset = assets::find(ask.path()).ok_or(Error::Missing)?;
    Ok(Reply::asset(asset.content_type, asset.bytes))
}
