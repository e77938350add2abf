// No secret gets into the audit trail: every operation that takes or gives one is called, done and refused, and then the
// whole trail is searched.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { RunInstancesCommand } from '@aws-sdk/client-ec2'
import {
  ChangePasswordCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  EnableMFADeviceCommand,
  ResyncMFADeviceCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam'
import { CreateAccountCommand, CreateOrganizationCommand } from '@aws-sdk/client-organizations'
import { CreateActivationCommand, ResumeSessionCommand, StartSessionCommand } from '@aws-sdk/client-ssm'
import {
  AssumeRoleCommand,
  DecodeAuthorizationMessageCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { servedOperations } from '@hostler/plane/services/index'
import { renderParameters } from '@hostler/plane/trail/parameters'
import { enableAuthenticator, makeAuthenticator } from '@hostler/testkit/authenticator'
import {
  enableHostManagement,
  hostManagementRole,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import { rawCall } from '@hostler/testkit/raw-call'
import { channelTokenOf, createControlChannel, openControlChannel } from '@hostler/testkit/scripted-channel'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { loadModel } from '@hostler/wire/model/load-model'
import type { ServiceModel } from '@hostler/wire/model/service-model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

/** Texts that must be nowhere in the trail, by what they are. */
const secrets = new Map<string, string>()

function secret<T extends string | undefined>(what: string, text: T): T {
  if (text === undefined || text.length < 6) throw new Error(`${what} is no secret that could be found: ${text}`)
  secrets.set(what, text)
  return text
}

/** Refusals repeat what was refused. */
const attempt = (call: Promise<unknown>) => call.catch(() => undefined)

async function people(): Promise<void> {
  const { iam } = plane.admin
  const UserName = 'ada'
  await iam.send(new CreateUserCommand({ UserName }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  secret('secret access key', AccessKey!.SecretAccessKey)
  const password = (name: string) => secret(name, `pass-${name}-W0rd!`)
  await iam.send(new CreateLoginProfileCommand({ UserName, Password: password('first') }))
  await iam.send(new UpdateLoginProfileCommand({ UserName, Password: password('second') }))
  await attempt(iam.send(new UpdateLoginProfileCommand({ UserName: 'nobody', Password: password('third') })))
  await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 50 }))
  await attempt(iam.send(new UpdateLoginProfileCommand({ UserName, Password: password('weak') })))
  const old = { OldPassword: password('old'), NewPassword: password('new') }
  await attempt(iam.send(new ChangePasswordCommand(old)))
}

async function devices(): Promise<void> {
  const { iam, sts } = plane.admin
  const device = await makeAuthenticator(iam, 'phone', plane.clock)
  secret('seed', device.seed)
  await enableAuthenticator(iam, 'admin', device, plane.clock)
  const SerialNumber = device.serialNumber
  const [AuthenticationCode1, AuthenticationCode2] = [secret('code 1', '919191'), secret('code 2', '828282')]
  const codes = { UserName: 'ada', SerialNumber, AuthenticationCode1, AuthenticationCode2 }
  await attempt(iam.send(new EnableMFADeviceCommand(codes)))
  await attempt(iam.send(new ResyncMFADeviceCommand({ ...codes, UserName: 'admin' })))
  const TokenCode = secret('token code', device.code())
  const { Credentials } = await sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode }))
  secret('session token', Credentials!.SessionToken)
  secret('secret of a session', Credentials!.SecretAccessKey)
  await attempt(sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode: secret('wrong code', '737373') })))
  await attempt(sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode: secret('no code', 'sesame-open') })))
}

async function sessions(): Promise<void> {
  const { sts, ec2 } = plane.admin
  const RoleArn = `arn:aws:iam::${plane.accountId}:role/service-role/${hostManagementRole}`
  const ExternalId = secret('external id', 'between-us-only')
  await attempt(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visit', ExternalId })))
  const odd = secret('odd external id', 'between{us}only')
  await attempt(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visit', ExternalId: odd })))
  const { Credentials } = await sts.send(new GetFederationTokenCommand({ Name: 'guest' }))
  secret('federation token', Credentials!.SessionToken)
  secret('secret of a federation', Credentials!.SecretAccessKey)
  const EncodedMessage = secret('encoded message', 'sealed-for-somebody-else')
  await attempt(sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage })))
  const UserData = secret('user data', Buffer.from('#!/bin/sh\npassword=tiger').toString('base64'))
  await attempt(ec2.send(new RunInstancesCommand({ ImageId: 'ami-0', MinCount: 1, MaxCount: 1, UserData })))
}

