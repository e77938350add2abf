// Operations that work on the caller where no user is named.
import { type Ask, may } from '../../access/ask.ts'
import type { Call } from '../operation.ts'
import { mayOn, userNamed } from './asks.ts'
import { userNameRequired } from './errors.ts'
import type { IamParts } from './iam-operation.ts'

/** The named user, else the calling one; undefined is the account's root. Throws ValidationError for sessions. */
export function givenOrOwn(userName: string | undefined, { caller }: Call): string | undefined {
  if (userName !== undefined) return userName
  if (caller.kind === 'user') return caller.userName
  if (caller.kind === 'root') return undefined
  throw userNameRequired()
}

/** May the caller do `action` to the named user, or to itself? */
export async function mayOnGivenOrOwn(
  userName: string | undefined,
  action: string,
  parts: IamParts,
  call: Call,
): Promise<readonly Ask[]> {
  const name = givenOrOwn(userName, call)
  return name === undefined ? [may(`iam:${action}`, call.callerArn)] : mayOn(userNamed(name, call), action, parts, call)
}
