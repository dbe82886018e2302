//! Addresses of mail: one's own page, and the outgoing mail of the site.

use showroom_templates::pages::letters as pages;
use showroom_templates::{Nav, Typed, urls};

use super::wants::{self, ReportWants};
use super::{actions, present};
use crate::base::ids::MailId;
use crate::base::role::Need;
use crate::platform::access::{self, Email, Wants};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use crate::platform::mail;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/me/mail", Need::SignedIn, own);
    r.post("/me/mail", Need::SignedIn, set_own);
    r.get("/mail", Need::LookAfterMail, outbox);
    r.post("/mail/{mail}/again", Need::LookAfterMail, again);
}

async fn own(ask: Ask) -> Answer {
    draw_own(&ask, ask.fresh()).await
}

async fn draw_own(ask: &Ask, typed: Typed) -> Answer {
    let (user, actor) = (ask.user()?, ask.actor.clone());
    let (person, chosen) =
        ask.read(move |conn| Ok((access::find_user(conn, user)?, wants::chosen(conn, user)?))).await?;
    let frame = ask.frame(ask.words.letters_me_title(), None).with_back(urls::me::show());
    Ok(Reply::page(pages::own(&frame, &present::own_page(&actor, &person, chosen, typed))))
}

async fn set_own(ask: Ask) -> Answer {
    let user = ask.user()?;
    let read = |f: &mut Fields| {
        let email = f.parse_opt("address", Email::parse);
        let wants = Wants { digest: f.flag("digest"), escalations: f.flag("escalations") };
        let [day, week, month] = ["report_day", "report_week", "report_month"].map(|name| f.flag(name));
        Some((email, wants, ReportWants { day, week, month }))
    };
    let (looks_after, reads_reports) = (ask.actor.may(Need::Reassign), ask.actor.may(Need::SeeReports));
    ask.submit(
        read,
        move |tx, (email, wants, reports)| {
            // Who has no such switch keeps what was set.
            let before = access::find_user(tx.conn, user)?.wants;
            let escalations = if looks_after { wants.escalations } else { before.escalations };
            let reports = reads_reports.then_some(*reports);
            actions::set_own(tx, user, email.as_ref(), Wants { escalations, ..*wants }, reports)?;
            Ok(urls::me::mail())
        },
        draw_own,
    )
    .await
}

async fn outbox(ask: Ask) -> Answer {
    draw_outbox(&ask, ask.fresh()).await
}

async fn draw_outbox(ask: &Ask, typed: Typed) -> Answer {
    let (site, now, words) = (ask.actor.site, ask.now, ask.words);
    let (unsent, sent) =
        ask.read(move |conn| Ok((mail::list_unsent(conn, site)?, mail::list_sent(conn, site, now)?))).await?;
    let page = present::outbox(words, ask.site.clock, ask.today(), typed, &unsent, &sent);
    let frame = ask.frame(words.letters_title(), Nav::Staff).with_back(urls::staff::list());
    Ok(Reply::page(pages::outbox(&frame, &page)))
}

async fn again(ask: Ask) -> Answer {
    let id = ask.id::<MailId>("mail")?;
    let act = move |tx: &mut Tx| {
        actions::try_again(tx, id)?;
        Ok(urls::mail::outbox())
    };
    ask.submit_plain(act, draw_outbox).await
}
