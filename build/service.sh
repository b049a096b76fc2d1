# shellcheck shell=bash
# What build/up and build/down share: where an installation's data lies, and which processes are its own. Sourced after
# build/lib.sh, never run. The folder $data is set by the one that sources it.
# shellcheck disable=SC2154

# Of an installation in $data:
#   postgres/           the private PostgreSQL: data/, server.log; belongs to the user that runs it
#   port                the one that it had last
#   password, owner, pepper   secrets, made once
#   made, migrated      that the database is there, and which program brought it up to date
#   credentials.json    address and key, for programs
#   api.pid, api.log    the service that runs

# default_data: as root a folder that the user postgres can reach, which a home folder need not be.
default_data() {
    if [ "$(id -u)" -eq 0 ]; then printf '%s\n' /var/lib/driftlock; else printf '%s\n' "$state/data"; fi
}

# born PID: when the process started, so that an id that came round again is not taken for it. Nothing if it is gone, or
# dead and only not yet buried.
born() {
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    # What stands before the last parenthesis is a name, which may hold spaces.
    awk '$1 != "Z" && $1 != "X" { print $20 }' <<<"${stat##*) }"
}

# api_pid: the service of this installation that runs; nothing if none does.
api_pid() {
    local pid start
    { read -r pid start <"$data/api.pid"; } 2>/dev/null || return 0
    [ -z "$start" ] || [ "$(born "$pid")" != "$start" ] || printf '%s\n' "$pid"
}

# postgres_pid: the private PostgreSQL that runs, by its own note, if that process is at home in our folder.
postgres_pid() {
    local pid
    { read -r pid <"$data/postgres/data/postmaster.pid"; } 2>/dev/null || return 0
    [ "$(readlink "/proc/$pid/cwd")" != "$(readlink -f "$data/postgres/data")" ] || printf '%s\n' "$pid"
}

postgres_folder() { compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1; }

# as_postgres COMMAND...: in the folder postgres/, because PostgreSQL refuses to run as root, and because pg_ctl hands
# paths to a shell, for which a quote in the name of $data would be one.
as_postgres() {
    local bin
    bin=$(postgres_folder)
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups \
            env -i -C "$data/postgres" PATH="$bin:$PATH" LC_ALL=C.UTF-8 TZ=UTC "$@"
    else
        env -C "$data/postgres" PATH="$bin:$PATH" LC_ALL=C.UTF-8 TZ=UTC "$@"
    fi
}

# end PID SECONDS: asks it to end, and no longer asks after that time.
end() {
    local start deadline=$((SECONDS + $2))
    start=$(born "$1")
    kill -TERM "$1" 2>/dev/null || return 0
    while [ -n "$start" ] && [ "$(born "$1")" = "$start" ]; do
        if [ "$SECONDS" -ge "$deadline" ]; then kill -KILL "$1" 2>/dev/null || true; fi
        sleep 0.05
    done
}

stop_api() {
    local pid
    pid=$(api_pid)
    [ -z "$pid" ] || end "$pid" 12
    rm -f "$data/api.pid"
}

stop_postgres() {
    local pid start
    pid=$(postgres_pid)
    [ -n "$pid" ] || return 0
    start=$(born "$pid")
    as_postgres pg_ctl -D data -s -m fast -w -t 60 stop >/dev/null 2>&1 ||
        give_up 2 "PostgreSQL does not stop; its log is $data/postgres/server.log."
    # It takes its note away, which is what pg_ctl looks at, before it ends.
    while [ -n "$start" ] && [ "$(born "$pid")" = "$start" ]; do sleep 0.05; done
}
