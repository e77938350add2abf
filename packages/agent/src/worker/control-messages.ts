// What comes over the control channel, to whom it is for. Nothing that comes can end the agent.
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { messageTypeOf } from '../channel/message-type.ts'
import type { Log } from '../runtime/log.ts'
import type { Sessions } from '../session/sessions.ts'
import { sha256 } from '../session/stream/session-stream.ts'

export function handleControlMessage(bytes: Buffer, sessions: Sessions, log: Log): void {
  const frame = decodeFrame(bytes, sha256)
  const type = 'malformed' in frame ? undefined : frame.type
  const payload = 'malformed' in frame ? new Uint8Array() : frame.payload
  switch (type) {
    case messageTypes.startSession:
      return sessions.start(payload)
    case messageTypes.channelClosed:
      return sessions.close(readChannelClosed(payload)?.sessionId ?? '')
    case messageTypes.agentTaskAcknowledge:
      return sessions.acknowledged(payload)
    default:
      log.warn(`Ignored a control message of ${bytes.length} bytes: nothing here handles "${messageTypeOf(bytes)}"`)
  }
}
