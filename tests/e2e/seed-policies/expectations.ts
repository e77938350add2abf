// The 77 expectations about the policies that the seed documents print: who asks what, and what comes out.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Expectation {
  readonly id: string
  readonly name: string
  readonly request: {
    readonly action: string
    readonly resource: string
    readonly principal: string
    readonly context: Readonly<Record<string, string>>
  }
  readonly policies: { readonly identity?: readonly string[]; readonly scp?: readonly (readonly string[])[] }
  readonly expected: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied'
}

interface ExpectationsFile {
  readonly policies: Readonly<Record<string, unknown>>
  readonly vectors: readonly Expectation[]
}

const file = join(import.meta.dirname, '../../../packages/policy/test-data/seed-policy-expectations.json')

/** As written, with placeholders for account and instance. */
export const seeds = JSON.parse(readFileSync(file, 'utf8')) as ExpectationsFile

/** What the placeholders of the seed documents stand for on a plane. */
export interface Place {
  readonly accountId: string
  readonly instanceId: string
}

/** A text of the seed documents with the plane's own account and instance in it. */
export function fillIn(text: string, { accountId, instanceId }: Place): string {
  return text.replace(/123456789012|999999999999/g, accountId).replaceAll('i-01234567890abcdef', instanceId)
}
