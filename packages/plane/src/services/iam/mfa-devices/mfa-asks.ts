// Questions about authenticator programs, and whose they are.
import { type Ask, may } from '../../../access/ask.ts'
import type { Owner } from '../../../domain/user/owner-id.ts'
import type { Call } from '../../operation.ts'
import { resourceTagKeys } from '../asks.ts'
import type { IamParts } from '../iam-operation.ts'
import { givenOrOwn, mayOnGivenOrOwn } from '../own-user.ts'

/** May the caller do `action` to this device? Its tags are keys of the question. */
export async function mayOnDevice(
  serialNumber: string,
  action: string,
  { mfaDeviceTags }: IamParts,
  { accountId, names }: Call,
  context: Ask['context'] = {},
): Promise<readonly Ask[]> {
  const tags = await mfaDeviceTags.find(accountId, serialNumber)
  return [may(`iam:${action}`, names.mfaDevice(serialNumber), { context: { ...resourceTagKeys(tags), ...context } })]
}

/** The named user, else the calling one. Root, who has no name, calls itself by the account's id. */
export function deviceOwner(userName: string | undefined, call: Call): Owner {
  return isRootItself(userName, call) ? undefined : givenOrOwn(userName, call)
}

/** May the caller do `action` to a user with devices? */
export function mayOnOwner(
  userName: string | undefined,
  action: string,
  parts: IamParts,
  call: Call,
): Promise<readonly Ask[]> {
  return mayOnGivenOrOwn(isRootItself(userName, call) ? undefined : userName, action, parts, call)
}

function isRootItself(userName: string | undefined, { caller }: Call): boolean {
  return caller.kind === 'root' && userName === caller.accountId
}
