// Which service a request is for. One table decides, most telling evidence first: S3's scope or Host, since its paths
// are the callers' own; then X-Amz-Target, REST path, Action + Version, credential scope, Host.
import { loadModel } from '@hostler/wire/model/load-model'
import type { ServiceModel } from '@hostler/wire/model/service-model'
import type { WireRequest } from '@hostler/wire/protocols/protocol'

const targetPrefixes: ReadonlyMap<string, string> = new Map([
  ['AmazonSSM', 'ssm'],
  ['EC2WindowsMessageDeliveryService', 'ec2messages'],
  ['Hostler', 'hostler'],
  ['Logs_20140328', 'logs'],
  ['AWSOrganizationsV20161128', 'organizations'],
  ['com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101', 'cloudtrail'],
])

const apiVersions: ReadonlyMap<string, string> = new Map([
  ['2010-05-08', 'iam'],
  ['2011-06-15', 'sts'],
  ['2016-11-15', 'ec2'],
])

const signingNames: ReadonlySet<string> = new Set([
  'ssm',
  'ec2messages',
  'ssmmessages',
  'iam',
  'sts',
  'ec2',
  'hostler',
  'logs',
  'organizations',
  'cloudtrail',
])

/** The service's facts, or undefined when nothing in the request names a service that the plane knows. */
export function findService(request: WireRequest): ServiceModel | undefined {
  if (isForObjectStore(request)) return loadModel('s3')
  const name = byTarget(request) ?? byPath(request) ?? byVersion(request) ?? byScope(request) ?? byHost(request)
  return name === undefined ? undefined : loadModel(name)
}

/** Signed for S3, or sent to a name of S3's (`s3.…`, `BUCKET.s3.…`). Told by the head alone. */
export function isForObjectStore({ headers, query }: WireRequest): boolean {
  const { authorization = '', host = '' } = headers
  if (authorization !== '') return authorization.includes('/s3/aws4_request') || authorization.startsWith('AWS ')
  if (/(?:^|&)X-Amz-Credential=[^&]*%2Fs3%2F/i.test(query) || hasOldSignature({ headers, query })) return true
  return /(?:^|\.)s3[.-]/.test(host)
}

/** Signed as S3 had it before Signature Version 4; no other service knows these forms. */
export function hasOldSignature({ headers, query }: Pick<WireRequest, 'headers' | 'query'>): boolean {
  const { authorization = '' } = headers
  return authorization.startsWith('AWS ') || (authorization === '' && /(?:^|&)AWSAccessKeyId=/.test(query))
}

function byTarget({ headers }: WireRequest): string | undefined {
  const target = headers['x-amz-target']
  return target && targetPrefixes.get(target.slice(0, target.lastIndexOf('.')))
}

function byPath({ path }: WireRequest): string | undefined {
  return /^\/v1\/(control|data)-channel\//.test(path) ? 'ssmmessages' : undefined
}

function byVersion({ query, body, headers }: WireRequest): string | undefined {
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const version = /(?:^|&)Version=([^&]+)/.exec(form ? body.toString('latin1') : query)?.[1]
  return version && apiVersions.get(version)
}

/** Read without verifying it: authentication checks the scope again. */
function byScope({ headers, query }: WireRequest): string | undefined {
  const credential = textAfter('Credential=', headers.authorization ?? '', /[,\s]/)
  const scope = credential?.split('/', 4) ?? textAfter('X-Amz-Credential=', query, /&/)?.split(/%2F/i, 4)
  return scope?.[3] && signingNames.has(scope[3]) ? scope[3] : undefined
}

/** What stands between the first `name` and the next `end`. Takes one pass: anybody may send any header. */
function textAfter(name: string, text: string, end: RegExp): string | undefined {
  const at = text.indexOf(name)
  return at < 0 ? undefined : text.slice(at + name.length).split(end, 1)[0]
}

function byHost({ headers }: WireRequest): string | undefined {
  const label = /^([a-z0-9]+)\./.exec(headers.host ?? '')?.[1]
  return label && signingNames.has(label) ? label : undefined
}

/** A batch of log events is a mebibyte of text, and JSON may take six bytes for one of them. */
const largeBodies: ReadonlyMap<string, number> = new Map([['Logs_20140328.PutLogEvents', 7]])

/** How large the body of a request may be whose headers are known. @param limitBytes of ordinary requests */
export function bodyLimitOf(headers: Readonly<Record<string, unknown>>, limitBytes: number): number {
  return limitBytes * (largeBodies.get(String(headers['x-amz-target'])) ?? 1)
}

/** Services without regions: their signatures may be scoped to any enabled region. */
export const globalServices: ReadonlySet<string> = new Set(['iam', 'sts', 'organizations'])
