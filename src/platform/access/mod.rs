//! Who may come in: people with their logins and roles, sessions as rows, passwords, and a lock-out that grows.

mod email;
mod lockout;
mod password;
mod sessions;
mod site;
mod users;

pub use email::Email;
pub use lockout::{Attempt, Tries, begin_attempt, succeed, wait_after};
pub use password::{Password, PasswordHash, hash, hash_now, verify};
pub use sessions::{
    Ended, Found, Opened, SESSION_COOKIES, Seat, SessionCookies, Standing, Token, WHOLE_DAYS, close, close_all,
    close_others, find_seat, forget_old, list_sessions, open, set_site, standing, touch, touch_all,
};
pub use site::SitePass;
pub use users::{
    Login, Member, NewUser, Secret, User, Wants, add_user, anybody, change_role, find_secret, find_user, join_site,
    list, rename, resume, role_at, roles_anywhere, set_email, set_language, set_mail, set_password, set_scheme,
    suspend,
};
