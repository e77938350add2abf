// Everything of the session protocol that the other side of the wire sees, as one text: a change of it shows, and is
// written into wire-history.json on purpose. Agents and clients of many versions meet here. Describes; decides nothing.
import { flagBits, headerLength, layout, messageTypes, payloadTypes } from './frame/frame.ts'
import type {
  AgentTaskAcknowledge,
  AgentTaskComplete,
  StartSessionContent,
  StartSessionMessage,
} from './payloads/control-payloads.ts'
import {
  actionStatus,
  type AgentAbilities,
  type ClientAbilities,
  type EncryptionChallenge,
  type HandshakeComplete,
  type HandshakeRequest,
  type HandshakeResponse,
  type KmsEncryptionResult,
  type ProcessedAction,
  type RequestedAction,
} from './payloads/handshake-payloads.ts'
import {
  type Acknowledgement,
  type AgentSessionState,
  type ChannelClosed,
  flags,
  type OpenDataChannelAsAgent,
  type OpenDataChannelAsClient,
  type TerminalSize,
} from './payloads/stream-payloads.ts'

type Kind = 'text' | 'number' | 'boolean' | 'object' | 'list' | 'any'
/** Every member of the payload, and none besides: the compiler compares. */
type Members<Payload> = Readonly<Record<keyof Payload, Kind>>
type ParametersOf<Type> = Extract<RequestedAction, { readonly ActionType: Type }>['ActionParameters']

const payloads = {
  StartSessionMessage: {
    Content: 'text',
    TaskId: 'text',
    Topic: 'text',
    SchemaVersion: 'number',
  } satisfies Members<StartSessionMessage>,
  StartSessionContent: {
    DocumentName: 'text',
    DocumentContent: 'object',
    SessionId: 'text',
    Parameters: 'object',
    RunAsUser: 'text',
    SessionOwner: 'text',
    TargetName: 'text',
  } satisfies Members<StartSessionContent>,
  AgentTaskComplete: {
    SchemaVersion: 'number',
    TaskId: 'text',
    Topic: 'text',
    FinalTaskStatus: 'text',
    IsRoutingFailure: 'boolean',
    AwsAccountId: 'text',
    InstanceId: 'text',
    Output: 'text',
    S3Bucket: 'text',
    S3UrlSuffix: 'text',
    CwlGroup: 'text',
    CwlStream: 'text',
    RetryNumber: 'number',
  } satisfies Members<AgentTaskComplete>,
  AgentTaskAcknowledge: {
    SchemaVersion: 'number',
    MessageId: 'text',
    TaskId: 'text',
    Topic: 'text',
  } satisfies Members<AgentTaskAcknowledge>,
  OpenDataChannelAsClient: {
    MessageSchemaVersion: 'text',
    RequestId: 'text',
    TokenValue: 'text',
    ClientId: 'text',
    ClientVersion: 'text',
  } satisfies Members<OpenDataChannelAsClient>,
  OpenDataChannelAsAgent: {
    MessageSchemaVersion: 'text',
    RequestId: 'text',
    TokenValue: 'text',
    ClientInstanceId: 'text',
    ClientId: 'text',
  } satisfies Members<OpenDataChannelAsAgent>,
  AgentSessionState: {
    SchemaVersion: 'number',
    SessionState: 'text',
    SessionId: 'text',
  } satisfies Members<AgentSessionState>,
  Acknowledgement: {
    AcknowledgedMessageType: 'text',
    AcknowledgedMessageId: 'text',
    AcknowledgedMessageSequenceNumber: 'number',
    IsSequentialMessage: 'boolean',
  } satisfies Members<Acknowledgement>,
  ChannelClosed: {
    MessageType: 'text',
    MessageId: 'text',
    DestinationId: 'text',
    SessionId: 'text',
    SchemaVersion: 'number',
    CreatedDate: 'text',
    Output: 'text',
  } satisfies Members<ChannelClosed>,
  TerminalSize: { cols: 'number', rows: 'number' } satisfies Members<TerminalSize>,
  HandshakeRequest: {
    AgentVersion: 'text',
    RequestedClientActions: 'list',
    Hostler: 'object',
  } satisfies Members<HandshakeRequest>,
  AgentAbilities: { HalfClose: 'boolean' } satisfies Members<AgentAbilities>,
  RequestedAction: { ActionType: 'text', ActionParameters: 'object' } satisfies Members<RequestedAction>,
  SessionTypeParameters: { SessionType: 'text', Properties: 'any' } satisfies Members<ParametersOf<'SessionType'>>,
  KMSEncryptionParameters: { KMSKeyId: 'text', Challenge: 'text' } satisfies Members<ParametersOf<'KMSEncryption'>>,
  HandshakeResponse: {
    ClientVersion: 'text',
    ProcessedClientActions: 'list',
    Errors: 'list',
    Hostler: 'object',
  } satisfies Members<HandshakeResponse>,
  ProcessedAction: {
    ActionType: 'text',
    ActionStatus: 'number',
    ActionResult: 'any',
    Error: 'text',
  } satisfies Members<ProcessedAction>,
  ClientAbilities: { ExitCode: 'boolean', HalfClose: 'boolean' } satisfies Members<ClientAbilities>,
  KmsEncryptionResult: {
    KMSCipherTextKey: 'text',
    KMSCipherTextHash: 'text',
    ChallengeAcknowledgement: 'boolean',
  } satisfies Members<KmsEncryptionResult>,
  HandshakeComplete: {
    HandshakeTimeToComplete: 'number',
    CustomerMessage: 'text',
  } satisfies Members<HandshakeComplete>,
  EncryptionChallenge: { Challenge: 'text' } satisfies Members<EncryptionChallenge>,
}

/** The protocol as text, the same for the same protocol whatever the order in the sources. */
export function renderWireSchema(): string {
  const schema = {
    frame: { byteOrder: 'big-endian', headerLength, layout, flagBits },
    messageTypes,
    payloadTypes,
    flags,
    actionStatus,
    payloads,
  }
  return lines(schema, '').sort().join('\n')
}

function lines(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${path} = ${String(value)}`]
  return Object.entries(value).flatMap(([name, member]) => lines(member, path === '' ? name : `${path}.${name}`))
}
