// The plane that every row of the matrix is tried on: one of each thing that an operation may name.
import { AssociateIamInstanceProfileCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import {
  CreateServiceLinkedRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GenerateServiceLastAccessedDetailsCommand,
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
} from '@hostler/testkit/default-host-management'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { rawCall } from '@hostler/testkit/raw-call'
import { refusal } from '@hostler/testkit/refusal'
import { openControlChannel } from '@hostler/testkit/scripted-channel'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { makeIdentities } from './identities.ts'
import { makeObjects } from './objects.ts'
import { makeLogs } from './logs-inputs.ts'
import { makeOrganization, type WorldOrganization } from './organization.ts'
import { makePeople, type WorldDevices } from './people.ts'
import type { WorldUpload } from './s3-inputs.ts'

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
  /** Of some decision about the administrator. */
  readonly decisionId: string
  /** Of a report of last use that the administrator asked for. */
  readonly useReportId: string
  /** Of the user `worker`. */
  readonly accessKeyId: string
  /** Of a service-linked role that is gone. */
  readonly deletionTaskId: string
  /** Of a denial of EC2. */
  readonly encodedMessage: string
  /** Managed by the home account. */
  readonly organization: WorldOrganization
  /** Enabled for `worker`, for nobody, and one to be deleted. */
  readonly mfaDevices: WorldDevices
  /** Open, in a bucket of the home account, and another one to abort. */
  readonly upload: WorldUpload
}

/** A document of the home account. */
export const shellDocument = 'shell'
export const shellContent = JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream' })

/**
 * The identities of `makeIdentities`, profile `kit` on two hosts; Default Host Management on, two nodes under it, a third
 * host; a session that the administrator has on the first node; a document `shell`; the log groups of `makeLogs`.
 */
export async function makeWorld(): Promise<World> {
  const plane = await startTestPlane()
  const { ec2 } = plane.admin
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const [node, otherNode, spareHost] = await plane.hosts(3)
  const nodeToken = await node!.join()
  await node!.ping(nodeToken)
  await openControlChannel(node!, nodeToken)
  const accessKeyId = await makeIdentities(plane)
  const mfaDevices = await makePeople(plane)
  const session = await plane.admin.ssm.send(new StartSessionCommand({ Target: node!.instanceId }))
  await plane.admin.ssm.send(
    new CreateDocumentCommand({ Name: shellDocument, DocumentType: 'Session', Content: shellContent }),
  )
  await makeLogs(plane)
  const otherNodeToken = await otherNode!.join()
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
    accessKeyId,
    organization: await makeOrganization(plane),
    mfaDevices,
    upload: await makeObjects(plane),
    deletionTaskId: await deleteServiceRole(plane),
    encodedMessage: await findEncodedMessage(plane),
    ...(await findDecision(plane)),
  }
}

async function deleteServiceRole({ admin: { iam } }: TestPlane): Promise<string> {
  const { Role } = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ssm.amazonaws.com' }))
  const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: Role!.RoleName }))
  return DeletionTaskId!
}

async function findEncodedMessage(plane: TestPlane): Promise<string> {
  const { ec2 } = await plane.user('denied')
  const { message } = await refusal(ec2.send(new DescribeInstancesCommand({})))
  return message.slice(message.lastIndexOf(' ') + 1)
}

async function findDecision({ admin, accountId, running }: TestPlane) {
  const Arn = `arn:aws:iam::${accountId}:role/crew`
  const { JobId } = await admin.iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }))
  const { items } = await running.app.storage.read.decisions.list(accountId, {}, { limit: 1 })
  return { decisionId: items[0]!.id, useReportId: JobId! }
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
