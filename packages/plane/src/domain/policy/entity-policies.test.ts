import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { policyLanguage } from '../../access/trust.ts'
import { openSqliteStorage } from '../../storage/sqlite/sqlite-storage.ts'
import { createUserAccessKeys } from '../access-key/user-access-keys.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import { createUsers } from '../user/users.ts'
import { loadAwsManagedPolicies } from './aws-managed-policies.ts'
import { createEntityPolicies } from './entity-policies.ts'
import { createEntityTags, toTags } from './entity-tags.ts'
import { createManagedPolicies } from './managed-policies.ts'

const accountId = '111122223333'
const context: ActionContext = { accountId, region: 'eu-west-1', callerArn: 'arn', now: new Date(1000) }
const alice = { accountId, type: 'user', name: 'Alice' } as const
const catalogue = loadAwsManagedPolicies(join(import.meta.dirname, '../../../data/managed-policies'))
const core = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const old = 'arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM'

let folder: string
let storage: Storage

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'policies-'))
  storage = await openSqliteStorage(join(folder, 'plane.db'))
})

afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

async function setUp(retired: readonly string[] = []) {
  const managedPolicies = createManagedPolicies(storage.read, catalogue, new Set(retired))
  const users = createUsers(storage, { managedPolicies })
  await users.create(context, { name: 'Alice', path: '/', tags: new Map() })
  return {
    users,
    managedPolicies,
    policies: createEntityPolicies(storage, { language: policyLanguage, managedPolicies }),
    tags: createEntityTags(storage),
    keys: createUserAccessKeys(storage, (secret, id) => `sealed ${id} ${secret.length}`),
  }
}

function allowing(action: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: action, Resource: '*' } })
}

describe('managed policies', () => {
  test('come with the plane, each with a document that the engine reads', () => {
    expect(catalogue.list().length).toBeGreaterThan(25)
    for (const policy of catalogue.list()) policyLanguage.check(policy.document, 'identity')
    expect(catalogue.find(core)).toMatchObject({ name: 'AmazonSSMManagedInstanceCore', defaultVersionId: 'v2' })
  })

  test('are attached ten at most, and once however often', async () => {
    const { policies } = await setUp()
    const [tenth, ...nine] = catalogue
      .list()
      .filter(({ path }) => path === '/')
      .slice(0, 10)
    for (const { arn } of nine) await policies.attach(alice, arn, context.now)
    await policies.attach(alice, tenth!.arn, context.now)
    await policies.attach(alice, tenth!.arn, context.now)
    expect(await policies.listAttached(alice, '/')).toHaveLength(10)
    await expect(policies.attach(alice, old, context.now)).rejects.toMatchObject({
      key: 'attached-policies.limit-exceeded',
    })
  })

  test('that are retired work where they are attached and do not come back', async () => {
    const before = await setUp()
    await before.policies.attach(alice, old, context.now)
    const managedPolicies = createManagedPolicies(storage.read, catalogue, new Set(['AmazonEC2RoleforSSM']))
    const policies = createEntityPolicies(storage, { language: policyLanguage, managedPolicies })
    await policies.attach(alice, old, context.now)
    expect(await managedPolicies.getUse(accountId, old)).toMatchObject({ attachmentCount: 1, attachable: false })
    await policies.detach(alice, old)
    await expect(policies.attach(alice, old, context.now)).rejects.toMatchObject({ key: 'managed-policy.unavailable' })
    const listed = await managedPolicies.listUses(accountId, '/')
    expect(listed.map(({ policy }) => policy.arn)).not.toContain(old)
  })

  test('of service-linked roles, of nobody, and texts that are no ARN are refused each in its way', async () => {
    const { policies } = await setUp()
    const linked = 'arn:aws:iam::aws:policy/aws-service-role/AmazonSSMServiceRolePolicy'
    const attach = (arn: string) => policies.attach(alice, arn, context.now)
    await expect(attach(linked)).rejects.toMatchObject({ key: 'managed-policy.denied' })
    await expect(attach('arn:aws:iam::aws:policy/Nothing')).rejects.toMatchObject({ key: 'managed-policy.unavailable' })
    await expect(attach('no-arn')).rejects.toMatchObject({ key: 'policy-arn.invalid' })
    await expect(policies.detach(alice, core)).rejects.toMatchObject({ key: 'managed-policy.not-found' })
  })

  test('tell who has them attached and who is bounded by them', async () => {
    const { policies, managedPolicies, users } = await setUp()
    await users.create(context, { name: 'Bob', path: '/', boundaryArn: core, tags: new Map() })
    await policies.attach(alice, core, context.now)
    const names = ({ users: found }: { users: readonly { name: string }[] }) => found.map(({ name }) => name)
    expect(names(await managedPolicies.listAttachedTo(accountId, core))).toEqual(['Alice'])
    expect(names(await managedPolicies.listBoundedBy(accountId, core))).toEqual(['Bob'])
    expect(await managedPolicies.getUse(accountId, core)).toMatchObject({ attachmentCount: 1, boundaryCount: 1 })
    expect(await managedPolicies.getUse('999999999999', core)).toMatchObject({ attachmentCount: 0, boundaryCount: 0 })
  })
})

