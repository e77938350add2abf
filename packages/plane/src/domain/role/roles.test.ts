import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { policyLanguage, trusts } from '../../access/trust.ts'
import { openSqliteStorage } from '../../storage/sqlite/sqlite-storage.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionContext } from '../basics/scope.ts'
import { createEntityPolicies } from '../policy/entity-policies.ts'
import { createInstanceProfiles } from '../instance-profile/instance-profiles.ts'
import { createManagedPolicies } from '../policy/managed-policies.ts'
import type { ManagedPolicy } from '../policy/managed-policy.ts'
import type { Storage } from '../storage.ts'
import { createUsers } from '../user/users.ts'
import { createRoles, type NewRole } from './roles.ts'
import { createServiceRoles } from './service-roles.ts'

const own = '111122223333'
const other = '444455556666'
const context: ActionContext = { accountId: own, region: 'eu-west-1', callerArn: 'arn', now: new Date(1000) }
const readOnly: ManagedPolicy = {
  name: 'ReadOnly',
  arn: 'arn:aws:iam::aws:policy/ReadOnly',
  path: '/',
  defaultVersionId: 'v1',
  createdAt: new Date(0),
  updatedAt: new Date(0),
  document: '{}',
}

let folder: string
let storage: Storage

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roles-'))
  storage = await openSqliteStorage(join(folder, 'plane.db'))
  await storage.write(async writer => {
    for (const id of [own, other])
      await writer.accounts.insert({ id, name: id, createdAt: new Date(0), status: 'active' })
  })
})

afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

function setUp() {
  const catalogue = { find: (arn: string) => (arn === readOnly.arn ? readOnly : undefined), list: () => [readOnly] }
  const managedPolicies = createManagedPolicies(storage.read, catalogue)
  const rules = { language: policyLanguage, managedPolicies }
  return {
    roles: createRoles(storage, rules),
    users: createUsers(storage, rules),
    policies: createEntityPolicies(storage, rules),
    profiles: createInstanceProfiles(storage),
  }
}

function trusting(principal: unknown, more: object = {}): string {
  const statement = { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

function roleOf(name: string, trustPolicy: string, more: Partial<NewRole> = {}): NewRole {
  return { name, path: '/', description: '', maxSessionSeconds: 3600, trustPolicy, tags: new Map(), ...more }
}

const ec2 = trusting({ Service: 'ec2.amazonaws.com' })

describe('a role', () => {
  test('is found by its name in any letters, and its name is taken in any letters', async () => {
    const { roles } = setUp()
    await roles.create(context, roleOf('Web', ec2))
    expect((await roles.get(own, 'wEB')).name).toBe('Web')
    await expect(roles.create(context, roleOf('WEB', ec2))).rejects.toMatchObject({ key: 'role.already-exists' })
    await expect(roles.get(other, 'Web')).rejects.toMatchObject({ key: 'role.not-found' })
  })

  test('cannot be made or changed under a path of AWS services', async () => {
    const { roles, policies } = setUp()
    const path = '/aws-service-role/ssm.amazonaws.com/'
    await expect(roles.create(context, roleOf('X', ec2, { path }))).rejects.toMatchObject({ key: 'role-path.invalid' })
    const made = await roles.create(context, roleOf('Y', ec2))
    await storage.write(writer => writer.roles.update({ ...made, path }))
    const named = { accountId: own, type: 'role', name: 'Y' } as const
    await expect(roles.updateTrust(context, 'Y', ec2)).rejects.toMatchObject({ key: 'role.denied' })
    await expect(roles.delete(context, 'Y')).rejects.toMatchObject({ key: 'role.denied' })
    await expect(policies.attach(named, readOnly.arn, context.now)).rejects.toMatchObject({ key: 'role.denied' })
  })

  test('is deleted only without policies and outside of instance profiles', async () => {
    const { roles, policies, profiles } = setUp()
    const named = { accountId: own, type: 'role', name: 'Busy' } as const
    await roles.create(context, roleOf('Busy', ec2))
    await profiles.create(context, { name: 'P', path: '/', tags: new Map() })
    await profiles.addRole(context, 'P', 'Busy')
    await policies.attach(named, readOnly.arn, context.now)
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    })
    await policies.putInline(named, { name: 'inline', document })
    await expect(roles.delete(context, 'Busy')).rejects.toMatchObject({ key: 'profile-membership.conflict' })
    await profiles.removeRole(context, 'P', 'Busy')
    await expect(roles.delete(context, 'Busy')).rejects.toMatchObject({ key: 'attached-policies.conflict' })
    await policies.detach(named, readOnly.arn)
    await expect(roles.delete(context, 'Busy')).rejects.toMatchObject({ key: 'inline-policies.conflict' })
    await policies.deleteInline(named, 'inline')
    await roles.delete(context, 'Busy')
    await expect(roles.get(own, 'Busy')).rejects.toMatchObject({ key: 'role.not-found' })
  })
})

