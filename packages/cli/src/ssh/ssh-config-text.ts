// The text of an OpenSSH client configuration that reaches managed nodes through sessions.
import { shellQuote } from '../output/shell-quote.ts'

export interface SshConfigFacts {
  /** The proxy command, with `%h` and `%p`. */
  readonly proxyCommand: string
  /** What nodes are called, and their ids. */
  readonly names: readonly { readonly name: string; readonly nodeId: string }[]
  readonly user?: string
  readonly identityFile?: string
}

export function sshConfigText({ proxyCommand, names, user, identityFile }: SshConfigFacts): string {
  const lines = [
    '# Written by `hostler ssh-config`, and written anew by it: changes belong elsewhere.',
    ...names.flatMap(({ name, nodeId }) => [`Host ${name}`, `  HostName ${nodeId}`]),
    `Match host i-*,mi-*`,
    `  ProxyCommand ${proxyCommand}`,
    // Nodes keep their ids whatever their addresses are, and ids are never given twice.
    '  CheckHostIP no',
    ...(user === undefined ? [] : [`  User ${user}`]),
    ...(identityFile === undefined ? [] : [`  IdentityFile ${quoted(identityFile)}`]),
  ]
  return `${lines.join('\n')}\n`
}

/** Names that stand for one node each, and that ssh takes for a name: no pattern, no option, no list. */
export function usableNames(
  nodes: readonly { readonly id: string; readonly names: readonly string[] }[],
): { readonly name: string; readonly nodeId: string }[] {
  const owners = new Map<string, Set<string>>()
  for (const { id, names } of nodes) {
    for (const name of names) owners.set(name, (owners.get(name) ?? new Set()).add(id))
  }
  const one = [...owners].filter(([name, ids]) => ids.size === 1 && /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/.test(name))
  return one.map(([name, ids]) => ({ name, nodeId: [...ids][0]! })).filter(({ name }) => !/^m?i-/.test(name))
}

/** One word of the shell that runs a proxy command; `%` is ssh's own. */
export function shellWord(text: string): string {
  const word = /^[\w./:@=+,-]+$/.test(text) ? text : shellQuote(text)
  return word.replaceAll('%', '%%')
}

function quoted(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path
}
