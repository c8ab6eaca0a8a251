/**
 * The script that `latchkey forward` runs on the other machine, in any POSIX shell: it chooses the path of the socket,
 * makes room there, reports the path, waits until its input ends, and cleans up. It is piped to `sh`, so nothing is left behind.
 */

/** Bytes of `sun_path` that every system supports, without the final zero. */
const MAX_PATH = 103;

export interface Place {
  /** Absolute, on the other machine. */
  readonly path: string;
  /** `latchkey` looks there by default; otherwise it needs LATCHKEY_SOCKET. */
  readonly isDefault: boolean;
}

export type Finding = Place | { readonly trouble: 'taken' | 'folder' | 'unsafe' | 'long'; readonly path: string };

export interface Claim {
  /** The same every time this machine forwards this socket: it may replace its own, as after a lost connection. */
  readonly owner: string;
  /** Different for each connection: an earlier one that ends late must not clean up the files of a later one. */
  readonly attempt: string;
  readonly path?: string | undefined;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * It is one function, called at the end: a shell that reads its script from standard input must have read all of it
 * before `cat` waits there. A socket counts as alive if the system lists it (Linux) or curl gets through.
 */
export function forwardScript({ owner, attempt, path = '' }: Claim): string {
  return `forward() {
  umask 077
  LC_ALL=C
  export LC_ALL
  given=${quoted(path)}
  mine=${quoted(owner)}
  claim=${quoted(`${owner} ${attempt}`)}
  uid=$(id -u)
  isDefault=no
  choose && {
    say "ready $isDefault $place"
    cat >/dev/null
    if [ "$(cat "$place.forward" 2>/dev/null)" = "$claim" ]; then rm -f "$place" "$place.forward"; fi
  }
}
say() { printf 'latchkey-forward %s\\n' "$1"; }
choose() {
  if [ -n "$given" ]; then
    case $given in
      /*) place=$given ;;
      '~/'*) place=$HOME/\${given#??} ;;
      *) place=$HOME/$given ;;
    esac
    prepare "$place" || return 1
    take "$place" && return 0
  else
    usual
    prepare "$place" || return 1
    set -- $(ls -ldn "\${place%/*}")
    case "$1 $3" in
      drwx------*" $uid") ;;
      *) say "unsafe no \${place%/*}"; return 1 ;;
    esac
    isDefault=yes
    take "$place" && return 0
    isDefault=no
    place=\${place%/*}/forwarded.sock
    take "$place" && return 0
  fi
  say "taken no $place"
  return 1
}
usual() {
  if [ -n "\${LATCHKEY_SOCKET:-}" ]; then place=$LATCHKEY_SOCKET
  elif [ "\${XDG_RUNTIME_DIR#/}" != "\${XDG_RUNTIME_DIR:-}" ]; then
    case $XDG_RUNTIME_DIR in
      /run/user/$uid/snap.*) place=/run/user/$uid/latchkey/agent.sock ;;
      *) place=$XDG_RUNTIME_DIR/latchkey/agent.sock ;;
    esac
  elif [ "$(uname)" = Darwin ]; then place="$HOME/Library/Application Support/latchkey/agent.sock"
  else place=/tmp/latchkey-$uid/agent.sock
  fi
}
prepare() {
  if [ \${#1} -gt ${MAX_PATH} ]; then say "long no $1"; return 1; fi
  mkdir -p "\${1%/*}" 2>/dev/null && [ -w "\${1%/*}" ] && return 0
  say "folder no \${1%/*}"
  return 1
}
take() {
  if [ -e "$1" ] || [ -L "$1" ]; then
    [ -S "$1" ] || return 1
    case $(cat "$1.forward" 2>/dev/null) in
      "$mine "*) ;;
      *) if answered "$1"; then return 1; fi ;;
    esac
    rm -f "$1" || return 1
  fi
  printf '%s\\n' "$claim" >"$1.forward"
}
answered() {
  if [ -r /proc/net/unix ]; then
    case $(cat /proc/net/unix; echo .) in
      *" $1
"*) return 0 ;;
    esac
    return 1
  fi
  command -v curl >/dev/null 2>&1 || return 0
  curl -s -o /dev/null --max-time 3 --unix-socket "$1" http://localhost/v1/status
  [ $? -ne 7 ]
}
forward
`;
}

/** ssh treats some characters in a path specially (`:`, `%`, `$`); none of them is needed. */
const USABLE = /^\/[A-Za-z0-9 ._@+,=/-]+$/;
const LINE = /^latchkey-forward (ready|taken|folder|unsafe|long) (yes|no) (.+)$/;

/** Undefined: the line is other output of the login shell. */
export function parseFinding(line: string): Finding | undefined {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const [, word = '', isDefault, path = ''] = match;
  if (word === 'ready')
    return USABLE.test(path) ? { path, isDefault: isDefault === 'yes' } : { trouble: 'folder', path };
  return { trouble: word as 'taken' | 'folder' | 'unsafe' | 'long', path };
}
