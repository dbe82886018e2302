//! What every handler gets: who asks, for what, when, in which language, and the way to the database.

use std::net::IpAddr;
use std::rc::Rc;

use showroom_templates::frame::{Frame, NavEntry, Person, Scheme, SiteChoice};
use showroom_templates::{Nav, Typed, Words, urls};

use super::form::{Fields, Form};
use super::keys::{Claim, Key, Press};
use super::multipart::Upload;
use super::reply::{Answer, Reply};
use super::{Door, SitePass, refused};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{SiteId, UserId};
use crate::base::role::{Need, Role};
use crate::platform::access::{Ended, Seat};
use crate::platform::db::{Conn, Db, Tx};

/// One request, after it passed the guard.
#[derive(Clone)]
pub struct Ask {
    /// Who asks, at which site. Before signing in: nobody, who owns nothing and is no user.
    pub actor: Actor,
    /// The words of the person's language.
    pub words: Words,
    /// Light, dark, or as the device says.
    pub scheme: Scheme,
    /// When this happens.
    pub now: Moment,
    /// Where this happens.
    pub site: SitePass,
    /// The database.
    pub db: Db,
    /// From where the request came.
    pub address: IpAddr,
    /// The seat taken when signing in; `None` before.
    pub seat: Option<Rc<Seat>>,
    /// Whose session was over when this came, so that signing in again is one word less.
    pub ended: Option<Rc<Ended>>,
    /// Notices that the person has not seen.
    pub unseen: u32,
    pub(super) door: Door,
    pub(super) path: String,
    pub(super) here: String,
    pub(super) device: String,
    pub(super) host: String,
    pub(super) fragment: Option<String>,
    pub(super) known_tags: Option<String>,
    pub(super) wants_events: bool,
    pub(super) last_event: Option<String>,
    pub(super) params: Vec<(String, String)>,
    pub(super) query: Form,
    pub(super) form: Form,
    pub(super) upload: Option<Upload>,
    pub(super) seed: Key,
}

/// Nobody: before signing in. No user, at no site; the guard lets it through where a route needs nothing.
pub(super) fn nobody() -> Actor {
    Actor::person(SiteId(0), UserId(0), Role::Cashier)
}

impl Ask {
    /// The id in a hole of the address: `ask.id::<VisitId>("visit")`.
    ///
    /// # Errors
    /// [`Error::Missing`] where it is no id.
    pub fn id<T: From<i64>>(&self, hole: &str) -> Answered<T> {
        self.param(hole)?.parse().map(T::from).map_err(|_| Error::Missing)
    }

    /// The text in a hole of the address.
    ///
    /// # Errors
    /// [`Error::Missing`] where the address has no such hole.
    pub fn param(&self, hole: &str) -> Answered<&str> {
        self.params.iter().find(|(name, _)| name == hole).map(|(_, value)| value.as_str()).ok_or(Error::Missing)
    }

    /// A value of the query, trimmed; `None` where it is not there, empty, or no text.
    pub fn query(&self, name: &str) -> Option<&str> {
        let value = self.query.value(name)?.trim();
        (!value.is_empty() && value.len() <= 400 && !value.chars().any(super::form::unfit)).then_some(value)
    }

    /// Every value of the query under this name, such as the boxes that were ticked.
    pub fn query_all(&self, name: &str) -> Vec<&str> {
        self.query.pairs().iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }

    /// A whole number of the query, such as the page of a list.
    pub fn query_int(&self, name: &str) -> Option<i64> {
        self.query(name)?.parse().ok()
    }

    /// The id of something in the query.
    pub fn query_id<T: From<i64>>(&self, name: &str) -> Option<T> {
        self.query_int(name).map(T::from)
    }

    /// A date of the query, of the years that a form takes too.
    pub fn query_date(&self, name: &str) -> Option<Date> {
        super::form::date(self.query(name)?).ok()
    }

    /// Reads typed values out of the query, for a form that is sent by GET and changes nothing.
    ///
    /// # Errors
    /// What the page shows again, where something in it cannot be.
    pub fn asked<I>(&self, read: impl FnOnce(&mut Fields) -> Option<I>) -> Result<I, Box<Typed>> {
        let mut fields = Fields::new(&self.query, &self.site.country);
        let input = read(&mut fields);
        fields
            .finish(input)
            .map_err(|no| Box::new(refused::typed(self.words, &self.query, &no, &[], &Key::fresh(self.now))))
    }

    /// The form as it came, for the few handlers that do not end in [`Ask::submit`].
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The file that came with the form, if one did.
    pub fn upload(&self) -> Option<&Upload> {
        self.upload.as_ref()
    }

    /// Who asks; the door has made sure that somebody is signed in where a route needs more than `anyone`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] before signing in.
    pub fn user(&self) -> Answered<UserId> {
        self.seat.as_ref().map(|seat| seat.user).ok_or(Error::Forbidden(Need::SignedIn))
    }

