// A plane that serves IAM and STS alone, in this process: real HTTP, real signatures, SQLite, and AWS's own clients.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateAccessKeyCommand, CreateUserCommand, type IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import type { STSClient } from '@aws-sdk/client-sts'
import { createAuthorizer } from '@hostler/plane/access/authorizer'
import { policyLanguage } from '@hostler/plane/access/trust'
import { createUserAccessKeys } from '@hostler/plane/domain/access-key/user-access-keys'
import { newAccessKeyId, newSecretAccessKey } from '@hostler/plane/domain/basics/ids'
import { createInstanceProfiles } from '@hostler/plane/domain/instance-profile/instance-profiles'
import { loadAwsManagedPolicies } from '@hostler/plane/domain/policy/aws-managed-policies'
import { createEntities } from '@hostler/plane/domain/policy/entity'
import { createEntityPolicies } from '@hostler/plane/domain/policy/entity-policies'
import { createEntityTags } from '@hostler/plane/domain/policy/entity-tags'
import { createManagedPolicies } from '@hostler/plane/domain/policy/managed-policies'
import { createRoles } from '@hostler/plane/domain/role/roles'
import { createUsers } from '@hostler/plane/domain/user/users'
import { createAdministrator } from '@hostler/plane/first-start/administrator'
import { createHandler } from '@hostler/plane/gateway/handler'
import { buildIdentity, type Identity } from '@hostler/plane/identity/build-identity'
import { createLog } from '@hostler/plane/observability/log'
import { iamOperations } from '@hostler/plane/services/iam/index'
import { createService } from '@hostler/plane/services/operation'
import { stsOperations } from '@hostler/plane/services/sts/index'
import { type NotifyingStorage, notifyChanges } from '@hostler/plane/storage/notify-changes'
import { openSqliteStorage } from '@hostler/plane/storage/sqlite/sqlite-storage'
import { createTestClients, type TestClients, type TestCredentials } from '@hostler/testkit/test-clients'
import { createTestClock, type TestClock } from '@hostler/testkit/test-clock'

export type Keys = TestCredentials

export interface IdentityPlane {
  readonly clock: TestClock
  readonly accountId: string
  readonly admin: Keys
  /** A second account on the same plane. */
  readonly other: { readonly accountId: string; readonly admin: Keys }
  iam(keys?: Keys): IAMClient
  sts(keys?: Keys): STSClient
  /** Makes a user who may do what the statements say, and returns its keys. */
  userWith(name: string, ...statements: object[]): Promise<Keys>
  /** A key of the first account's root. */
  rootKeys(): Promise<Keys>
  /** Credentials of an instance's identity, as its metadata service hands them out. */
  instanceIdentity(id: string): Keys
  close(): Promise<void>
}

const region = 'eu-west-1'
export const retiredPolicy = 'CloudWatchLogsFullAccess'

