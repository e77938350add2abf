import { type Ask, may } from '../../../access/ask.ts'
import type { Names } from '../../../access/names.ts'
import type { Scope } from '../../../domain/basics/scope.ts'
import type { Sessions } from '../../../domain/session/sessions.ts'

/**
 * A question about one session. Its two tags tell who started it (`aws:userid`) and on what. A session that does not
 * exist is asked about all the same.
 */
export async function askForSession(
  action: string,
  id: string,
  names: Names,
  sessions: Sessions,
  scope: Scope,
): Promise<Ask> {
  const session = await sessions.find(scope, id)
  const tags = session && {
    'aws:ssmmessages:session-id': session.ownerUserId,
    'aws:ssmmessages:target-id': session.nodeId,
  }
  const context = Object.fromEntries(
    Object.entries(tags ?? {}).flatMap(([key, value]) => [
      [`ssm:resourcetag/${key}`, value],
      [`aws:resourcetag/${key}`, value],
    ]),
  )
  return may(action, names.session(id), { context })
}
