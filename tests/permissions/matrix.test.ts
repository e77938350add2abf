// Who may do what: every operation that is served, called with valid input by every kind of caller. What comes out is
// compared with matrix.txt, which is reviewed by people; a change of it is a change of what Hostler lets happen.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RawReply } from '@hostler/testkit/raw-call'
import { servedOperations } from '@hostler/plane/services/index'
import { beforeAll, describe, expect, test } from 'vitest'
import { readError } from '../raw/read-error.ts'
import { callOperation } from './call-operation.ts'
import { inputsOf } from './inputs.ts'
import { isModelled } from './modelled-codes.ts'
import { type Outcome, refusedUnauthenticated, refusedUnauthorized, symbolOf } from './outcome.ts'
import { type Principal, principals } from './principals.ts'
import { renderMatrix } from './render-matrix.ts'
import { snapshotOf } from './snapshot.ts'
import { makeWorld, type World } from './world.ts'

const file = join(import.meta.dirname, 'matrix.txt')
const update = process.env['UPDATE_MATRIX'] === '1'

/** What takes things away comes last, so that the rest still finds them; so does the poll, for which time moves on. */
const takesAway =
  /^(Untag|Detach|Remove|Disassociate|Deactivate|Delete|Deregister|Terminate|Reset|GetMessages|Disable|Close|Leave)/

const operations = [...servedOperations]
  .flatMap(([service, names]) => names.map(operation => ({ service, operation })))
  .sort((a, b) => Number(takesAway.test(a.operation)) - Number(takesAway.test(b.operation)))

const outcomes: Outcome[] = []
/** Principals that left the home account other than they found it. */
const changed: string[] = []
/** Of the other account's administrator: what it sent and what it was told. */
const foreign: { input: string; reply: string }[] = []
const trails: ReadonlySet<string> = new Set(['ExportAuditEvents', 'LookupEvents'])
let homeThings: readonly string[] = []

async function tryAll(world: World, principal: Principal): Promise<void> {
  const credentials = await principal.credentials(world)
  const before = await snapshotOf(world)
  const inputs = inputsOf(world)
  for (const { service, operation } of operations) {
    const input = inputs[service]?.[operation]
    if (!input) throw new Error(`tests/permissions/inputs.ts has no input for ${service}:${operation}; add it there`)
    const reply = await callOperation(world, service, operation, input, credentials)
    const { status, code } = answerOf(reply)
    outcomes.push({ principal: principal.name, service, operation, status, code })
    // A trail tells whoever called of all that they named before.
    const said = JSON.stringify(trails.has(operation) ? inputs : input)
    if (principal.name === 'foreign' && !code) foreign.push({ input: said, reply: reply.text })
  }
  if ((await snapshotOf(world)) !== before) changed.push(principal.name)
}

/** A HEAD is answered without a body, and S3 tells of each key that it was to delete on its own. */
function answerOf(reply: RawReply): { readonly status: number; readonly code: string | undefined } {
  const { status, text } = reply
  const ofKey = /<DeleteResult.*?<Error>.*?<Code>(\w+)</s.exec(text)?.[1]
  if (ofKey !== undefined) return { status: ofKey === 'AccessDenied' ? 403 : status, code: ofKey }
  if (status < 300) return { status, code: undefined }
  const withoutBody = text === '' ? { 400: 'ExpiredToken', 403: 'AccessDenied' }[status] : readError(reply).code
  return { status, code: withoutBody ?? 'no code' }
}

beforeAll(async () => {
  for (const principal of principals) {
    const world = await makeWorld()
    const { plane, node, otherNode, accessKeyId, associationId } = world
    if (principal.name === 'foreign') {
      const { accessKeyId: adminKeyId } = plane.admin.credentials
      homeThings = [adminKeyId, node.instanceId, otherNode.instanceId, accessKeyId, associationId]
    }
    await tryAll(world, principal)
    await plane.close()
  }
}, 240_000)