export async function openIdentityPlane(): Promise<IdentityPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'identity-'))
  const storage = notifyChanges(await openSqliteStorage(join(folder, 'plane.db')))
  const clock = createTestClock()
  const catalogue = loadAwsManagedPolicies(join(import.meta.dirname, '../../../packages/plane/data/managed-policies'))
  const keys = { 'access-keys': randomBytes(32), 'session-tokens': randomBytes(32) }
  const identity = buildIdentity({
    storage,
    catalogue,
    keyFor: purpose => keys[purpose],
    instanceExists: () => Promise.resolve(true),
    nodeTokenSeconds: 3600,
    clock,
  })
  const shutdown = new AbortController()
  const handler = createHandler(
    {
      clock,
      log: createLog('error'),
      shutdown: shutdown.signal,
      authenticator: identity.authenticator,
      authorizer: createAuthorizer(identity.principals, catalogue),
      regions: new Set([region]),
      homeRegion: region,
      clockSkewSeconds: 300,
      bodyLimitBytes: 1024 * 1024,
      services: buildServices(storage, identity, catalogue),
    },
    false,
  )
  const server = createServer(handler)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const admin = await createAdministrator(storage, identity.keySealing, clock.now())
  const otherAdmin = await createAdministrator(storage, identity.keySealing, new Date())

  const made: TestClients[] = []
  function clients(credentials: Keys): TestClients {
    const known = made.find(each => each.credentials.accessKeyId === credentials.accessKeyId)
    if (known) return known
    made.push(createTestClients(endpoint, region, credentials, clock))
    return made.at(-1)!
  }
  const iam = (credentials: Keys = admin) => clients(credentials).iam
  return {
    clock,
    accountId: admin.accountId,
    admin,
    other: { accountId: otherAdmin.accountId, admin: otherAdmin },
    iam,
    sts: (credentials = admin) => clients(credentials).sts,
    async userWith(UserName, ...statements) {
      const client = iam()
      await client.send(new CreateUserCommand({ UserName }))
      if (statements.length > 0) {
        const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements })
        await client.send(new PutUserPolicyCommand({ UserName, PolicyName: 'rights', PolicyDocument }))
      }
      const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }))
      return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
    },
    async rootKeys() {
      const { accountId } = admin
      const id = newAccessKeyId('AKIA')
      const secretAccessKey = newSecretAccessKey()
      const sealedSecret = identity.keySealing.seal(secretAccessKey, id)
      const key = { id, accountId, userId: accountId, sealedSecret, status: 'Active', createdAt: new Date() } as const
      await storage.write(writer => writer.accessKeys.insert(key))
      return { accessKeyId: id, secretAccessKey }
    },
    instanceIdentity(id) {
      const { accountId } = admin
      const host = {
        id,
        region,
        arn: `arn:aws:ec2:${region}:${accountId}:instance/${id}`,
        roleDelivery: '2.0',
      } as const
      const issuedAt = clock.now()
      const expiresAt = new Date(issuedAt.getTime() + 3_600_000)
      return identity.sessionTokens.issue({ kind: 'instance-identity', accountId, host, issuedAt, expiresAt })
    },
    async close() {
      for (const each of made) each.destroy()
      shutdown.abort()
      await new Promise(resolve => {
        server.close(resolve)
        server.closeAllConnections()
      })
      await storage.close()
      rmSync(folder, { recursive: true })
    },
  }
}

function buildServices(
  storage: NotifyingStorage,
  identity: Identity,
  catalogue: ReturnType<typeof loadAwsManagedPolicies>,
) {
  const managedPolicies = createManagedPolicies(storage.read, catalogue, new Set([retiredPolicy]))
  const rules = { language: policyLanguage, managedPolicies }
  const roles = createRoles(storage, rules)
  const tags = createEntityTags(storage)
  const iam = createService('iam', iamOperations, {
    accounts: storage.read.accounts,
    users: createUsers(storage, rules),
    accessKeys: createUserAccessKeys(storage, identity.keySealing.seal),
    roles,
    instanceProfiles: createInstanceProfiles(storage),
    policies: createEntityPolicies(storage, rules),
    managedPolicies,
    entities: createEntities(storage.read),
    tags,
  })
  const { sessionTokens } = identity
  const sts = createService('sts', stsOperations, { ...rules, roles, tags, sessionTokens })
  return new Map([iam, sts].map(service => [service.name, service]))
}

/** What a call was refused with, as the SDK tells it. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; status: number; message: string }> {
  try {
    await call
  } catch (error) {
    const { name, message, Code, $metadata } = error as {
      name: string
      message: string
      Code?: string
      $metadata: { httpStatusCode: number }
    }
    return { code: Code ?? name, status: $metadata.httpStatusCode, message }
  }
  throw new Error('the call was not refused')
}

export function allow(Action: string | readonly string[], Resource: string | readonly string[] = '*', more = {}) {
  return { Effect: 'Allow', Action, Resource, ...more }
}

export function trusting(Principal: unknown, more: object = {}): string {
  const statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
