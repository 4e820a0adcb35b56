//! Listens: what is said of the brand, everywhere it is said, as JSON Lines.

fn main() -> std::process::ExitCode {
    cm::cli::fetch::main()
}
