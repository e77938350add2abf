// The plane that every row of the matrix is tried on: one of each thing that an operation may name.
import { AssociateIamInstanceProfileCommand } from '@aws-sdk/client-ec2'
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccountAliasCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreateActivationCommand,
  CreateDocumentCommand,
  GetParameterCommand,
  StartSessionCommand,
} from '@aws-sdk/client-ssm'
import {
  enableHostManagement,
  hostManagementRole,
  makeHostManagementRole,
  trustPolicyFor,
} from '@hostler/testkit/default-host-management'
import { type Authenticator, enableAuthenticator, makeAuthenticator } from '@hostler/testkit/authenticator'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { rawCall } from '@hostler/testkit/raw-call'
import { openControlChannel } from '@hostler/testkit/scripted-channel'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'

export interface World {
  readonly plane: TestPlane
  /** The node that inputs name. */
  readonly node: ScriptedAgent
  readonly nodeToken: TestCredentials
  /** Another node: its credentials must not act for the first. */
  readonly otherNode: ScriptedAgent
  readonly otherNodeToken: TestCredentials
  readonly imageId: string
  /** Of the other node's profile. */
  readonly associationId: string
  /** Of a further host's profile. */
  readonly spareAssociationId: string
  /** Open, on the first node, whose control channel is open. */
  readonly sessionId: string
  readonly activationId: string
  /** Registered by that activation. */
  readonly hybridNodeId: string
  /** Of the user `worker`. */
  readonly accessKeyId: string
  /** Enabled for `worker`, for nobody, and one to be deleted. */
  readonly mfaDevices: { readonly enabled: Authenticator; readonly spare: Authenticator; readonly old: Authenticator }
}

export const readOnlyPolicy = 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess'
/** Allows nothing that anybody here does; only its being there counts. */
export const smallPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::nothing/*' }],
})

/** A document of the home account. */
export const shellDocument = 'shell'
export const shellContent = JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream' })

/** Of the administrator and of `worker`. */
export const workerPassword = 'Correct-horse-7'
export const accountAlias = 'home'

/** Roles that the whole account may take, as far as its own policies let it. */
export function accountTrust(accountId: string): string {
  const Statement = [{ Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' }]
  return JSON.stringify({ Version: '2012-10-17', Statement })
}

/**
 * Users `worker` (with key, tags and policies) and `spare`; roles `crew` and `spare`; profiles `kit` (with its role, on
 * two hosts), `empty` and `spare`; Default Host Management on, two nodes under it, a third host; a session that the
 * administrator has on the first node; a document `shell`.
 */
export async function makeWorld(): Promise<World> {
  const plane = await startTestPlane()
  const { iam, ec2 } = plane.admin
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const [node, otherNode, spareHost] = await plane.hosts(3)
  const nodeToken = await node!.join()
  await node!.ping(nodeToken)
  await openControlChannel(node!, nodeToken)
  const { credentials } = await plane.user('worker', JSON.parse(smallPolicy) as object, [{ Key: 'team', Value: 'a' }])
  const mfaDevices = await makePeople(plane)
  const session = await plane.admin.ssm.send(new StartSessionCommand({ Target: node!.instanceId }))
  await plane.admin.ssm.send(
    new CreateDocumentCommand({ Name: shellDocument, DocumentType: 'Session', Content: shellContent }),
  )
  const otherNodeToken = await otherNode!.join()
  await iam.send(new AttachUserPolicyCommand({ UserName: 'worker', PolicyArn: readOnlyPolicy }))
  await iam.send(new CreateUserCommand({ UserName: 'spare' }))
  for (const RoleName of ['crew', 'spare']) {
    const AssumeRolePolicyDocument = accountTrust(plane.accountId)
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: [{ Key: 'team', Value: 'a' }] }))
  }
  await iam.send(new PutRolePolicyCommand({ RoleName: 'crew', PolicyName: 'inline', PolicyDocument: smallPolicy }))
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'crew', PolicyArn: readOnlyPolicy }))
  await iam.send(
    new CreateRoleCommand({ RoleName: 'kit', AssumeRolePolicyDocument: trustPolicyFor('ec2.amazonaws.com') }),
  )
  for (const InstanceProfileName of ['kit', 'empty', 'spare']) {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }))
  }
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'kit', RoleName: 'kit' }))
  const associate = async ({ instanceId: InstanceId }: ScriptedAgent) => {
    const association = { InstanceId, IamInstanceProfile: { Name: 'kit' } }
    const made = await ec2.send(new AssociateIamInstanceProfileCommand(association))
    return made.IamInstanceProfileAssociation!.AssociationId!
  }
  const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
  const { Parameter } = await plane.admin.ssm.send(new GetParameterCommand({ Name }))
  return {
    plane,
    node: node!,
    nodeToken,
    otherNode: otherNode!,
    otherNodeToken,
    imageId: Parameter!.Value!,
    associationId: await associate(otherNode!),
    spareAssociationId: await associate(spareHost!),
    sessionId: session.SessionId!,
    ...(await registerHybridNode(plane, otherNode!)),
    accessKeyId: credentials.accessKeyId,
    mfaDevices,
  }
}

/**
 * Passwords of `admin` and `worker`, a user `guest` without one, devices, an alias and a password policy. Takes half a
 * minute of the world's time, in which a session would have been waited for.
 */
async function makePeople({ admin: { iam }, clock }: TestPlane): Promise<World['mfaDevices']> {
  for (const UserName of ['admin', 'worker']) {
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: workerPassword }))
  }
  await iam.send(new CreateUserCommand({ UserName: 'guest' }))
  await iam.send(new CreateAccountAliasCommand({ AccountAlias: accountAlias }))
  await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 8 }))
  const [enabled, spare, old] = [
    await makeAuthenticator(iam, 'enabled', clock),
    await makeAuthenticator(iam, 'spare', clock),
    await makeAuthenticator(iam, 'old', clock),
  ]
  await enableAuthenticator(iam, 'worker', enabled, clock)
  return { enabled, spare, old }
}

async function registerHybridNode(plane: TestPlane, { publicKey }: ScriptedAgent) {
  const IamRole = `service-role/${hostManagementRole}`
  const { ActivationId, ActivationCode } = await plane.admin.ssm.send(new CreateActivationCommand({ IamRole }))
  const reply = await rawCall(plane.url, {
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.RegisterManagedInstance',
    },
    body: JSON.stringify({
      ActivationId,
      ActivationCode,
      Fingerprint: 'a',
      PublicKey: publicKey,
      PublicKeyType: 'Rsa',
    }),
  })
  return { activationId: ActivationId!, hybridNodeId: (reply.json() as { InstanceId: string }).InstanceId }
}
