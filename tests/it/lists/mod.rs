//! Lists as showrooms have them: brought, looked at, taken over, taken back; and lists that go out, read by other programs.

mod files;
mod out;
mod steps;
mod support;
