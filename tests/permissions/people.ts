import {
  CreateAccountAliasCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam'
import { type Authenticator, enableAuthenticator, makeAuthenticator } from '@hostler/testkit/authenticator'
import type { TestPlane } from '@hostler/testkit/test-plane'

/** Enabled for `worker`, for nobody, and one to be deleted. */
export interface WorldDevices {
  readonly enabled: Authenticator
  readonly spare: Authenticator
  readonly old: Authenticator
}

/** Of the administrator and of `worker`. */
export const workerPassword = 'Correct-horse-7'
export const accountAlias = 'home'

/**
 * Passwords of `admin` and `worker`, a user `guest` without one, devices, an alias and a password policy. Takes half a
 * minute of the world's time, in which a session would have been waited for.
 */
export async function makePeople({ admin: { iam }, clock }: TestPlane): Promise<WorldDevices> {
  for (const UserName of ['admin', 'worker']) {
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: workerPassword }))
  }
  await iam.send(new CreateUserCommand({ UserName: 'guest' }))
  await iam.send(new CreateAccountAliasCommand({ AccountAlias: accountAlias }))
  await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 8 }))
  const [enabled, spare, old] = [
    await makeAuthenticator(iam, 'enabled', clock),
    await makeAuthenticator(iam, 'spare', clock),
    await makeAuthenticator(iam, 'old', clock),
  ]
  await enableAuthenticator(iam, 'worker', enabled, clock)
  return { enabled, spare, old }
}