describe('inline policies', () => {
  test('are limited together, without white space, and a replaced one does not count', async () => {
    const { policies } = await setUp()
    const sized = (size: number) => allowing('s3:' + 'x'.repeat(size - allowing('s3:').length))
    await policies.putInline(alice, { name: 'a', document: sized(1024) })
    await policies.putInline(alice, { name: 'b', document: `  ${sized(1024)}\n` })
    await policies.putInline(alice, { name: 'b', document: sized(1024) })
    await expect(policies.putInline(alice, { name: 'c', document: sized(100) })).rejects.toMatchObject({
      key: 'policy-size.limit-exceeded',
      message: 'Maximum policy size of 2048 bytes exceeded for user Alice',
    })
    expect(await policies.listInline(alice)).toEqual(['a', 'b'])
  })

  test('are refused with the sentence of the language', async () => {
    const { policies } = await setUp()
    await expect(policies.putInline(alice, { name: 'a', document: '{' })).rejects.toMatchObject({
      key: 'policy.invalid',
      message: 'Syntax errors in policy.',
    })
  })
})

describe('tags', () => {
  test('have one key whatever its letters, fifty at most', async () => {
    const { tags } = await setUp()
    await tags.put(alice, toTags([['Team', 'a']]))
    await tags.put(alice, toTags([['TEAM', 'b']]))
    expect([...(await tags.list(alice))]).toEqual([['TEAM', 'b']])
    const many = Array.from({ length: 49 }, (_, index) => [`k${index}`, 'v'] as const)
    await tags.put(alice, toTags(many))
    await expect(tags.put(alice, toTags([['one-more', 'v']]))).rejects.toMatchObject({ key: 'tags.limit-exceeded' })
    await tags.remove(alice, ['team', 'unknown'])
    expect(await tags.list(alice)).toHaveProperty('size', 49)
  })

  test('are not given twice and not in the name of AWS', () => {
    const twice = () =>
      toTags([
        ['a', '1'],
        ['A', '2'],
      ])
    expect(twice).toThrow(expect.objectContaining({ key: 'tag-key.conflict' }))
    expect(() => toTags([['AWS:x', '1']])).toThrow(expect.objectContaining({ key: 'tag-key.invalid' }))
  })
})

describe('access keys', () => {
  test('are two at most, sealed, and nobody else can touch them', async () => {
    const { keys, users } = await setUp()
    await users.create(context, { name: 'Bob', path: '/', tags: new Map() })
    const { key, secretAccessKey } = await keys.create(context, 'Alice')
    expect(key.sealedSecret).toBe(`sealed ${key.id} ${secretAccessKey.length}`)
    await keys.create(context, 'alice')
    await expect(keys.create(context, 'Alice')).rejects.toMatchObject({ key: 'access-keys.limit-exceeded' })
    await expect(keys.delete(context, 'Bob', key.id)).rejects.toMatchObject({ key: 'access-key.not-found' })
    await expect(keys.delete(context, undefined, key.id)).rejects.toMatchObject({ key: 'access-key.not-found' })
    await keys.updateStatus(context, 'Alice', key.id, 'Inactive')
    expect((await keys.list(context, 'Alice')).map(({ status }) => status).sort()).toEqual(['Active', 'Inactive'])
    await expect(users.delete(context, 'Alice')).rejects.toMatchObject({ key: 'access-keys.conflict' })
  })
})
