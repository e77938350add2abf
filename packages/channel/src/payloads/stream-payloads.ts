// Payloads of a session's two streams, and of the messages that go beside them on the data channel. JSON members are
// spelt as the stock programs spell them; reading is tolerant of what it does not know.

/** `{"cols":120,"rows":30}` */
export interface TerminalSize {
  readonly cols: number
  readonly rows: number
}

/** Flag payloads: one big-endian u32. */
export const flags = {
  disconnectToPort: 1,
  terminateSession: 2,
  connectToPortError: 3,
} as const

/** Payload of an `acknowledge`. Each acknowledges one message; only the sequence number is looked at. */
export interface Acknowledgement {
  readonly AcknowledgedMessageType: string
  readonly AcknowledgedMessageId: string
  readonly AcknowledgedMessageSequenceNumber: number
  readonly IsSequentialMessage: boolean
}

export interface AgentSessionState {
  readonly SchemaVersion: number
  readonly SessionState: 'Connected' | 'Terminating'
  readonly SessionId: string
}

/** To the plugin it ends the program, `Output` being what it shows; to the agent only `SessionId` matters. */
export interface ChannelClosed {
  readonly MessageType: 'channel_closed'
  readonly MessageId: string
  readonly DestinationId: string
  readonly SessionId: string
  readonly SchemaVersion: number
  /** ISO 8601: the agent cannot read a number here. */
  readonly CreatedDate: string
  readonly Output: string
}

/** First text frame of the client's WebSocket. */
export interface OpenDataChannelAsClient {
  readonly MessageSchemaVersion: '1.0'
  readonly RequestId: string
  readonly TokenValue: string
  readonly ClientId: string
  readonly ClientVersion: string
}

/** First text frame of the agent's data WebSocket. */
export interface OpenDataChannelAsAgent {
  readonly MessageSchemaVersion: '1.0'
  readonly RequestId: string
  readonly TokenValue: string
  readonly ClientInstanceId: string
  readonly ClientId: ''
}
