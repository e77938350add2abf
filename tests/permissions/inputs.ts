// The least valid input of every operation that is served, in the words of its protocol: members of JSON services,
// parameters of query services. Inputs name what `world.ts` made.
import {
  hostManagementRole,
  hostManagementSetting,
  hostManagementValue,
} from '@hostler/testkit/default-host-management'
import type { Authenticator } from '@hostler/testkit/authenticator'
import {
  accountAlias,
  accountTrust,
  readOnlyPolicy,
  shellContent,
  shellDocument,
  smallPolicy,
  workerPassword,
  type World,
} from './world.ts'

type Input = Readonly<Record<string, unknown>>

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

const worker = { UserName: 'worker' }
const crew = { RoleName: 'crew' }
const kit = { InstanceProfileName: 'kit' }
const policy = { PolicyArn: readOnlyPolicy }
const tag = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'b' }
const tagKeys = { 'TagKeys.member.1': 'team' }
const inline = { PolicyName: 'inline', PolicyDocument: smallPolicy }
const attachable = { PolicyArn: 'arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess' }

function iamInputs({ plane, accessKeyId }: World): Record<string, Input> {
  const trust = accountTrust(plane.accountId)
  return {
    AddRoleToInstanceProfile: { InstanceProfileName: 'empty', ...crew },
    AttachRolePolicy: { ...crew, ...attachable },
    AttachUserPolicy: { ...worker, ...attachable },
    CreateAccessKey: worker,
    CreateInstanceProfile: { InstanceProfileName: 'new' },
    CreateRole: { RoleName: 'new', AssumeRolePolicyDocument: trust },
    CreateUser: { UserName: 'new' },
    DeleteAccessKey: { ...worker, AccessKeyId: accessKeyId },
    DeleteInstanceProfile: { InstanceProfileName: 'spare' },
    DeleteRole: { RoleName: 'spare' },
    DeleteRolePolicy: { ...crew, PolicyName: 'inline' },
    DeleteUser: { UserName: 'spare' },
    DeleteUserPolicy: { ...worker, PolicyName: 'inline' },
    DetachRolePolicy: { ...crew, ...policy },
    DetachUserPolicy: { ...worker, ...policy },
    GetInstanceProfile: kit,
    GetPolicy: policy,
    GetPolicyVersion: { ...policy, VersionId: 'v1' },
    GetRole: crew,
    GetRolePolicy: { ...crew, PolicyName: 'inline' },
    GetUser: worker,
    GetUserPolicy: { ...worker, PolicyName: 'inline' },
    ListAccessKeys: worker,
    ListAttachedRolePolicies: crew,
    ListAttachedUserPolicies: worker,
    ListEntitiesForPolicy: policy,
    ListInstanceProfileTags: kit,
    ListInstanceProfiles: {},
    ListInstanceProfilesForRole: { RoleName: 'kit' },
    ListPolicies: {},
    ListPolicyVersions: policy,
    ListRolePolicies: crew,
    ListRoleTags: crew,
    ListRoles: {},
    ListUserPolicies: worker,
    ListUserTags: worker,
    ListUsers: {},
    PutRolePolicy: { ...crew, ...inline },
    PutUserPolicy: { ...worker, ...inline },
    RemoveRoleFromInstanceProfile: { ...kit, RoleName: 'kit' },
    TagInstanceProfile: { ...kit, ...tag },
    TagRole: { ...crew, ...tag },
    TagUser: { ...worker, ...tag },
    UntagInstanceProfile: { ...kit, ...tagKeys },
    UntagRole: { ...crew, ...tagKeys },
    UntagUser: { ...worker, ...tagKeys },
    UpdateAccessKey: { ...worker, AccessKeyId: accessKeyId, Status: 'Inactive' },
    UpdateAssumeRolePolicy: { ...crew, PolicyDocument: trust },
    UpdateRole: crew,
    UpdateRoleDescription: { ...crew, Description: 'works' },
    UpdateUser: { ...worker, NewPath: '/moved/' },
  }
}

/** What people sign in with, and what is known of their keys. */
function peopleInputs({ accessKeyId, mfaDevices }: World): Record<string, Input> {
  const { enabled, spare, old } = mfaDevices
  const device = { SerialNumber: enabled.serialNumber }
  const newPassword = 'Another-horse-8'
  const codes = (of: Authenticator, first: number) => ({
    SerialNumber: of.serialNumber,
    AuthenticationCode1: of.code(first),
    AuthenticationCode2: of.code(first + 1),
  })
  return {
    ChangePassword: { OldPassword: workerPassword, NewPassword: newPassword },
    CreateAccountAlias: { AccountAlias: accountAlias },
    CreateLoginProfile: { UserName: 'guest', Password: newPassword },
    CreateVirtualMFADevice: { VirtualMFADeviceName: 'new' },
    DeactivateMFADevice: { ...worker, ...device },
    DeleteAccountAlias: { AccountAlias: accountAlias },
    DeleteAccountPasswordPolicy: {},
    DeleteLoginProfile: worker,
    DeleteVirtualMFADevice: { SerialNumber: old.serialNumber },
    EnableMFADevice: { ...worker, ...codes(spare, -1) },
    GetAccessKeyLastUsed: { AccessKeyId: accessKeyId },
    GetAccountPasswordPolicy: {},
    GetAccountSummary: {},
    GetLoginProfile: worker,
    GetMFADevice: { ...worker, ...device },
    ListAccountAliases: {},
    ListMFADeviceTags: device,
    ListMFADevices: worker,
    ListVirtualMFADevices: {},
    ResyncMFADevice: { ...worker, ...codes(enabled, 5) },
    TagMFADevice: { ...device, ...tag },
    UntagMFADevice: { ...device, ...tagKeys },
    UpdateAccountPasswordPolicy: { MinimumPasswordLength: '8' },
    UpdateLoginProfile: { ...worker, Password: newPassword },
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
  const { node, plane, sessionId } = world
  return {
    ssm: ssmInputs(world),
    iam: { ...iamInputs(world), ...peopleInputs(world) },
    sts: {
      AssumeRole: { RoleArn: `arn:aws:iam::${plane.accountId}:role/crew`, RoleSessionName: 'visit' },
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
    hostler: {
      GetRecordKey: {},
      GetSessionRecord: { SessionId: sessionId },
      ListSessionRecordReads: { SessionId: sessionId },
      ListSessionRecords: {},
    },
  }
}