describe('a trust policy', () => {
  test('shows its principals by name for as long as they exist', async () => {
    const { roles, users } = setUp()
    await users.create(context, { name: 'Alice', path: '/staff/', tags: new Map() })
    const alice = `arn:aws:iam::${own}:user/staff/Alice`
    const role = await roles.create(context, roleOf('R', trusting({ AWS: alice })))
    expect(role.trustPolicy).not.toContain('Alice')
    expect(JSON.parse(await roles.trustPolicyOf(role)).Statement[0].Principal).toEqual({ AWS: alice })
  })

  test('does not trust a user that was deleted and made anew under the same name', async () => {
    const { roles, users } = setUp()
    const first = await users.create(context, { name: 'Alice', path: '/', tags: new Map() })
    const role = await roles.create(context, roleOf('R', trusting({ AWS: `arn:aws:iam::${own}:user/Alice` })))
    await users.delete(context, 'Alice')
    await users.create(context, { name: 'Alice', path: '/', tags: new Map() })
    expect(JSON.parse(await roles.trustPolicyOf(role)).Statement[0].Principal).toEqual({ AWS: first.id })
  })

  test('follows a user that is renamed', async () => {
    const { roles, users } = setUp()
    await users.create(context, { name: 'Alice', path: '/', tags: new Map() })
    const role = await roles.create(context, roleOf('R', trusting({ AWS: `arn:aws:iam::${own}:user/Alice` })))
    await users.update(context, 'Alice', { name: 'Bob', path: '/moved/' })
    expect(await roles.trustPolicyOf(role)).toContain(`arn:aws:iam::${own}:user/moved/Bob`)
  })

  test('does not trust a session of a role that was deleted and made anew', async () => {
    const { roles } = setUp()
    const first = await roles.create(context, roleOf('Inner', ec2))
    const session = `arn:aws:sts::${own}:assumed-role/Inner/me`
    const role = await roles.create(context, roleOf('Outer', trusting({ AWS: session })))
    expect(await roles.trustPolicyOf(role)).toContain(session)
    await roles.delete(context, 'Inner')
    await roles.create(context, roleOf('Inner', ec2))
    expect(await roles.trustPolicyOf(role)).toContain(`${first.id}:me`)
    expect(await roles.trustPolicyOf(role)).not.toContain(session)
  })

  test('names roles of another account, and accounts by their root', async () => {
    const { roles } = setUp()
    await roles.create({ ...context, accountId: other }, roleOf('Partner', ec2, { path: '/x/' }))
    const names = ['*', `arn:aws:iam::${other}:role/x/Partner`, other]
    const role = await roles.create(context, roleOf('R', trusting({ AWS: names })))
    expect(JSON.parse(await roles.trustPolicyOf(role)).Statement[0].Principal.AWS).toEqual([
      '*',
      `arn:aws:iam::${other}:role/x/Partner`,
      `arn:aws:iam::${other}:root`,
    ])
  })

  test.each([
    `arn:aws:iam::${own}:user/Nobody`,
    `arn:aws:iam::${own}:role/wrong/path/Inner`,
    `arn:aws:iam::${own}:role/inner`,
    `arn:aws:sts::${own}:assumed-role/Nobody/me`,
    'arn:aws:iam::999999999999:root',
    '999999999999',
    'AROAAAAAAAAAAAAAAAAAA',
  ])('is refused when it names %s, who does not exist', async name => {
    const { roles } = setUp()
    await roles.create(context, roleOf('Inner', ec2))
    await expect(roles.create(context, roleOf('R', trusting({ AWS: name })))).rejects.toMatchObject({
      key: 'principal.invalid',
      id: name,
    })
    await expect(roles.get(own, 'R')).rejects.toMatchObject({ key: 'role.not-found' })
  })

  test('keeps everything but the names: conditions, their spelling, and names inside conditions', async () => {
    const { roles, users } = setUp()
    await users.create(context, { name: 'Alice', path: '/', tags: new Map() })
    const alice = `arn:aws:iam::${own}:user/Alice`
    const trust = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${alice}"},
      "Action":"sts:AssumeRole","Condition":{"NumericEquals":{"aws:MultiFactorAuthAge":1.0},"StringLike":{"aws:PrincipalArn":"${alice}"}}}}`
    const role = await roles.create(context, roleOf('R', trust))
    expect(JSON.parse(role.trustPolicy).Statement.Condition).toEqual({
      NumericEquals: { 'aws:MultiFactorAuthAge': '1.0' },
      StringLike: { 'aws:PrincipalArn': alice },
    })
  })

  test('may have 2048 characters without white space', async () => {
    const { roles } = setUp()
    const long = (count: number) =>
      trusting(
        { Service: 'ec2.amazonaws.com' },
        { Condition: { StringEquals: { 'sts:ExternalId': 'x'.repeat(count) } } },
      )
    const room = 2048 - long(0).length
    await roles.create(context, roleOf('Fits', `${long(room)}   \n`))
    await expect(roles.create(context, roleOf('TooLong', long(room + 1)))).rejects.toMatchObject({
      key: 'policy-size.limit-exceeded',
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
    })
  })
})

describe('a role for a service', () => {
  test('is named by its exact path and name and trusts that service', async () => {
    const { roles } = setUp()
    const serviceRoles = createServiceRoles(storage.read, trusts)
    await roles.create(context, roleOf('Hosts', trusting({ Service: 'ssm.amazonaws.com' }), { path: '/service-role/' }))
    await roles.create(context, roleOf('Other', ec2))
    expect((await serviceRoles.get(context, 'service-role/Hosts', 'ssm.amazonaws.com')).name).toBe('Hosts')
    for (const value of ['Hosts', '/service-role/Hosts', 'service-role/hosts', 'service-role/Nobody', 'Other', '']) {
      await expect(serviceRoles.get(context, value, 'ssm.amazonaws.com')).rejects.toMatchObject({
        key: 'role.invalid',
        id: `arn:aws:iam::${own}:role/${value}`,
      })
    }
  })

  test('is not one when its trust policy denies the service or asks for another account', () => {
    const role = {
      accountId: own,
      id: 'AROA1',
      name: 'R',
      path: '/',
      description: '',
      maxSessionSeconds: 3600,
      createdAt: new Date(0),
    }
    const from = (account: string) =>
      trusting({ Service: 'ssm.amazonaws.com' }, { Condition: { StringEquals: { 'aws:SourceAccount': account } } })
    expect(trusts({ ...role, trustPolicy: from(own) }, 'ssm.amazonaws.com')).toBe(true)
    expect(trusts({ ...role, trustPolicy: from(other) }, 'ssm.amazonaws.com')).toBe(false)
    expect(trusts({ ...role, trustPolicy: from(own) }, 'ec2.amazonaws.com')).toBe(false)
    const denied = trusting({ Service: 'ssm.amazonaws.com' }, { Effect: 'Deny' })
    expect(trusts({ ...role, trustPolicy: denied }, 'ssm.amazonaws.com')).toBe(false)
  })
})
