// What a node's shell runs for its half of a copy, for any POSIX shell with `head`, `stty` and `sha256sum` or `shasum`.
// It says words between two RS characters, which no command line and no base64 contains.
import { shellQuote } from '../output/shell-quote.ts'

/** Around each of the host's words. */
export const mark = 0x1e

const common = `
say() { printf '\\036%s\\036' "$*"; }
fail() { say "ERROR $*"; exit 1; }
sum() { if command -v sha256sum; then sha256sum; else shasum -a 256; fi < "$1" 2>/dev/null | tail -n 1; }
stty raw -echo || fail 'the session has no terminal'
`

export interface UploadFacts {
  readonly path: string
  /** Of the local file; taken where `path` is a folder. */
  readonly name: string
  readonly sizeBytes: number
  /** Permission bits. */
  readonly mode: number
  /** Makes the temporary name this copy's own. */
  readonly token: string
}

/**
 * Says READY, takes `sizeBytes` bytes as they are, says `SUM hex`, and on `y` and a line end gives the file its name
 * and says `DONE path`. Whatever ends it before leaves no file, and never half of one under the name.
 */
export function uploadScript({ path, name, sizeBytes, mode, token }: UploadFacts): string {
  return `${common}
p=${remotePath(path)}
[ -d "$p" ] && p="\${p%/}/"${quote(name)}
[ -d "$p" ] && fail "$p is a folder"
t="$(dirname -- "$p")/.$(basename -- "$p").hostler-${token}"
trap 'rm -f -- "$t"' EXIT
trap 'exit 1' HUP INT TERM
umask 077
( : > "$t" ) 2>/dev/null || fail "cannot write $(dirname -- "$p")"
say READY
head -c ${sizeBytes} > "$t" 2>/dev/null || fail "cannot write $t: is the disk full?"
s=$(sum "$t")
say "SUM \${s%% *}"
read -r answer
[ "$answer" = y ] || exit 1
chmod ${(mode & 0o777).toString(8)} "$t" && mv -f -- "$t" "$p" 2>/dev/null || fail "cannot write $p"
say "DONE $p"
`
}

/** Says `SIZE bytes mode`, sends the file in base64, and says `SUM hex`. */
export function downloadScript(path: string): string {
  return `${common}
p=${remotePath(path)}
[ -d "$p" ] && fail "$p is a folder"
[ -r "$p" ] || fail "cannot read $p"
m=644
[ -x "$p" ] && m=755
say "SIZE $(wc -c < "$p") $m"
base64 < "$p" 2>/dev/null || openssl base64 < "$p" || fail "cannot read $p"
s=$(sum "$p")
say "SUM \${s%% *}"
`
}

/** A path as a word of the shell; `~` alone at its beginning is the home folder of who the session runs as. */
function remotePath(path: string): string {
  if (path === '~') return '"$HOME"'
  return path.startsWith('~/') ? `"$HOME"/${quote(path.slice(2))}` : quote(path)
}

/** One word of the shell. Agents read `$$` and `{{` in a parameter as something else: none of them stays together. */
function quote(text: string): string {
  return shellQuote(text).replaceAll('$', `'"\\$"'`).replaceAll('{', `{''`)
}
