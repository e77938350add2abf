import * as ssm from '@hostler/wire/models/ssm'
import { isOpen } from '../../../domain/session/session.ts'
import { doesNotExist } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { askForSession } from './ask-for-session.ts'
import { streamUrl } from './stream-url.ts'

/**
 * Another token for a client whose connection broke. Of a session that has ended it gets none: the stock plugin then
 * tells its user that the session timed out, where an error would leave it waiting for ever.
 */
export const ResumeSession = operation(ssm.ResumeSession, {
  asks: async ({ SessionId }, names, { sessions }, call) => [
    await askForSession('ssm:ResumeSession', SessionId, names, sessions, call),
  ],
  faults: { 'session.not-found': doesNotExist },
  async run({ SessionId }, { sessions, publicUrl }, call) {
    const session = await sessions.find(call, SessionId)
    if (!session) throw doesNotExist({ id: SessionId })
    if (!isOpen(session)) return { SessionId }
    const token = await sessions.renewToken(call, SessionId, call.now)
    return { SessionId, TokenValue: token, StreamUrl: streamUrl(publicUrl, call, SessionId) }
  },
})
