// A disk that is truly full: a small file system in a mount namespace of its own. The twin with a failing file handle, for
// machines that allow none, is packages/plane/src/blobs/disk-object-bytes.test.ts.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const mountAnd = (script: string, ...args: string[]) => [
  ...(process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--map-root-user']),
  'sh',
  '-ec',
  `mount -t tmpfs -o size=16m none "$1"; ${script}`,
  'sh',
  ...args,
]

function reasonAgainst(): string | undefined {
  using temporary = temporaryFolder()
  const tried = spawnSync('unshare', mountAnd('true', temporary.path), { encoding: 'utf8' })
  return tried.status === 0 ? undefined : (tried.error?.message ?? tried.stderr)
}

const reason = reasonAgainst()
if (reason !== undefined) console.warn(`a full disk is not tried: no mount namespace here: ${reason}`)

test.skipIf(reason !== undefined)('a full disk is told as such, what was kept stays, and there is room again', () => {
  using temporary = temporaryFolder()
  const child = join(import.meta.dirname, 'object-bytes-full-child.ts')
  const args = mountAnd('exec "$2" "$3" "$1/objects"', temporary.path, process.execPath, child)
  const said = JSON.parse(execFileSync('unshare', args, { encoding: 'utf8' })) as object
  expect(said).toEqual({
    failures: ['BytesFull', 'BytesFull', 'BytesFull', 'BytesFull'],
    drafts: [],
    listedAreKept: true,
    keptAreWhole: true,
    keptMany: true,
    afterwards: 'room again',
  })
})
