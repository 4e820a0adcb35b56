# Sourced: `cargo_for TARGET ARGUMENTS...` runs cargo so that no folder of this machine ends up in what it builds, and none can change it.
# Paths below the crates, the project and the toolchain become /crates, /cm and /rust, in Rust (messages of panics) and in C (assertions of SQLite, zstd, AWS-LC).

cargo_for() {
  local target=$1 command=$2 separator=$'\x1f' home project sysroot place
  shift 2
  home=$(cd "${CARGO_HOME:-$HOME/.cargo}" && pwd -P)
  project=$(pwd -P)
  sysroot=$(rustc --print sysroot)
  place=$(mkdir -p "${CARGO_TARGET_DIR:-target}" && cd "${CARGO_TARGET_DIR:-target}" && pwd -P)
  local rust="--remap-path-prefix=$project=/cm" c="-ffile-prefix-map=$project=/cm" from to
  # The last that fits wins.
  for pair in "$place:/build" "$home:/crates" "$sysroot:/rust"; do
    from=${pair%:*} to=${pair##*:}
    rust+="$separator--remap-path-prefix=$from=$to"
    c+=" -ffile-prefix-map=$from=$to"
  done
  local under=${target//-/_}
  local compiler="CC_$under" flags="CFLAGS_$under"
  case $target in *-musl) local -x "$compiler=${!compiler:-musl-gcc}" ;; esac
  local -x "$flags=$c ${!flags:-}" CARGO_ENCODED_RUSTFLAGS=$rust
  unset RUSTFLAGS
  cargo "$command" --target "$target" "$@"
}
