// The form of a model table: what AWS publishes about one service, trimmed to what a server needs.
// Tables are data (packages/wire/models/<service>.json); nothing in this package names an operation.

/** Wire protocol of a service, as its published model names it (`json` is AWS JSON 1.0/1.1 by `jsonVersion`). */
export type ProtocolName = 'json' | 'query' | 'ec2' | 'rest-json' | 'rest-xml'

/** One service's facts. */
export interface ServiceModel {
  /** Where the table comes from and that it is generated; for readers of the file, not for programs. */
  readonly source?: string
  /** Folder name used in this project, e.g. `ssm`. */
  readonly service: string
  readonly apiVersion: string
  readonly protocol: ProtocolName
  readonly jsonVersion?: string
  /** Prefix of `X-Amz-Target` for JSON services, e.g. `AmazonSSM`. */
  readonly targetPrefix?: string
  /** Service name in the credential scope, e.g. `ssm`. */
  readonly signingName: string
  /** First label of the service's host name, e.g. `ssm`. */
  readonly endpointPrefix: string
  readonly xmlNamespace?: string
  /** Every operation AWS has; those with `input`/`output` absent are known by name only (answered 501). */
  readonly operations: Readonly<Record<string, OperationModel>>
  readonly shapes: Readonly<Record<string, Shape>>
}

export interface OperationModel {
  /** Shape names. An operation without input or output has `null`; `undefined` means the table holds its name only. */
  readonly input?: string | null
  readonly output?: string | null
  /** Element that wraps the output in the query protocol, e.g. `GetUserResult`. */
  readonly resultWrapper?: string
  readonly errors?: readonly string[]
  /** `{ method, uri }` for REST protocols. */
  readonly http?: { readonly method: string; readonly uri: string; readonly code?: number }
}

export type Shape =
  | StructureShape
  | ListShape
  | MapShape
  | StringShape
  | NumberShape
  | BooleanShape
  | TimestampShape
  | BlobShape

export interface StructureShape {
  readonly type: 'structure'
  readonly members: Readonly<Record<string, Member>>
  readonly required?: readonly string[]
  /** REST protocols: the member that is the body as a whole. */
  readonly payload?: string
  /** Nothing inside may reach a log or an error message (on every kind of shape). */
  readonly sensitive?: boolean
  /** For exceptions: wire code and status. */
  readonly error?: { readonly code?: string; readonly status?: number; readonly sender?: boolean }
}
/** A member of a structure, or the element of a list or map. */
export interface Member {
  readonly shape: string
  /** Wire name when it differs from the member's name. */
  readonly name?: string
  /** ec2 protocol: name used in requests (`queryName`). */
  readonly queryName?: string
  readonly location?: 'header' | 'headers' | 'uri' | 'querystring' | 'statusCode'
  readonly flattened?: boolean
  readonly xmlAttribute?: boolean
  /** A body of any length, which is passed on as it comes. */
  readonly streaming?: boolean
}
export interface ListShape {
  readonly type: 'list'
  readonly member: Member
  readonly flattened?: boolean
  readonly min?: number
  readonly max?: number
  readonly sensitive?: boolean
}
export interface MapShape {
  readonly type: 'map'
  readonly key: Member
  readonly value: Member
  readonly flattened?: boolean
  readonly min?: number
  readonly max?: number
  readonly sensitive?: boolean
}
export interface StringShape {
  readonly type: 'string'
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  /** The member's text must not reach a log. */
  readonly sensitive?: boolean
}
export interface NumberShape {
  readonly type: 'integer' | 'long' | 'double' | 'float'
  readonly min?: number
  readonly max?: number
}
export interface BooleanShape {
  readonly type: 'boolean'
}
export interface TimestampShape {
  readonly type: 'timestamp'
  readonly format?: 'iso8601' | 'unixTimestamp' | 'rfc822'
}
export interface BlobShape {
  readonly type: 'blob'
  readonly min?: number
  readonly max?: number
  readonly sensitive?: boolean
}

/**
 * A typed handle on one operation: what an operation file names as its contract. Carries no facts itself;
 * the table is loaded on the service's first call.
 */
export interface OperationContract<Input, Output> {
  readonly service: string
  readonly name: string
  /** Types only; never set. */
  readonly types?: { readonly input: Input; readonly output: Output }
}

/** Makes a contract handle. */
export function contract<Input, Output>(service: string, name: string): OperationContract<Input, Output> {
  return { service, name }
}
