//! Every route, walked by every role and by a stranger: nothing differs from the table.

use showroom::base::role::{Need, Role};
use showroom::platform::http::Method;
use showroom::server;

use crate::support::database::each_engine;
use crate::support::web::{Browser, Page, Server};
use crate::support::world::World;

/// These end the session that walks, or are for a house that is still empty.
const APART: [&str; 5] = ["/sign-in", "/sign-out", "/sign-out/everywhere", "/set-up", "/set-up/demo"];

#[test]
fn nobody_gets_further_than_the_table_says() {
    each_engine(async |db| {
        World::build(&db).await;
        let server = Server::start(&db);
        let stranger = server.browser();
        let mut wrong = Vec::new();
        for (method, pattern, need) in table() {
            let page = ask(&stranger, method, pattern);
            let turned_away = page.status == 401 || page.location().starts_with("/sign-in");
            if (need != Need::Anyone) != turned_away {
                wrong.push(format!("{} {pattern}: a stranger got {}", method.name(), page.status));
            }
        }
        for role in Role::ALL {
            let browser = server.signed_in(role.code());
            for (method, pattern, need) in table() {
                let page = ask(&browser, method, pattern);
                let fits = if role.may(need) { page.status != 403 && page.status < 500 } else { page.status == 403 };
                if !fits {
                    wrong.push(format!("{} {pattern}: {} got {}", method.name(), role.code(), page.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

fn table() -> Vec<(Method, &'static str, Need)> {
    let routes = server::routes();
    let rows = routes.table().into_iter().filter(|row| !APART.contains(&row.pattern));
    rows.map(|row| (row.method, row.pattern, row.need)).collect()
}

fn ask(browser: &Browser, method: Method, pattern: &str) -> Page {
    let path = filled(pattern);
    match method {
        Method::Get => browser.get(&path),
        Method::Post => browser.post(&path, &[]),
    }
}

/// An address with a number in each hole.
pub fn filled(pattern: &str) -> String {
    let parts = pattern.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}
