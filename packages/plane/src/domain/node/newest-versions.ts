import { type Scope, scopeKey } from '../basics/scope.ts'
import { compareAgentVersions, parseAgentVersion } from './agent-version.ts'
import type { ManagedNode, NodeReader } from './node.ts'

/** The newest agent version that was reported in an account and region: what "latest" means without a manifest. */
export interface NewestVersions {
  of(scope: Scope): Promise<string | undefined>
  note(node: ManagedNode): void
}

const rowsPerRead = 1_000

export function createNewestVersions(read: Pick<NodeReader, 'list'>): NewestVersions {
  const newest = new Map<string, Promise<string | undefined>>()

  async function readAll(scope: Scope): Promise<string | undefined> {
    let found: string | undefined
    let after: string | undefined
    do {
      const page = await read.list(scope, { limit: rowsPerRead, after })
      for (const { facts } of page.items) found = newer(found, facts.agentVersion)
      after = page.next
    } while (after !== undefined)
    return found
  }

  return {
    of(scope) {
      const key = scopeKey(scope)
      const held = newest.get(key) ?? readAll(scope)
      newest.set(key, held)
      return held
    },
    note(node) {
      const key = scopeKey(node)
      const held = newest.get(key)
      if (held)
        newest.set(
          key,
          held.then(version => newer(version, node.facts.agentVersion)),
        )
    },
  }
}

function newer(a: string | undefined, b: string | undefined): string | undefined {
  const [left, right] = [a, b].map(text => parseAgentVersion(text ?? ''))
  if (!left || !right) return left ? a : b
  return compareAgentVersions(left, right) >= 0 ? a : b
}
