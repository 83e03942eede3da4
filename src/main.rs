//! The `fairmark` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    fairmark::cli::main()
}
