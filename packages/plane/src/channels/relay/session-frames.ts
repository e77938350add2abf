// The messages of sessions that the plane writes itself.
import { hash, randomUUID } from 'node:crypto'
import { type Frame, messageTypes } from '@hostler/channel/frame/frame'
import { FrameWriter } from '@hostler/channel/frame/frame-writer'
import { writeChannelClosed } from '@hostler/channel/payloads/channel-closed'
import type { StartSessionContent } from '@hostler/channel/payloads/control-payloads'
import { writeJson } from '@hostler/channel/payloads/json-payload'

/** SHA-256 as the packages without Node want it. */
export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

const writer = new FrameWriter({ digest: sha256, randomUUID })

/** Tells an agent to start a session, of whatever type. */
export function startSessionFrame(content: StartSessionContent, now: Date): Uint8Array {
  const payload = {
    Content: JSON.stringify(content),
    TaskId: content.SessionId,
    Topic: 'aws.ssm.startSession',
    SchemaVersion: 1,
  }
  return writer.message(messageTypes.startSession, writeJson(payload), now.getTime())
}

/** Tells either end that the session is over. @param output what the client shows to its user */
export function channelClosedFrame(sessionId: string, nodeId: string, output: string, now: Date): Uint8Array {
  const id = randomUUID()
  const payload = writeChannelClosed({
    MessageId: id,
    DestinationId: nodeId,
    SessionId: sessionId,
    CreatedDate: now.toISOString(),
    Output: output,
  })
  return writer.message(messageTypes.channelClosed, payload, now.getTime(), id)
}

/** What the client would have said of a message that it has acknowledged before. */
export function acknowledgeFrame(frame: Frame, now: Date): Uint8Array {
  return writer.acknowledge(frame, now.getTime())
}

/** Takes note of `agent_task_complete`; without it the agent says the same three times. */
export function taskAcknowledgeFrame(messageId: string, sessionId: string, now: Date): Uint8Array {
  const payload = { SchemaVersion: 1, MessageId: messageId, TaskId: sessionId, Topic: 'agent_task_complete' }
  return writer.message(messageTypes.agentTaskAcknowledge, writeJson(payload), now.getTime())
}

/** Asks an agent to stop producing output, or to go on. */
export function publicationFrame(goOn: boolean, now: Date): Uint8Array {
  return writer.message(goOn ? messageTypes.start : messageTypes.pause, writeJson({}), now.getTime())
}
