import type { AuditResource } from '../domain/audit/audit-event.ts'

/** Members that name something, by the name under which CloudTrail writes them. */
const typesByMember: Readonly<Record<string, string>> = {
  accessKeyId: 'AWS::IAM::AccessKey',
  activationId: 'AWS::SSM::Activation',
  bucket: 'AWS::S3::Bucket',
  documentName: 'AWS::SSM::Document',
  groupName: 'AWS::IAM::Group',
  iamRole: 'AWS::IAM::Role',
  imageId: 'AWS::EC2::Ami',
  instanceProfileName: 'AWS::IAM::InstanceProfile',
  logGroupName: 'AWS::Logs::LogGroup',
  logStreamName: 'AWS::Logs::LogStream',
  newGroupName: 'AWS::IAM::Group',
  newUserName: 'AWS::IAM::User',
  organizationalUnitId: 'AWS::Organizations::OrganizationalUnit',
  policyArn: 'AWS::IAM::Policy',
  policyId: 'AWS::Organizations::Policy',
  roleArn: 'AWS::IAM::Role',
  roleName: 'AWS::IAM::Role',
  serialNumber: 'AWS::IAM::MFADevice',
  sessionId: 'AWS::SSM::Session',
  settingId: 'AWS::SSM::ServiceSetting',
  userName: 'AWS::IAM::User',
}
const membersOfHosts: ReadonlySet<string> = new Set(['instanceId', 'instanceIds', 'resourceId', 'resources', 'target'])
const resourcesMax = 20
const nameMax = 512
const depthMax = 4

/**
 * What an event is about: whatever input and output name as such.
 *
 * @param operation `service:Name`; a document's name is only called `name`
 */
export function eventResources(operation: string, ...parameters: readonly unknown[]): readonly AuditResource[] {
  const found = new Map<string, AuditResource>()
  const isAboutDocument = /^ssm:\w+Document(?:\b|[A-Z])/.test(operation)

  function note(type: string | undefined, name: string): void {
    if (type === undefined || found.size >= resourcesMax) return
    const cut = name.slice(0, nameMax)
    found.set(`${type} ${cut}`, { type, name: cut })
  }

  function look(value: unknown, member: string, depth: number): void {
    if (typeof value === 'string') note(typeOf(value, member, isAboutDocument && depth === 1), value)
    else if (typeof value !== 'object' || value === null || depth > depthMax) return
    else if (Array.isArray(value)) for (const element of value) look(element, member, depth + 1)
    else for (const [name, inner] of Object.entries(value)) look(inner, name, depth + 1)
  }

  for (const side of parameters) look(side, '', 0)
  return [...found.values()]
}

function typeOf(value: string, member: string, isAboutDocument: boolean): string | undefined {
  if (membersOfHosts.has(member)) {
    if (value.startsWith('mi-')) return 'AWS::SSM::ManagedInstance'
    return value.startsWith('i-') ? 'AWS::EC2::Instance' : undefined
  }
  if (isAboutDocument && member === 'name') return 'AWS::SSM::Document'
  return Object.hasOwn(typesByMember, member) ? typesByMember[member] : undefined
}
