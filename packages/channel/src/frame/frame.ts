// The binary message of control and data channels: what it holds. Encoding and decoding are in their own files;
// nothing here knows what a payload means.

/** One message. Source: the agent's and the plugin's serializers, which agree byte for byte. */
export interface Frame {
  /** At most 32 ASCII characters; see {@link messageTypes}. */
  readonly type: string
  /** Always 1 so far. */
  readonly schemaVersion: number
  /** Epoch milliseconds; never 0. */
  readonly createdAtMs: number
  /** Place in its direction's stream, from 0; 0 for messages outside streams. */
  readonly sequence: number
  /** Bit 0 SYN, bit 1 FIN; written by habit and read by nobody. */
  readonly flags: number
  /** UUID, lower case with hyphens. */
  readonly id: string
  /** See {@link payloadTypes}; 0 for messages outside streams. */
  readonly payloadType: number
  readonly payload: Uint8Array
}

export const messageTypes = {
  /** Agent to client: a place in the output stream. */
  output: 'output_stream_data',
  /** Client to agent: a place in the input stream. */
  input: 'input_stream_data',
  acknowledge: 'acknowledge',
  /** To either end: the session is over. */
  channelClosed: 'channel_closed',
  /** To the agent: stop, and go on, producing output. */
  pause: 'pause_publication',
  start: 'start_publication',
  /** Agent to service, on the data channel. */
  agentSessionState: 'agent_session_state',
  /** Service to agent, on the control channel: start a session of any type. */
  startSession: 'interactive_shell',
  agentJob: 'agent_job',
  agentJobAck: 'agent_job_ack',
  agentJobReply: 'agent_job_reply',
  agentJobReplyAck: 'agent_job_reply_ack',
  agentTaskComplete: 'agent_task_complete',
  agentTaskAcknowledge: 'agent_task_acknowledge',
  agentTelemetry: 'agent_telemetry',
  agentUpdateResult: 'agent_update_result',
} as const

export const payloadTypes = {
  output: 1,
  error: 2,
  size: 3,
  parameter: 4,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  encryptionChallengeRequest: 8,
  encryptionChallengeResponse: 9,
  flag: 10,
  stderr: 11,
  exitCode: 12,
} as const

export const flagBits = { syn: 1, fin: 2 } as const

/** SHA-256, handed in: the package runs where there is no `node:crypto`. */
export type Digest = (bytes: Uint8Array) => Uint8Array

/** Places in a frame, in bytes. All integers are big-endian. */
export const layout = {
  headerLength: 0,
  type: 4,
  schemaVersion: 36,
  createdAt: 40,
  sequence: 48,
  flags: 56,
  id: 64,
  digest: 80,
  payloadType: 112,
  payloadLength: 116,
  payload: 120,
} as const

/** What HeaderLength says: where the payload's length stands. */
export const headerLength = layout.payloadLength
/** Programs on both ends die silently of anything shorter. */
export const shortestFrameBytes = layout.payload
