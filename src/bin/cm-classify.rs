//! Judges: language, tone, intent, urgency, who must answer, and how.

fn main() -> std::process::ExitCode {
    cm::cli::classify::main()
}
