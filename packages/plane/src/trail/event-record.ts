import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { AwsFault } from '@hostler/wire/aws-fault'
import type { ServiceModel } from '@hostler/wire/model/service-model'
import { findErrorShape } from '@hostler/wire/protocols/error-shapes'
import type { NewAuditEvent } from '../domain/audit/audit-event.ts'
import type { FinishedCall } from '../gateway/finished-call.ts'
import { eventResources } from './event-resources.ts'
import { eventTime } from './event-time.ts'
import { type Parameters, renderParameters, withoutSecrets } from './parameters.ts'
import { isDenial, isReadOnly } from './recorded-calls.ts'
import { foreignIdentity, userIdentity, userNameOf } from './user-identity.ts'

/** The form of the records, as CloudTrail numbers it. */
export const eventVersion = '1.11'
/** No event is larger, in bytes of JSON; CloudTrail allows 256 KB. */
export const eventBytesMax = 64 * 1024
/** Of input and of output; of what was denied less, since whoever may do nothing may still ask. */
const parametersMax = 24_000
const deniedParametersMax = 2_000
const textMax = 1_024
const omitted = { omitted: true, reason: `the event is larger than ${eventBytesMax} bytes` }

/** Services whose events AWS writes in us-east-1, wherever they were called. */
const writtenInVirginia: ReadonlySet<string> = new Set(['iam', 'organizations'])

type CallOfSomebody = FinishedCall & { readonly [K in 'operation' | 'caller' | 'scope']: NonNullable<FinishedCall[K]> }

/**
 * The event of a call.
 *
 * @param otherAccountId whose account is told of it too; both events then share an id
 */
export function callEvents(call: CallOfSomebody, otherAccountId: string | undefined): readonly NewAuditEvent[] {
  if (otherAccountId === undefined) return [toEvent(call, call.scope.accountId, { userIdentity: identityOf(call) })]
  const sharedEventID = randomUUID()
  return [
    toEvent(call, call.scope.accountId, { userIdentity: identityOf(call), sharedEventID }),
    toEvent(call, otherAccountId, { userIdentity: foreignIdentity(call.caller), sharedEventID }),
  ]
}

/** Whoever signed nothing acts in the account whose code it showed. */
function identityOf({ caller, scope }: CallOfSomebody): object {
  const identity = userIdentity(caller)
  return caller.kind === 'unsigned' ? { ...identity, accountId: scope.accountId } : identity
}

interface Told {
  readonly userIdentity: object
  readonly sharedEventID?: string
}

function toEvent(call: CallOfSomebody, accountId: string, { userIdentity: who, ...shared }: Told): NewAuditEvent {
  const [service, name] = call.operation.split(':') as [string, string]
  const { bound, caller } = call
  const error = call.failure === undefined ? undefined : errorOf(call.failure, service, bound?.model)
  const limit = call.failure !== undefined && isDenial(call.failure) ? deniedParametersMax : parametersMax
  const side = (shape: string | null | undefined, value: Readonly<Record<string, unknown>> | undefined): Parameters =>
    bound ? renderParameters(bound.model, shape, value, limit) : { value: null, secrets: [] }
  const request = side(bound?.operation.input, call.input)
  const response = side(bound?.operation.output, call.output)
  const id = randomUUID()
  const isRead = isReadOnly(call.operation)
  const region = writtenInVirginia.has(service) ? 'us-east-1' : call.scope.region
  const resources = eventResources(call.operation, request.value, response.value)
  const source = `${service}.amazonaws.com`
  const userName = userNameOf(caller)
  const isOwn = accountId === caller.accountId
  const record = {
    eventVersion,
    userIdentity: who,
    eventTime: eventTime(call.at),
    eventSource: source,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: call.peer.address,
    userAgent: call.userAgent?.slice(0, textMax),
    ...(error && { errorCode: error.code, errorMessage: withoutSecrets(error.message, request.secrets) }),
    requestParameters: request.value,
    responseElements: response.value,
    additionalEventData: additionalData(call.failure),
    requestID: call.requestId,
    eventID: id,
    readOnly: isRead,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    ...shared,
    eventCategory: 'Management',
    tlsDetails: tlsDetails(call.socket, call.hostHeader),
  }
  return {
    accountId,
    region,
    id,
    at: call.at,
    name,
    source,
    isRead,
    ...(isOwn && userName !== undefined && { userName }),
    ...(isOwn && caller.accessKeyId !== '' && { accessKeyId: caller.accessKeyId }),
    resources,
    record: bounded(record),
  }
}

function bounded(record: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(record)
  if (Buffer.byteLength(text) <= eventBytesMax) return text
  return JSON.stringify({ ...record, requestParameters: omitted, responseElements: omitted })
}

function errorOf(
  failure: unknown,
  service: string,
  model: ServiceModel | undefined,
): { code: string; message: string } {
  if (!(failure instanceof AwsFault)) {
    return { code: 'InternalFailure', message: 'An internal error occurred.' }
  }
  // What EC2 tells of a denial in sealed form is for the caller.
  const message = failure.message.replace(/ Encoded authorization failure message: .*$/s, '').slice(0, textMax)
  if (service === 'ec2') return { code: `${failure.status < 500 ? 'Client' : 'Server'}.${failure.code}`, message }
  return { code: (model && findErrorShape(model, failure.code)) ?? failure.code, message }
}

/** Where the reason of a denial is found. */
function additionalData(failure: unknown): object | undefined {
  const decisionId = failure instanceof AwsFault ? failure.headers['x-hostler-decision-id'] : undefined
  return decisionId === undefined ? undefined : { decisionId }
}

function tlsDetails(socket: Socket, clientProvidedHostHeader: string | undefined): object | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const tlsVersion = socket.getProtocol()
  // A connection that has gone meanwhile tells nothing any more.
  if (tlsVersion === null) return undefined
  const host = clientProvidedHostHeader?.slice(0, 255)
  return { tlsVersion, cipherSuite: socket.getCipher().standardName, clientProvidedHostHeader: host }
}
