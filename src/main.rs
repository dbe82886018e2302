//! Starts the program.

fn main() -> std::process::ExitCode {
    showroom::cli::run()
}
