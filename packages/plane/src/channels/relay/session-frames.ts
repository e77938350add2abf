// The messages of sessions that the plane writes itself.
import { hash, randomUUID } from 'node:crypto'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { flagBits, messageTypes } from '@hostler/channel/frame/frame'
import type { StartSessionContent } from '@hostler/channel/payloads/control-payloads'
import { writeJson } from '@hostler/channel/payloads/json-payload'

/** SHA-256 as the packages without Node want it. */
export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

function controlFrame(type: string, payload: unknown, now: Date, id: string = randomUUID(), flags = 0): Uint8Array {
  const plain = { schemaVersion: 1, createdAtMs: now.getTime(), sequence: 0, payloadType: 0 }
  return encodeFrame({ ...plain, type, id, flags, payload: writeJson(payload) }, sha256)
}

/** Tells an agent to start a session, of whatever type. */
export function startSessionFrame(content: StartSessionContent, now: Date): Uint8Array {
  return controlFrame(
    messageTypes.startSession,
    {
      Content: JSON.stringify(content),
      TaskId: content.SessionId,
      Topic: 'aws.ssm.startSession',
      SchemaVersion: 1,
    },
    now,
  )
}

/** Tells either end that the session is over. @param output what the client shows to its user */
export function channelClosedFrame(sessionId: string, nodeId: string, output: string, now: Date): Uint8Array {
  const id = randomUUID()
  return controlFrame(
    messageTypes.channelClosed,
    {
      MessageType: messageTypes.channelClosed,
      MessageId: id,
      DestinationId: nodeId,
      SessionId: sessionId,
      SchemaVersion: 1,
      // As text: the agent cannot read a number here.
      CreatedDate: now.toISOString(),
      Output: output,
    },
    now,
    id,
  )
}

/** What the client would have said of a message that it has acknowledged before. */
export function acknowledgeFrame(type: string, messageId: string, sequence: number, now: Date): Uint8Array {
  return controlFrame(
    messageTypes.acknowledge,
    {
      AcknowledgedMessageType: type,
      AcknowledgedMessageId: messageId,
      AcknowledgedMessageSequenceNumber: sequence,
      IsSequentialMessage: true,
    },
    now,
    randomUUID(),
    flagBits.syn | flagBits.fin,
  )
}

/** Takes note of `agent_task_complete`; without it the agent says the same three times. */
export function taskAcknowledgeFrame(messageId: string, sessionId: string, now: Date): Uint8Array {
  return controlFrame(
    messageTypes.agentTaskAcknowledge,
    { SchemaVersion: 1, MessageId: messageId, TaskId: sessionId, Topic: 'agent_task_complete' },
    now,
  )
}

/** Asks an agent to stop producing output, or to go on. */
export function publicationFrame(goOn: boolean, now: Date): Uint8Array {
  return controlFrame(goOn ? messageTypes.start : messageTypes.pause, {}, now)
}
