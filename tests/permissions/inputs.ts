// The least valid input of every operation that is served, in the words of its protocol: members of JSON services,
// parameters of query services. Inputs name what `world.ts` made.
import {
  hostManagementRole,
  hostManagementSetting,
  hostManagementValue,
} from '@hostler/testkit/default-host-management'
import { accountTrust, ownPolicy, readOnlyPolicy, smallPolicy } from './identities.ts'
import { shellContent, shellDocument, type World } from './world.ts'

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

function iamInputs({ plane, accessKeyId, useReportId }: World): Record<string, Input> {
  const trust = accountTrust(plane.accountId)
  const own = { PolicyArn: ownPolicy(plane.accountId, 'own') }
  const crewArn = `arn:aws:iam::${plane.accountId}:role/crew`
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
    GenerateServiceLastAccessedDetails: { Arn: crewArn },
    GetRole: crew,
    GetRolePolicy: { ...crew, PolicyName: 'inline' },
    GetUser: worker,
    GetServiceLastAccessedDetails: { JobId: useReportId },
    GetServiceLastAccessedDetailsWithEntities: { JobId: useReportId, ServiceNamespace: 'ssm' },
    GetUserPolicy: { ...worker, PolicyName: 'inline' },
    ListAccessKeys: worker,
    ListAttachedRolePolicies: crew,
    ListAttachedUserPolicies: worker,
    ListEntitiesForPolicy: policy,
    ListInstanceProfileTags: kit,
    ListInstanceProfiles: {},
    ListInstanceProfilesForRole: { RoleName: 'kit' },
    ListPolicies: {},
    ListPoliciesGrantingServiceAccess: { Arn: crewArn, 'ServiceNamespaces.member.1': 'ssm' },
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
    AddUserToGroup: { GroupName: 'team', ...worker },
    AttachGroupPolicy: { GroupName: 'team', ...attachable },
    CreateGroup: { GroupName: 'new' },
    CreatePolicy: { PolicyName: 'new', PolicyDocument: smallPolicy },
    CreatePolicyVersion: { ...own, PolicyDocument: smallPolicy },
    DeleteGroup: { GroupName: 'spare' },
    DeleteGroupPolicy: { GroupName: 'team', PolicyName: 'inline' },
    DeletePolicy: { PolicyArn: ownPolicy(plane.accountId, 'spare') },
    DeletePolicyVersion: { ...own, VersionId: 'v2' },
    DeleteRolePermissionsBoundary: { RoleName: 'bounded' },
    DeleteUserPermissionsBoundary: { UserName: 'bounded' },
    DetachGroupPolicy: { GroupName: 'team', ...policy },
    GetGroup: { GroupName: 'team' },
    GetGroupPolicy: { GroupName: 'team', PolicyName: 'inline' },
    ListAttachedGroupPolicies: { GroupName: 'team' },
    ListGroupPolicies: { GroupName: 'team' },
    ListGroups: {},
    ListGroupsForUser: worker,
    ListPolicyTags: own,
    PutGroupPolicy: { GroupName: 'team', ...inline },
    PutRolePermissionsBoundary: { ...crew, PermissionsBoundary: policy.PolicyArn },
    PutUserPermissionsBoundary: { ...worker, PermissionsBoundary: policy.PolicyArn },
    RemoveUserFromGroup: { GroupName: 'team', ...worker },
    SetDefaultPolicyVersion: { ...own, VersionId: 'v1' },
    TagPolicy: { ...own, ...tag },
    UntagPolicy: { ...own, ...tagKeys },
    UpdateGroup: { GroupName: 'team', NewPath: '/moved/' },
  }
}

function organizationsInputs({ organization }: World): Record<string, Input> {
  const {
    rootId,
    unitId,
    spareUnitId,
    memberId,
    leaverId,
    policyId,
    sparePolicyId,
    requestId: CreateAccountRequestId,
  } = organization
  const policyType = { RootId: rootId, PolicyType: 'RESOURCE_CONTROL_POLICY' }
  const target = { PolicyId: policyId, TargetId: unitId }
  const Tags = [{ Key: 'team', Value: 'a' }]
  const Content = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Action: 's3:*', Resource: '*' },
  })
  return {
    AttachPolicy: target,
    CloseAccount: { AccountId: memberId },
    CreateAccount: { AccountName: 'new', Email: 'new@example.org' },
    CreateOrganization: {},
    CreateOrganizationalUnit: { ParentId: rootId, Name: 'new' },
    CreatePolicy: { Name: 'new', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content },
    DeleteOrganization: {},
    DeleteOrganizationalUnit: { OrganizationalUnitId: spareUnitId },
    DeletePolicy: { PolicyId: sparePolicyId },
    DescribeAccount: { AccountId: memberId },
    DescribeCreateAccountStatus: { CreateAccountRequestId },
    DescribeEffectivePolicy: { PolicyType: 'TAG_POLICY', TargetId: memberId },
    DescribeOrganization: {},
    DescribeOrganizationalUnit: { OrganizationalUnitId: unitId },
    DescribePolicy: { PolicyId: policyId },
    DetachPolicy: target,
    DisablePolicyType: policyType,
    EnablePolicyType: policyType,
    LeaveOrganization: {},
    ListAccounts: {},
    ListAccountsForParent: { ParentId: rootId },
    ListChildren: { ParentId: rootId, ChildType: 'ACCOUNT' },
    ListCreateAccountStatus: {},
    ListOrganizationalUnitsForParent: { ParentId: rootId },
    ListParents: { ChildId: memberId },
    ListPolicies: { Filter: 'SERVICE_CONTROL_POLICY' },
    ListPoliciesForTarget: { TargetId: unitId, Filter: 'SERVICE_CONTROL_POLICY' },
    ListRoots: {},
    ListTagsForResource: { ResourceId: unitId },
    ListTargetsForPolicy: { PolicyId: policyId },
    MoveAccount: { AccountId: memberId, SourceParentId: rootId, DestinationParentId: unitId },
    RemoveAccountFromOrganization: { AccountId: leaverId },
    TagResource: { ResourceId: unitId, Tags },
    UntagResource: { ResourceId: unitId, TagKeys: ['team'] },
    UpdateOrganizationalUnit: { OrganizationalUnitId: unitId, Name: 'renamed' },
    UpdatePolicy: { PolicyId: policyId, Description: 'changed' },
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
    iam: iamInputs(world),
    sts: {
      AssumeRole: { RoleArn: `arn:aws:iam::${plane.accountId}:role/crew`, RoleSessionName: 'visit' },
      GetCallerIdentity: {},
    },
    ec2: ec2Inputs(world),
    ec2messages: {
      GetMessages: { Destination: node.instanceId, MessagesRequestId: requestId, VisibilityTimeoutInSeconds: 10 },
    },
    ssmmessages: {
      CreateControlChannel: { ChannelId: node.instanceId, MessageSchemaVersion: '1.0', RequestId: requestId },
      CreateDataChannel: { ChannelId: sessionId, MessageSchemaVersion: '1.0', RequestId: requestId },
    },
    organizations: organizationsInputs(world),
    hostler: {
      ExplainAccess: {
        PrincipalArn: `arn:aws:iam::${plane.accountId}:role/crew`,
        Action: 'ssm:GetServiceSetting',
        Resource: '*',
      },
      GetDecision: { DecisionId: decisionId },
      GetRecordKey: {},
      GetSessionRecord: { SessionId: sessionId },
      ListDecisions: { PrincipalArn: `arn:aws:iam::${plane.accountId}:user/admin` },
      ListSessionRecordReads: { SessionId: sessionId },
      ListSessionRecords: {},
    },
  }
}
