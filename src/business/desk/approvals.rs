//! What waits for a decision of this person: discounts, more time with customers. Reads only; each card is decided where it belongs.

use showroom_templates::pages::{ownership as time, quotes as pages};
use showroom_templates::{Nav, urls};

use crate::base::role::Need;
use crate::business::{ownership, quotes};
use crate::platform::http::{Answer, Ask, Reply, Routes};

/// The route of this screen.
pub fn routes(r: &mut Routes) {
    r.get("/approvals", Need::ApproveDiscount, show);
}

async fn show(ask: Ask) -> Answer {
    let actor = ask.actor.clone();
    let (site, discounts, extensions) = ask
        .read(move |conn| {
            let (site, discounts) = quotes::present::gather_waiting(conn, &actor)?;
            let extensions = if actor.may(Need::DecideOwnership) {
                ownership::present::gather_waiting(conn, &actor)?.1
            } else {
                Vec::new()
            };
            Ok((site, discounts, extensions))
        })
        .await?;
    let cards = quotes::present::cards(ask.words, &ask.actor, &site, &discounts, None, || ask.fresh());
    let more = ownership::present::cards(ask.words, &site, ask.now, &extensions, None, || ask.fresh());
    let frame = ask.frame(ask.words.quotes_approvals_title(), Nav::Desk).with_back(urls::desk::home());
    Ok(Reply::page(if more.is_empty() {
        pages::approvals(&frame, None, &cards)
    } else {
        time::approvals(&frame, &cards, &more)
    }))
}