async function hosts(): Promise<void> {
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const host = await plane.host()
  const credentials = await host.join()
  secret('node token', credentials.sessionToken)
  secret('secret of a node', credentials.secretAccessKey)
  secret('channel token', channelTokenOf(await createControlChannel(host, credentials)))
  await openControlChannel(host, credentials)
  const IamRole = `service-role/${hostManagementRole}`
  const { ActivationId, ActivationCode } = await plane.admin.ssm.send(new CreateActivationCommand({ IamRole }))
  const offer = {
    PublicKey: host.publicKey,
    PublicKeyType: 'Rsa',
    Fingerprint: secret('fingerprint', 'of-the-machine'),
  }
  const reply = await rawCall(plane.url, {
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.RegisterManagedInstance' },
    body: JSON.stringify({ ActivationId, ActivationCode: secret('activation code', ActivationCode), ...offer }),
  })
  expect(reply.status).toBe(200)
  const begun = await plane.admin.ssm.send(new StartSessionCommand({ Target: host.instanceId }))
  secret('client token', begun.TokenValue)
  secret('stream URL', begun.StreamUrl)
  const again = await plane.admin.ssm.send(new ResumeSessionCommand({ SessionId: begun.SessionId }))
  secret('second client token', again.TokenValue)
}

async function organization(): Promise<void> {
  await plane.admin.organizations.send(new CreateOrganizationCommand({}))
  const [Email, AccountName] = [secret('email', 'who@example.org'), secret('account name', 'hush-hush')]
  await plane.admin.organizations.send(new CreateAccountCommand({ Email, AccountName }))
}

test('no secret that was taken or given is anywhere in the trail', async () => {
  await hosts()
  await people()
  await devices()
  await sessions()
  await organization()
  const database = new DatabaseSync(join(plane.dataDir, 'plane.db'), { readOnly: true })
  const rows = ['audit_event', 'audit_resource'].flatMap(table => database.prepare(`SELECT * FROM ${table}`).all())
  database.close()
  const trail = JSON.stringify(rows)
  const told = new Set([...trail.matchAll(/"name":"([A-Z]\w+)"/g)].map(([, name]) => name))
  for (const name of [
    'CreateAccessKey',
    'ResyncMFADevice',
    'AssumeRole',
    'StartSession',
    'CreateAccount',
    'RunInstances',
  ]) {
    expect(told).toContain(name)
  }
  const plain = (text: string) => [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]
  const found = [...secrets].filter(([, text]) => plain(text).some(form => trail.includes(form)))
  expect(found.map(([what]) => what)).toEqual([])
})

/** Every member of a shape, at any depth, each shape once. */
function membersOf(
  model: ServiceModel,
  shape: string | null | undefined,
  seen = new Set<string>(),
): [string, string][] {
  if (!shape || seen.has(shape)) return []
  seen.add(shape)
  const facts = model.shapes[shape]!
  if ('sensitive' in facts && facts.sensitive) return []
  switch (facts.type) {
    case 'structure':
      return Object.entries(facts.members).flatMap(([name, member]) => [
        [shape, name] as [string, string],
        ...membersOf(model, member.shape, seen),
      ])
    case 'list':
      return membersOf(model, facts.member.shape, seen)
    case 'map':
      return membersOf(model, facts.value.shape, seen)
    default:
      return []
  }
}

describe('of every operation that is served', () => {
  const sounds =
    /secret|password|token|seed|code\d?$|privatekey|externalid|credential|streamurl|fingerprint|userdata|qrcode/i
  /** What sounds like a secret and is none. */
  const harmless =
    /^(NextToken|ClientToken|HttpTokens|.*Password(Reset|Policy|s)\w*|.*Passwords?|Password(LastUsed|ReusePrevention)|ErrorCode|ReasonCode|StatusCode|ResponseCode|Code|TokenExpirationDate|Credentials|ServiceCode|QuotaCode|\w*[sS]equenceToken|next\w*Token|nextToken|CredentialAgeDays|ServiceSpecificCredential\w*|GlobalEndpointTokenVersion|ContinuationToken|NextContinuationToken)$/

  test.each([...servedOperations])('%s: members that sound like secrets are hidden', (service, names) => {
    const model = loadModel(service)
    const open = names.flatMap(name => {
      const { input, output } = model.operations[name]!
      return [input, output].flatMap(shape =>
        membersOf(model, shape)
          .filter(([, member]) => sounds.test(member) && !harmless.test(member))
          .filter(([owner, member]) => {
            const facts = model.shapes[owner]!
            const inner = facts.type === 'structure' ? model.shapes[facts.members[member]!.shape]! : undefined
            if (inner?.type !== 'string' && inner?.type !== 'blob') return false
            const { value } = renderParameters(model, owner, { [member]: 'open sesame' }, 1_000)
            return JSON.stringify(value).includes('open sesame')
          })
          .map(([owner, member]) => `${name}: ${owner}.${member}`),
      )
    })
    expect([...new Set(open)]).toEqual([])
  })
})
