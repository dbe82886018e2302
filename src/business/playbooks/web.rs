//! Reading the playbooks: the map, one step, the objections.

use super::library::library;
use super::model::{Playbook, Step};
use super::present;
use crate::base::error::{Answered, Error};
use crate::base::role::Need;
use crate::platform::http::{Answer, Ask, Reply, Routes};
use showroom_templates::pages::playbooks as pages;
use showroom_templates::{Nav, urls};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/playbooks", Need::SeePlaybook, list);
    r.get("/playbooks/{playbook}", Need::SeePlaybook, show);
    r.get("/playbooks/{playbook}/objections", Need::SeePlaybook, objections);
    r.get("/playbooks/{playbook}/steps/{step}", Need::SeePlaybook, step);
}

/// All of them; where there is only one, that one.
async fn list(ask: Ask) -> Answer {
    let shipped = library()?.newest_of_each();
    if let [only] = shipped.as_slice() {
        return Ok(map(&ask, only));
    }
    let frame = ask.frame(ask.words.playbooks_title(), Nav::Playbooks);
    Ok(Reply::page(pages::list(&frame, &present::list(ask.words.lang, &shipped))))
}

async fn show(ask: Ask) -> Answer {
    Ok(map(&ask, playbook(&ask)?))
}

async fn step(ask: Ask) -> Answer {
    let playbook = playbook(&ask)?;
    let step: &Step = playbook.step(ask.param("step")?).ok_or(Error::Missing)?;
    let frame =
        ask.frame(step.title.words(ask.words.lang), Nav::Playbooks).with_back(urls::playbooks::show(&playbook.id));
    let names = present::nobody(ask.words, ask.user_name(), &ask.site.name);
    Ok(Reply::page(pages::step(&frame, &present::step(ask.words, playbook, step, &names))))
}

async fn objections(ask: Ask) -> Answer {
    let playbook = playbook(&ask)?;
    let frame = ask
        .frame(ask.words.playbooks_objections(), Nav::Playbooks)
        .with_back(urls::playbooks::show(&playbook.id))
        .with_lead(ask.words.playbooks_objections_lead(playbook.objections.len()));
    Ok(Reply::page(pages::objections(&frame, &present::objections(ask.words.lang, playbook))))
}

fn playbook(ask: &Ask) -> Answered<&'static Playbook> {
    library()?.newest(ask.param("playbook")?).ok_or(Error::Missing)
}

fn map(ask: &Ask, playbook: &Playbook) -> Reply {
    let frame = ask.frame(playbook.name.words(ask.words.lang), Nav::Playbooks);
    Reply::page(pages::map(&frame, &present::map(ask.words, playbook)))
}