    /// The name of who asks; empty before signing in.
    pub fn user_name(&self) -> &str {
        self.seat.as_ref().map_or("", |seat| seat.name.as_str())
    }

    /// The business day of the site.
    pub fn today(&self) -> Date {
        self.site.clock.business_day(self.now)
    }

    /// The path that was asked for.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The id of the region that a script of ours asks for, where it wants no more of the page than that.
    pub fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref()
    }

    /// The tags of this answer that the other side has already (`If-None-Match`).
    pub fn known_tags(&self) -> Option<&str> {
        self.known_tags.as_deref()
    }

    /// Whether whoever asks waits for events, rather than for one answer.
    pub fn wants_events(&self) -> bool {
        self.wants_events
    }

    /// The last event that whoever comes back has already (`Last-Event-ID`).
    pub fn last_event(&self) -> Option<&str> {
        self.last_event.as_deref()
    }

    /// What the browser calls itself, shortened: so that people recognise their devices.
    pub fn device(&self) -> &str {
        &self.device
    }

    /// Where this house is, as others reach it: what the settings say, or what the browser asked for. Without a slash at the end.
    pub fn origin(&self) -> String {
        let settings = self.door.settings();
        settings
            .origin
            .clone()
            .unwrap_or_else(|| format!("{}://{}", if settings.secure { "https" } else { "http" }, self.host))
    }

    /// The limits, secrets and switches of the door itself.
    pub fn door(&self) -> &Door {
        &self.door
    }

    /// Looks something up.
    ///
    /// # Errors
    /// What `look` answers, and faults of the database.
    pub async fn read<T, F>(&self, look: F) -> Answered<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Answered<T> + Send + 'static,
    {
        self.db.read(look).await
    }

    /// What surrounds a page: the person, the site, the way around.
    pub fn frame(&self, title: impl Into<String>, nav: impl Into<Option<Nav>>) -> Frame {
        let mut frame = Frame::bare(self.words, title);
        frame.scheme = self.scheme;
        frame.here.clone_from(&self.here);
        frame.seed = self.seed.as_str().to_owned();
        frame.active = nav.into();
        if let Some(seat) = &self.seat {
            frame.person = Some(Person {
                id: seat.user.to_string(),
                name: seat.name.clone(),
                role: self.words.lookup_or(&format!("roles_{}", self.actor.role.code())).to_owned(),
            });
            frame.notices = Some(self.unseen);
            frame.site = Some(self.site.name.clone());
            frame.sites = seat
                .sites
                .iter()
                .map(|(id, name)| SiteChoice { id: id.to_string(), name: name.clone(), current: *id == self.site.id })
                .collect();
            frame.nav =
                Nav::ALL.into_iter().filter(|nav| self.actor.may(needed_for(*nav))).map(NavEntry::from).collect();
        }
        frame
    }

    /// Offers to save the list of this page in a file, filtered as it is, to those who may. `filters` are the names of what it may be filtered by.
    pub fn offer_file(&self, frame: Frame, list: &str, filters: &[&str]) -> Frame {
        if !self.actor.may(Need::ExportLists) {
            return frame;
        }
        let query: Vec<(&str, &str)> = filters.iter().filter_map(|name| Some((*name, self.query(name)?))).collect();
        frame.with_aside(urls::lists::new_export(list, &query), self.words.lists_export_link())
    }

    /// Where a form leads that may stand among the approvals as well: back there where it was sent from there (`from`), else where it leads
    /// otherwise.
    pub fn back_or(&self, otherwise: String) -> String {
        if self.form.value("from") == Some("approvals") { urls::quotes::approvals() } else { otherwise }
    }

    /// A form that nobody has filled in yet, with a key of its own.
    pub fn fresh(&self) -> Typed {
        Typed::fresh(Key::fresh(self.now).as_str())
    }

    /// Takes a form: reads it, acts in one transaction together with the form's key, and sends the browser on.
    ///
    /// * `read` collects typed values: `fn(&mut Fields) -> Option<Input>`.
    /// * `act` does everything in one transaction, may run more than once, and gives the address to go to.
    /// * `redraw` draws the page again with what was typed, where a rule said no.
    ///
    /// # Errors
    /// Whatever is not a refusal: missing, forbidden, faults.
    pub async fn submit<I, R, A, D>(&self, read: R, act: A, redraw: D) -> Answer
    where
        I: Send + 'static,
        R: FnOnce(&mut Fields<'_>) -> Option<I>,
        A: Fn(&mut Tx<'_>, &I) -> Answered<String> + Send + 'static,
        D: AsyncFn(&Ask, Typed) -> Answer,
    {
        let mut fields = Fields::new(&self.form, &self.site.country);
        let input = read(&mut fields);
        let secrets = fields.secrets();
        let effect = match self.press() {
            // An unknown key is told before anything else: nothing may happen without one.
            Err(refused) => Err(refused.into()),
            Ok(press) => match fields.finish(input) {
                Err(refused) => Err(refused.into()),
                Ok(input) => self.effect(press, input, act).await,
            },
        };
        self.answer(effect, &secrets, redraw).await
    }

    /// Like [`Ask::submit`], with a step between reading and acting that may wait, such as hashing a password.
    ///
    /// # Errors
    /// Whatever is not a refusal: missing, forbidden, faults.
    pub async fn submit_after<I, J, R, P, A, D>(&self, read: R, prepare: P, act: A, redraw: D) -> Answer
    where
        J: Send + 'static,
        R: FnOnce(&mut Fields<'_>) -> Option<I>,
        P: AsyncFnOnce(I) -> Answered<J>,
        A: Fn(&mut Tx<'_>, &J) -> Answered<String> + Send + 'static,
        D: AsyncFn(&Ask, Typed) -> Answer,
    {
        let mut fields = Fields::new(&self.form, &self.site.country);
        let input = read(&mut fields);
        let secrets = fields.secrets();
        let effect = match self.press() {
            Err(refused) => Err(refused.into()),
            Ok(press) => self.prepared(press, fields.finish(input), prepare, act).await,
        };
        self.answer(effect, &secrets, redraw).await
    }

    /// Takes a button that sends no fields of its own. Where a rule says no, `redraw` shows the page with that above it.
    ///
    /// # Errors
    /// Whatever is not a refusal: missing, forbidden, faults.
    pub async fn submit_plain<A, D>(&self, act: A, redraw: D) -> Answer
    where
        A: Fn(&mut Tx<'_>) -> Answered<String> + Send + 'static,
        D: AsyncFn(&Ask, Typed) -> Answer,
    {
        self.submit(|_| Some(()), move |tx, ()| act(tx), redraw).await
    }

    /// What a refused form shows again; the values of the fields in `secrets` are left out. [`Ask::submit`] does this by itself.
    pub fn refused(&self, no: &Refused, secrets: &[&str]) -> Typed {
        refused::typed(self.words, &self.form, no, secrets, &Key::fresh(self.now))
    }

    /// This press: its key, whose it is, where to, with which body.
    fn press(&self) -> Result<Press, Refused> {
        let key = Key::of(&self.form, self.now)?;
        Ok(Press::new(key, self.seat.as_ref().map(|seat| seat.user), self.path.clone(), &self.form))
    }

    /// A repeat gets the first outcome before anything is checked again: the first press may have changed what the check looks at.
    async fn prepared<I, J, P, A>(
        &self,
        press: Press,
        input: Result<I, Refused>,
        prepare: P,
        act: A,
    ) -> Answered<String>
    where
        J: Send + 'static,
        P: AsyncFnOnce(I) -> Answered<J>,
        A: Fn(&mut Tx<'_>, &J) -> Answered<String> + Send + 'static,
    {
        let input = input?;
        let known = press.clone();
        if let Some(place) = self.db.read(move |conn| known.outcome(conn)).await? {
            return Ok(place);
        }
        self.effect(press, prepare(input).await?, act).await
    }

    async fn answer<D>(&self, effect: Answered<String>, secrets: &[&'static str], redraw: D) -> Answer
    where
        D: AsyncFn(&Ask, Typed) -> Answer,
    {
        match effect {
            Ok(place) => Ok(Reply::see_other(place)),
            Err(Error::Refused(refused)) => self.redraw(&refused, secrets, redraw).await,
            Err(error) => Err(error),
        }
    }

    async fn effect<J, A>(&self, press: Press, input: J, act: A) -> Answered<String>
    where
        J: Send + 'static,
        A: Fn(&mut Tx<'_>, &J) -> Answered<String> + Send + 'static,
    {
        self.db
            .write(self.actor.clone(), self.now, move |tx| match press.claim(tx)? {
                Claim::Before(place) => Ok(place),
                Claim::First => {
                    let place = act(tx, &input)?;
                    press.settle(tx, &place)?;
                    Ok(place)
                }
            })
            .await
    }

    async fn redraw<D>(&self, no: &Refused, secrets: &[&'static str], redraw: D) -> Answer
    where
        D: AsyncFn(&Ask, Typed) -> Answer,
    {
        let typed = self.refused(no, secrets);
        Ok(redraw(self, typed).await?.status(refused::status(no.kind)))
    }
}

/// What a person must be allowed for a part of the house to be offered to them.
fn needed_for(nav: Nav) -> Need {
    match nav {
        Nav::Desk | Nav::Visits => Need::SeeFloor,
        Nav::Board => Need::WatchFloor,
        Nav::Customers => Need::SeeCustomers,
        Nav::FollowUps => Need::RecordFollowUp,
        Nav::Units => Need::SeeUnits,
        Nav::Deposits | Nav::Contracts => Need::SeeDeals,
        Nav::Playbooks => Need::SeePlaybook,
        Nav::Reports => Need::SeeReports,
        Nav::Staff => Need::SeeStaff,
        Nav::Settings => Need::EditSettings,
    }
}
