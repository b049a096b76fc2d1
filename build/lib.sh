# shellcheck shell=bash
# What the scripts of this folder share. Sourced from the top of the repository, never run.

state=$PWD/.driftlock # whatever the scripts make; git ignores it
oldest_rust=63 # Debian 12 has rustc 1.63; the same as rust-version in native/*/Cargo.toml

# Without the last one the SDK wants ICU, which a small machine does not have and we do not use.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

say() { printf '%s\n' "$*" >&2; }

# give_up STATUS SENTENCE
give_up() {
    say "$2"
    exit "$1"
}

reason=$(mkdir -p "$state" 2>&1) || give_up 2 "$reason"

need_dotnet() {
    command -v dotnet >/dev/null ||
        give_up 3 "The .NET SDK 10 is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
}

update_packages() { [ "$(id -u)" -ne 0 ] || apt-get -qq update </dev/null >"$state/apt.log" 2>&1; }

# install_packages PACKAGE...: what is named and not yet there. Only root may; others are told the one line to run.
install_packages() {
    local package missing=()
    for package in "$@"; do
        dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" -eq 0 ] || give_up 3 "Something is missing. Run: sudo apt-get install ${missing[*]}"
    say "Installing ${missing[*]} ..."
    { update_packages && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
        "${missing[@]}" </dev/null >"$state/apt.log" 2>&1; } ||
        give_up 3 "apt-get could not install ${missing[*]}: $(tail -n 1 "$state/apt.log")"
}

# with_rust FOLDER COMMAND...: Debian's cargo takes its rustc from the path, so the folder goes first. The libraries lie
# beside it when the compiler was unpacked and not installed.
with_rust() {
    local folder=$1
    shift
    PATH=$folder:$PATH LD_LIBRARY_PATH=${folder%/*}/lib/$(uname -m)-linux-gnu "$@"
}

# rust_at FOLDER: the 63 of the rustc 1.63 that lies there, 0 when none does.
rust_at() {
    local minor
    minor=$(with_rust "$1" "$1/rustc" --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\).*/\1/p') || true
    printf '%s\n' "${minor:-0}"
}

# product_rust: the folder of the compiler that builds the product. The one on the path, unless it is too old.
product_rust() {
    local folder
    for folder in "$(dirname "$(command -v cargo || echo /usr/bin/cargo)")" /usr/bin; do
        [ "$(rust_at "$folder")" -ge "$oldest_rust" ] || continue
        printf '%s\n' "$folder"
        return
    done
}

need_rust() { [ -n "$(product_rust)" ] || install_packages cargo rustc; }

# program_sources PROJECT: names, sizes and times of everything that a program is made of, as one hash. Read in
# milliseconds, and a deleted file counts too.
program_sources() {
    find src/Directory.Build.props src/Driftlock.{Domain,Application,Infrastructure} "src/$1" native docs/api \
        build/*.props build/*.targets build/native Directory.Packages.props \
        \( -name bin -o -name obj -o -name target \) -prune -o -type f -printf '%p %s %T@\n' |
        LC_ALL=C sort | sha256sum | cut -c1-16
}

# publish PROJECT PROGRAM FOLDER
publish() {
    local output kept=3 programs=${3%/*} log=$state/publish-$2.log
    need_dotnet
    need_rust
    say "Building $2 ..."
    output=$(mktemp -d "$programs/new.XXXXXX")
    # With folders of its own it does not disturb a build or a test run that is going on in the same tree.
    if ! dotnet publish "src/$1/$1.csproj" --configuration Release --output "$output" \
        --artifacts-path "$state/build" --nologo --verbosity quiet </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        rm -rf "$output"
        give_up 2 "$2 could not be built."
    fi
    chmod -R a+rX "$output"
    rm -rf "$3"
    mv "$output" "$3"
    # The lock is ours: a build that is not finished was broken off.
    rm -rf "$programs"/new.*
    find "$programs" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | tail -n +$((kept + 1)) |
        cut -d' ' -f2- | while read -r old; do runs_from "$old" || rm -rf "$old"; done
}

# runs_from FOLDER: whether a process runs a program that lies there.
runs_from() {
    local exe
    for exe in /proc/[0-9]*/exe; do
        [[ $(readlink "$exe" 2>/dev/null) != "$1"/* ]] || return 0
    done
    return 1
}

# build_program PROJECT PROGRAM: builds it when it is used for the first time and after a change; the folder is $program.
# Each state of the sources has a folder of its own, so that a build never touches what somebody is running.
build_program() {
    program=$state/programs/$2/$(program_sources "$1")
    [ ! -x "$program/$2" ] || return 0
    local place
    for place in "$state" "$state"/{programs,build} "${program%/*}" "$state/programs/lock"; do
        [ ! -e "$place" ] || [ -w "$place" ] ||
            give_up 2 "$2 is not built yet, and this account may not write to $place: take a clone of your own."
    done
    mkdir -p "${program%/*}"
    # Processes that the build leaves behind for the next one must not inherit the lock, nor the one that build/up has.
    (
        flock --nonblock 8 || { say "Waiting for another build ..."; flock 8; }
        [ -x "$program/$2" ] || publish "$1" "$2" "$program" 8>&- 9>&-
    ) 8>"$state/programs/lock"
}
