//! Plans: what we publish when; who answers what by when.

fn main() -> std::process::ExitCode {
    cm::cli::schedule::main()
}
