import * as ssm from '@hostler/wire/models/ssm'
import { validationException } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { askForSession } from './ask-for-session.ts'

/** Ends a session for good; one that has ended already is no error. */
export const TerminateSession = operation(ssm.TerminateSession, {
  asks: async ({ SessionId }, names, { sessions }, call) => [
    await askForSession('ssm:TerminateSession', SessionId, names, sessions, call),
  ],
  // The model lists no error for it, so it is one of the common ones.
  faults: { 'session.not-found': ({ id }) => validationException(`Session ${id} does not exist.`) },
  async run({ SessionId }, { liveSessions, sessions }, call) {
    const session = await sessions.find(call, SessionId)
    const isOwner = session?.owner === call.callerArn
    await liveSessions.end(call, SessionId, isOwner ? '' : `The session was terminated by ${call.callerArn}.`)
    return { SessionId }
  },
})
