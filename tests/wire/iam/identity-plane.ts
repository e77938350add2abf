// A test plane with what tests of IAM and STS need besides: a second account, root's keys, an instance's identity.
import { CreateAccessKeyCommand, CreateUserCommand, type IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import type { STSClient } from '@aws-sdk/client-sts'
import type { TestClients, TestCredentials } from '@hostler/testkit/test-clients'
import type { TestClock } from '@hostler/testkit/test-clock'
import { startTestPlane, testRegion } from '@hostler/testkit/test-plane'

export type Keys = TestCredentials

export interface IdentityPlane {
  readonly clock: TestClock
  readonly accountId: string
  /** A second account on the same plane. */
  readonly other: { readonly accountId: string; readonly admin: Keys }
  /** Clients of the first account's administrator, or of whom the keys belong to. */
  iam(keys?: Keys): IAMClient
  sts(keys?: Keys): STSClient
  /** Makes a user who may do what the statements say, and returns its keys. */
  userWith(name: string, ...statements: object[]): Promise<Keys>
  /** A key of the first account's root. */
  rootKeys(): Promise<Keys>
  /** Starts an instance; credentials of its identity, as its metadata service hands them out. */
  instanceIdentity(): Promise<Keys & { readonly id: string }>
  close(): Promise<void>
}

/** A managed policy that this plane was told is retired. */
export const retiredPolicy = 'CloudWatchLogsFullAccess'

export async function openIdentityPlane(): Promise<IdentityPlane> {
  const plane = await startTestPlane({ deprecatedPolicies: [retiredPolicy] })
  const { accountId, clock } = plane
  const { identity } = plane.running.app
  const { accountId: otherAccountId, credentials: otherAdmin } = await plane.account('other')

  const known = new Map<string, TestClients>()
  function clients(keys?: Keys): TestClients {
    if (!keys) return plane.admin
    const made = known.get(keys.accessKeyId) ?? plane.clients(keys)
    known.set(keys.accessKeyId, made)
    return made
  }

  return {
    clock,
    accountId,
    other: { accountId: otherAccountId, admin: otherAdmin },
    iam: keys => clients(keys).iam,
    sts: keys => clients(keys).sts,
    async userWith(UserName, ...statements) {
      const { iam } = plane.admin
      await iam.send(new CreateUserCommand({ UserName }))
      if (statements.length > 0) {
        const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements })
        await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'rights', PolicyDocument }))
      }
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
      return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
    },
    rootKeys: () => plane.rootKey(),
    async instanceIdentity() {
      const { instanceId: id } = await plane.host()
      const arn = `arn:aws:ec2:${testRegion}:${accountId}:instance/${id}`
      const host = { id, region: testRegion, arn, roleDelivery: '2.0' } as const
      const issuedAt = clock.now()
      const expiresAt = new Date(issuedAt.getTime() + 3_600_000)
      return {
        id,
        ...identity.sessionTokens.issue({ kind: 'instance-identity', accountId, host, issuedAt, expiresAt }),
      }
    },
    close: () => plane.close(),
  }
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

/** A statement that allows; `more` adds elements, e.g. a Condition. */
export function allow(Action: string | readonly string[], Resource: string | readonly string[] = '*', more = {}) {
  return { Effect: 'Allow', Action, Resource, ...more }
}

/** A trust policy of one statement. */
export function trusting(Principal: unknown, more: object = {}): string {
  const statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
