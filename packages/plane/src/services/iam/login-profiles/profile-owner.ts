import type { Call } from '../../operation.ts'
import { userNameRequired } from '../errors.ts'
import { givenOrOwn } from '../own-user.ts'

/** The named user, else the calling one. Root has no password here: throws ValidationError. */
export function profileOwner(userName: string | undefined, call: Call): string {
  return givenOrOwn(userName, call) ?? fail()
}

function fail(): never {
  throw userNameRequired()
}