const of = (name: string) => outcomes.filter(({ principal }) => principal === name)
const nameOf = ({ service, operation }: Outcome) => `${service}:${operation}`
const named = ({ service, operation, status, code }: Outcome) => `${service}:${operation} ${status} ${code}`

test('the matrix of principals and operations is the reviewed one', () => {
  const actual = renderMatrix(principals, operations, outcomes)
  if (update) writeFileSync(file, actual)
  expect(
    actual.split('\n'),
    'who may do what has changed. Is it meant? Run this test with UPDATE_MATRIX=1 and have the change of matrix.txt reviewed',
  ).toEqual(readFileSync(file, 'utf8').split('\n'))
})

describe('nothing escapes', () => {
  test.each(['unsigned', 'expired'])('%s: every operation refuses before it looks at permissions', name => {
    expect(
      of(name)
        .filter(outcome => !refusedUnauthenticated(outcome))
        .map(named),
    ).toEqual([])
  })

  test('a user without policies is told who it is, gets a session of its own, and nothing else', () => {
    const answered = of('nobody').filter(outcome => !refusedUnauthorized(outcome))
    expect(answered.map(named)).toEqual(['sts:GetCallerIdentity 200 undefined', 'sts:GetSessionToken 200 undefined'])
  })

  test('the identity of an instance registers it and gets its token, and nothing else', () => {
    const answered = of('identity').filter(outcome => !refusedUnauthorized(outcome))
    expect(answered.map(({ operation }) => operation).sort()).toEqual([
      'GetCallerIdentity',
      'RegisterManagedInstance',
      'RequestManagedInstanceRoleToken',
      'UpdateManagedInstancePublicKey',
    ])
  })

  test('a node is refused wherever it names another node', () => {
    const ofNodes = [
      'UpdateInstanceInformation',
      'GetMessages',
      'CreateControlChannel',
      'AddTagsToResource',
      'RemoveTagsFromResource',
    ]
    const outcomesOfNode = of('node').filter(({ operation }) => ofNodes.includes(operation))
    expect(outcomesOfNode).toHaveLength(ofNodes.length)
    expect(outcomesOfNode.filter(outcome => !refusedUnauthorized(outcome)).map(named)).toEqual([])
  })

  test("another account's administrator sees nothing of this one but what it names itself", () => {
    expect(foreign.length).toBeGreaterThan(10)
    for (const { input, reply } of foreign) {
      for (const thing of homeThings.filter(name => !input.includes(name))) expect(reply).not.toContain(thing)
    }
  })

  test('only those who may change the account have changed it', () => {
    expect(changed).toEqual(['dhmc-admin', 'power', 'admin', 'self'])
  })
})

/**
 * Not for an account that manages an organization with others in it; and of the policies that are merged on their way
 * down none has an effect here.
 */
const notForManagers = ['CreateOrganization', 'DeleteOrganization', 'DescribeEffectivePolicy', 'LeaveOrganization']

test('every input is valid: the administrator is answered, and where only hosts are, a host is', () => {
  const answered = (name: string) =>
    of(name)
      .filter(outcome => symbolOf(outcome) === '+')
      .map(nameOf)
  const refused = notForManagers.map(name => `organizations:${name}`)
  const byOthers = new Set([...answered('identity'), ...answered('self'), ...refused])
  const unanswered = of('admin')
    .map(nameOf)
    .filter(name => !answered('admin').includes(name))
  expect(unanswered.filter(name => !byOthers.has(name))).toEqual([])
})

test('what is for hosts alone is refused to the administrator', () => {
  const forHosts = of('admin').filter(
    outcome => symbolOf(outcome) !== '+' && !notForManagers.includes(outcome.operation),
  )
  expect(forHosts.map(({ operation }) => operation).sort()).toEqual([
    'CreateControlChannel',
    'CreateDataChannel',
    'GetMessages',
    'RegisterManagedInstance',
    'RequestManagedInstanceRoleToken',
    'UpdateManagedInstancePublicKey',
  ])
})

test('every error is one that the model of the operation lists, or one of the gateway', () => {
  expect(outcomes.filter(outcome => !isModelled(outcome)).map(named)).toEqual([])
})
