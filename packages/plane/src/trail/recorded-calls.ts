// Which calls an audit trail tells of. Rules only, by lists; what is written of a call is elsewhere.
import { AwsFault } from '@hostler/wire/aws-fault'
import { isRead } from '../access/is-read.ts'
import type { FinishedCall } from '../gateway/finished-call.ts'
import { hostOf } from '../identity/caller.ts'

/** What is done to the contents of things, thousands of times a second: CloudTrail's data events, which it leaves out too. */
const dataOperations: ReadonlySet<string> = new Set([
  'logs:PutLogEvents',
  's3:AbortMultipartUpload',
  's3:CompleteMultipartUpload',
  's3:CopyObject',
  's3:CreateMultipartUpload',
  's3:DeleteObject',
  's3:DeleteObjectTagging',
  's3:DeleteObjects',
  's3:GetObject',
  's3:GetObjectAttributes',
  's3:GetObjectTagging',
  's3:HeadObject',
  's3:ListMultipartUploads',
  's3:ListObjectVersions',
  's3:ListObjects',
  's3:ListObjectsV2',
  's3:ListParts',
  's3:PutObject',
  's3:PutObjectTagging',
  's3:UploadPart',
  's3:UploadPartCopy',
])

/** What agents do all day with the credentials of their host. Registering, and another key, are no part of it. */
const agentsRoutine: ReadonlySet<string> = new Set([
  'ec2messages:AcknowledgeMessage',
  'ec2messages:DeleteMessage',
  'ec2messages:FailMessage',
  'ec2messages:GetMessages',
  'ec2messages:SendReply',
  'ssm:PutComplianceItems',
  'ssm:PutConfigurePackageResult',
  'ssm:PutInventory',
  'ssm:RequestManagedInstanceRoleToken',
  'ssm:UpdateInstanceAssociationStatus',
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
])

/** How an operation counts, told by its name; there are few of them, and every call asks. */
const kinds = new Map<string, 'data' | 'read' | 'change'>()

export function isDataOperation(operation: string): boolean {
  return dataOperations.has(operation)
}

function kindOf(operation: string): 'data' | 'read' | 'change' {
  let kind = kinds.get(operation)
  if (kind === undefined) {
    kind = isDataOperation(operation) ? 'data' : isRead(operation) ? 'read' : 'change'
    kinds.set(operation, kind)
  }
  return kind
}

/** Whether a host does its work: then only that it is refused is worth an event. */
export function isRoutine({ caller, operation }: FinishedCall): boolean {
  return caller !== undefined && hostOf(caller) !== undefined && agentsRoutine.has(operation!)
}

/** Whether a call belongs into the trail: changes, done or failed, and whatever was denied. */
export function isRecorded(call: FinishedCall): boolean {
  const kind = kindOf(call.operation!)
  if (kind === 'data') return false
  if (call.failure !== undefined && isDenial(call.failure)) return true
  return kind === 'change' && !isRoutine(call)
}

export function isDenial(failure: unknown): boolean {
  return failure instanceof AwsFault && /^(?:AccessDenied|UnauthorizedOperation)/.test(failure.code)
}

/**
 * What CloudTrail calls read-only is told by AWS service by service: whatever hands out credentials and changes nothing
 * counts as such.
 */
export function isReadOnly(operation: string): boolean {
  return operation.startsWith('sts:') || /^\w+:(?:Get|List|Describe)[A-Z]/.test(operation) || isRead(operation)
}
