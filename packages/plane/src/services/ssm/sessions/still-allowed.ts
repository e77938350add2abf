// Whether an open session may go on: beyond AWS, which asks once.
import type { Authorizer } from '../../../access/authorizer.ts'
import { createNames } from '../../../access/names.ts'
import { readStarter } from '../../../access/session-starter.ts'
import type { Session } from '../../../domain/session/session.ts'
import type { ResourceTags } from '../../../domain/tag/resource-tags.ts'
import type { Caller } from '../../../identity/caller.ts'
import { askToStart } from './ask-to-start.ts'

export interface StillAllowedParts {
  readonly authorizer: Authorizer
  /** Why somebody who was identified once would not be now, if so. */
  readonly standing: {
    whyLost(caller: Caller): Promise<string | undefined>
    asNow(caller: Caller): Promise<Caller>
  }
  readonly tags: ResourceTags
}

/** Asks the questions of a session's start again, at this time, for who started it. Resolves to why it must end. */
export function createStillAllowed({ authorizer, standing, tags }: StillAllowedParts) {
  return async (session: Session, now: Date): Promise<string | undefined> => {
    const starter = readStarter(session.starter)
    if (!starter) return 'Nobody is known to have started it.'
    const { documentName } = starter
    const lost = await standing.whyLost(starter.caller)
    if (lost !== undefined) return lost
    const caller = await standing.asNow(starter.caller)
    const origin = { requestId: session.id, operation: 'ssm:StartSession', isAgain: true }
    const facts = { ...starter.facts, now, origin }
    const asks = await askToStart(
      { target: session.nodeId, ...(documentName !== undefined && { documentName }) },
      createNames(session.accountId, session.region),
      tags,
      session,
      ask => authorizer.allows(caller, ask, facts),
    )
    return (await authorizer.authorize(caller, asks, facts)) && 'You are no longer allowed to have this session.'
  }
}
