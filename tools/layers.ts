// Who may import whom, and why not. Data only; check-layers.ts enforces it.

export interface Layer {
  /** Folder the rule is about. */
  readonly folder: string
  /** Prefixes that files below it may import: folders of this repository, packages, `node:`. */
  readonly may: readonly string[]
  readonly because: string
}

const plane = 'packages/plane/src'

export const layers: readonly Layer[] = [
  {
    folder: 'packages/policy/src',
    may: ['packages/policy/src'],
    because: 'the policy engine is pure: it runs in servers, command lines and browsers alike',
  },
  {
    folder: 'packages/channel/src',
    may: ['packages/channel/src'],
    because: 'the session protocol is pure: it runs in the plane, on hosts, in command lines and in browsers',
  },
  {
    folder: 'packages/record/src',
    may: ['packages/record/src'],
    because: 'a session record is read where it is written, on the command line and in browsers: its format is pure',
  },
  {
    folder: 'packages/wire',
    may: [
      'packages/wire',
      '@aws-sdk/checksums',
      '@rgrove/parse-xml',
      'node:crypto',
      'node:fs',
      'node:url',
      'node:zlib',
    ],
    because: 'wire knows protocols and signatures and no plane, no operation, no socket',
  },
  {
    folder: 'packages/machines/src',
    may: ['packages/machines/src', 'node:'],
    because: 'hosts are told what to run; they know no service and no policy',
  },
  {
    folder: 'packages/agent/src',
    may: [
      'packages/agent/src',
      'packages/channel/src',
      'packages/wire/src/sigv4',
      'packages/wire/src/protocols',
      'node:',
      'ws',
      '@lydell/node-pty',
    ],
    because: 'the agent runs on hosts: few dependencies, and nothing of the plane',
  },
  {
    folder: `${plane}/domain`,
    may: [`${plane}/domain`, 'packages/record/src', 'node:crypto', 'node:fs', 'node:path', 're2js', 'yaml'],
    because: 'the domain knows nouns and rules: no AWS names, no HTTP, no SQL',
  },
  {
    folder: `${plane}/storage`,
    may: [`${plane}/storage`, `${plane}/domain`, 'kysely', 'pg', 'node:sqlite'],
    because: 'storage implements the domain’s ports and is seen by nobody else',
  },
  {
    folder: `${plane}/services`,
    may: [
      `${plane}/services`,
      `${plane}/domain`,
      `${plane}/access`,
      `${plane}/identity/caller.ts`,
      `${plane}/identity/session-tokens.ts`,
      `${plane}/channels/control`,
      `${plane}/channels/data`,
      'packages/wire',
      'packages/policy/src/index.ts',
      'node:crypto',
      'node:zlib',
      'uqr',
    ],
    because: 'services translate between AWS and the domain; they never see storage, sockets or configuration',
  },
  {
    folder: `${plane}/identity`,
    may: [
      `${plane}/identity`,
      `${plane}/domain`,
      `${plane}/storage/notify-changes.ts`,
      'packages/wire',
      'packages/policy/src',
      'node:crypto',
    ],
    because: 'identity finds out who calls; it decides nothing',
  },
  {
    folder: `${plane}/access`,
    may: [`${plane}/access`, `${plane}/identity`, `${plane}/domain`, 'packages/policy/src'],
    because: 'access asks the policy engine; it knows no operation and no wire',
  },
  {
    folder: `${plane}/trail`,
    may: [
      `${plane}/trail`,
      `${plane}/domain`,
      `${plane}/identity/caller.ts`,
      `${plane}/access/is-read.ts`,
      `${plane}/gateway/finished-call.ts`,
      `${plane}/observability`,
      'packages/wire',
      'node:',
    ],
    because: 'the trail tells of every call alike: it knows tables of models, and no operation’s code',
  },
  {
    folder: `${plane}/gateway`,
    may: [
      `${plane}/gateway`,
      `${plane}/services/operation.ts`,
      `${plane}/access`,
      `${plane}/identity`,
      `${plane}/domain/basics`,
      `${plane}/observability`,
      'packages/wire',
      'node:',
    ],
    because: 'the gateway handles every operation alike: it may know the list, never one of them',
  },
  {
    folder: `${plane}/channels`,
    may: [
      `${plane}/channels`,
      `${plane}/domain`,
      `${plane}/identity/caller.ts`,
      `${plane}/observability`,
      `${plane}/delivery`,
      'packages/channel/src',
      'packages/record/src',
      'packages/wire',
      'node:',
      'ws',
    ],
    because: 'channels move frames; permission is handed to them as a function',
  },
  {
    folder: `${plane}/blobs`,
    may: [`${plane}/blobs`, `${plane}/domain/basics`, `${plane}/background/coalesce.ts`, 'node:', '@aws-sdk/client-s3'],
    because: 'blobs keep bytes under names; what is in them is no business of theirs',
  },
  {
    folder: `${plane}/delivery`,
    may: [`${plane}/delivery`, `${plane}/domain/basics`, 'packages/channel/src', 'node:'],
    because: 'delivery finds the process that holds a socket; what it carries is no business of its own',
  },
  {
    folder: 'packages/testkit/src/virtual-fleet',
    may: ['packages/testkit/src/virtual-fleet', 'packages/agent/src', 'packages/channel/src', 'node:'],
    because: 'virtual hosts are shipped with the command line: the agent without a machine, and no test tools',
  },
  {
    folder: 'packages/cli/src',
    may: [
      'packages/cli/src',
      'packages/channel/src',
      'packages/record/src',
      'packages/wire/src/sigv4',
      'packages/testkit/src/virtual-fleet',
      'packages/plane/src/main.ts',
      'packages/plane/src/first-start/client-files.ts',
      '@aws-sdk/',
      'commander',
      'node:',
      'ws',
    ],
    because: 'the command line is a client of the public API; only `up` starts the plane',
  },
]
