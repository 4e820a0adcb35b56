//! Measures: what happened, what it means, what to do next.

fn main() -> std::process::ExitCode {
    cm::cli::report::main()
}
