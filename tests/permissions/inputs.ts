// The least valid input of every operation that is served, in the words of its protocol: members of JSON services,
// parameters of query services. Inputs name what `world.ts` made.
import {
  hostManagementRole,
  hostManagementSetting,
  hostManagementValue,
} from '@hostler/testkit/default-host-management'
import { cloudtrailInputs } from './cloudtrail-inputs.ts'
import { iamInputs, peopleInputs } from './iam-inputs.ts'
import type { Input } from './input.ts'
import { logsInputs } from './logs-inputs.ts'
import { organizationsInputs } from './organizations-inputs.ts'
import { s3Inputs } from './s3-inputs.ts'
import { shellContent, shellDocument, type World } from './world.ts'

const requestId = '4e1b8b1c-7a1c-4c0f-9d2a-5f8f6f0c9a11'
const setting = { SettingId: hostManagementSetting }
const parameter = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'

function ssmInputs({ node, otherNode, sessionId, activationId, hybridNodeId }: World): Record<string, Input> {
  const session = { SessionId: sessionId }
  const document = { Name: shellDocument }
  const tagged = { ResourceType: 'ManagedInstance', ResourceId: node.instanceId }
  return {
    AddTagsToResource: { ...tagged, Tags: [{ Key: 'team', Value: 'a' }] },
    CreateDocument: { Name: 'another-shell', DocumentType: 'Session', Content: shellContent },
    DeleteDocument: document,
    DescribeDocument: document,
    CreateActivation: { IamRole: `service-role/${hostManagementRole}` },
    DeleteActivation: { ActivationId: activationId },
    DeregisterManagedInstance: { InstanceId: hybridNodeId },
    DescribeActivations: {},
    DescribeInstanceInformation: {},
    DescribeInstanceProperties: {},
    DescribeSessions: { State: 'History' },
    GetConnectionStatus: { Target: node.instanceId },
    GetDocument: document,
    GetParameter: { Name: parameter },
    GetParameters: { Names: [parameter] },
    GetParametersByPath: { Path: '/aws/service/ami-amazon-linux-latest' },
    GetServiceSetting: setting,
    ListDocumentVersions: document,
    ListDocuments: {},
    ListTagsForResource: tagged,
    RegisterManagedInstance: {
      Fingerprint: otherNode.instanceId,
      PublicKey: otherNode.publicKey,
      PublicKeyType: 'Rsa',
    },
    RemoveTagsFromResource: { ...tagged, TagKeys: ['team'] },
    RequestManagedInstanceRoleToken: { Fingerprint: otherNode.instanceId },
    ResetServiceSetting: setting,
    ResumeSession: session,
    StartSession: { Target: node.instanceId },
    TerminateSession: session,
    UpdateDocument: { ...document, Content: `${shellContent} ` },
    UpdateDocumentDefaultVersion: { ...document, DocumentVersion: '1' },
    UpdateInstanceInformation: {
      AgentName: 'amazon-ssm-agent',
      AgentVersion: '3.3.0.0',
      InstanceId: node.instanceId,
      PlatformType: 'Linux',
    },
    UpdateManagedInstancePublicKey: { NewPublicKey: otherNode.publicKey, NewPublicKeyType: 'Rsa' },
    UpdateManagedInstanceRole: { InstanceId: hybridNodeId, IamRole: `service-role/${hostManagementRole}` },
    UpdateServiceSetting: { ...setting, SettingValue: hostManagementValue },
  }
}

function ec2Inputs({ node, otherNode, imageId, associationId, spareAssociationId }: World): Record<string, Input> {
  const instances = { 'InstanceId.1': node.instanceId, DryRun: 'true' }
  const profile = { 'IamInstanceProfile.Name': 'kit' }
  const tags = { 'ResourceId.1': node.instanceId, 'Tag.1.Key': 'team', 'Tag.1.Value': 'a', DryRun: 'true' }
  return {
    AssociateIamInstanceProfile: { InstanceId: node.instanceId, ...profile },
    CreateTags: tags,
    DeleteTags: tags,
    DescribeIamInstanceProfileAssociations: {},
    DescribeImages: { 'ImageId.1': imageId },
    DescribeInstanceStatus: { 'InstanceId.1': node.instanceId },
    DescribeInstances: { 'InstanceId.1': node.instanceId },
    DescribeTags: {},
    DisassociateIamInstanceProfile: { AssociationId: spareAssociationId },
    ModifyInstanceMetadataOptions: { InstanceId: otherNode.instanceId, HttpTokens: 'required', DryRun: 'true' },
    RebootInstances: instances,
    ReplaceIamInstanceProfileAssociation: { AssociationId: associationId, ...profile },
    RunInstances: { ImageId: imageId, MinCount: '1', MaxCount: '1', DryRun: 'true' },
    StartInstances: instances,
    StopInstances: instances,
    TerminateInstances: instances,
  }
}

/** Inputs by service and operation. An operation that is missing here fails the matrix. */
export function inputsOf(world: World): Readonly<Record<string, Readonly<Record<string, Input>>>> {
  const { node, plane, sessionId, decisionId } = world
  return {
    ssm: ssmInputs(world),
    iam: { ...iamInputs(world), ...peopleInputs(world) },
    sts: {
      AssumeRole: { RoleArn: `arn:aws:iam::${plane.accountId}:role/crew`, RoleSessionName: 'visit' },
      DecodeAuthorizationMessage: { EncodedMessage: world.encodedMessage },
      GetAccessKeyInfo: { AccessKeyId: world.accessKeyId },
      GetCallerIdentity: {},
      GetFederationToken: { Name: 'visitor' },
      GetSessionToken: {},
    },
    ec2: ec2Inputs(world),
    ec2messages: {
      GetMessages: { Destination: node.instanceId, MessagesRequestId: requestId, VisibilityTimeoutInSeconds: 10 },
    },
    ssmmessages: {
      CreateControlChannel: { ChannelId: node.instanceId, MessageSchemaVersion: '1.0', RequestId: requestId },
      CreateDataChannel: { ChannelId: sessionId, MessageSchemaVersion: '1.0', RequestId: requestId },
    },
    logs: logsInputs(world),
    organizations: organizationsInputs(world),
    cloudtrail: cloudtrailInputs,
    s3: s3Inputs(world.upload),
    hostler: {
      ExplainAccess: {
        PrincipalArn: `arn:aws:iam::${plane.accountId}:role/crew`,
        Action: 'ssm:GetServiceSetting',
        Resource: '*',
      },
      ExportAuditEvents: {},
      GetDecision: { DecisionId: decisionId },
      GetRecordKey: {},
      GetSessionRecord: { SessionId: sessionId },
      ListDecisions: { PrincipalArn: `arn:aws:iam::${plane.accountId}:user/admin` },
      ListSessionRecordReads: { SessionId: sessionId },
      ListSessionRecords: {},
    },
  }
}
