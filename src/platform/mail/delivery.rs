//! Sending one message: who it is for now, what it says now, out of the house, and what the server said to it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::post::{Answer, Post};
use super::{Draw, Drawn, Dropped, Heavy, Letter, Mail, composing, outbox};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::MailId;
use crate::platform::access::{self, User};
use crate::platform::db::{Conn, Db};
use crate::platform::jobs::{Job, Kind, Outcome};
use crate::platform::papers::{Papers, Trouble};

/// The name of the jobs that send.
pub const KIND: &str = "send-mail";

#[derive(serde::Deserialize)]
struct Payload {
    mail: MailId,
}

/// How messages are sent: by this post, as `draw` says what they say, with the papers that go with them.
pub fn kind(post: Post, papers: Papers, draw: Draw) -> Kind {
    Kind::outside(KIND, move |db, now, job| {
        let (post, papers) = (post.clone(), papers.clone());
        Box::pin(async move { send(&db, now, &job, &post, &papers, draw).await })
    })
}

async fn send(db: &Db, now: Moment, job: &Job, post: &Post, papers: &Papers, draw: Draw) -> Answered<Outcome> {
    let (id, house) = (job.read::<Payload>()?.mail, Actor::house(job.site));
    let fresh = message_id(id, post.host());
    let mail = db.write(house.clone(), now, move |tx| outbox::name(tx, id, &fresh)).await?;
    if mail.sent_at.is_some() {
        return Ok(Outcome::Done);
    }
    let (drawing, origin) = (mail.clone(), post.origin().to_owned());
    let (to, drawn) = match db.read(move |conn| look(conn, &drawing, draw, &origin)).await? {
        Ok(found) => found,
        Err(why) => {
            db.write(house, now, move |tx| outbox::dropped(tx, id, why)).await?;
            return Ok(Outcome::Done);
        }
    };
    let (Some(email), Some(message_id)) = (to.email, mail.message_id.as_deref()) else {
        return Ok(Outcome::Again("the message has no name yet".into()));
    };
    let letter = match drawn {
        Ready::Letter(letter) => letter,
        Ready::Heavy(heavy) => match papers.draw(heavy.paper.clone()).await {
            // Others will be done soon; whatever else is wrong with a paper, its letter goes out and says so.
            Err(trouble @ Trouble::TooMany) => return Ok(Outcome::Again(trouble.to_string())),
            drawn => heavy.write(drawn),
        },
    };
    let message = composing::message(&mail, message_id, post.from(), &email, &letter)?;
    match post.send(mail.id, &message).await {
        Answer::Taken => {
            db.write(house, now, move |tx| outbox::sent(tx, id)).await?;
            tracing::info!(mail = %id, kind = mail.kind, "sent mail {id}");
            Ok(Outcome::Done)
        }
        Answer::NotNow(why) => Ok(Outcome::Again(why)),
        Answer::Never(why) => Ok(Outcome::Park(why)),
    }
}

/// What is sent, or what is written once its paper is drawn.
enum Ready {
    Letter(Letter),
    Heavy(Heavy),
}

/// To whom and what; or why it is not sent after all.
fn look(conn: &mut Conn, mail: &Mail, draw: Draw, origin: &str) -> Answered<Result<(User, Ready), Dropped>> {
    let to = access::find_user(conn, mail.to)?;
    let works_here = to.suspended_at.is_none() && access::role_at(conn, mail.to, mail.site)?.is_some();
    if !works_here {
        return Ok(Err(Dropped::NotHere));
    }
    if to.email.is_none() {
        return Ok(Err(Dropped::NoAddress));
    }
    Ok(match draw(conn, mail, &to, origin)? {
        Drawn::Letter(letter) => Ok((to, Ready::Letter(letter))),
        Drawn::Heavy(heavy) => Ok((to, Ready::Heavy(heavy))),
        Drawn::Not(why) => Err(why),
    })
}

/// A name that no other message has; kept from the first try on.
fn message_id(id: MailId, host: &str) -> String {
    let random = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 12]>());
    format!("<{id}.{random}@{host}>")
}
