// How an EC2 host comes to credentials, decided anew each time: its instance profile, else Default Host Management.
import { AwsError } from '../api/aws-error.ts'
import type { Retrieved } from './credential-store.ts'
import type { Credentials } from './credentials.ts'
import { explainFailure } from './not-managed.ts'
import { RetrieveError } from './retrieve-error.ts'

export type Ec2CredentialsOptions = {
  /** Until when the instance profile is good; throws what speaks against it. */
  tryInstanceProfile: (signal: AbortSignal) => Promise<Date>
  requestDefaultHostManagement: (signal: AbortSignal) => Promise<Credentials>
  /** SSM refused the registration of this host's key. */
  isKeyRefused: () => boolean
}

/** The only profile errors that lead on to Default Host Management. */
const FALL_BACK_CODES = new Set(['AccessDeniedException', 'EC2RoleRequestError', 'AssumeRoleUnauthorizedAccess'])

/** Throws `RetrieveError`. */
export async function retrieveEc2Credentials(options: Ec2CredentialsOptions, signal: AbortSignal): Promise<Retrieved> {
  let profileError: unknown
  try {
    return { origin: 'EC2', expiresAt: await options.tryInstanceProfile(signal) }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AwsError) || !FALL_BACK_CODES.has(error.code)) {
      throw new RetrieveError(explainFailure({ step: 'profile', error }), error)
    }
    profileError = error
  }
  try {
    return { origin: 'SSM', credentials: await options.requestDefaultHostManagement(signal) }
  } catch (error) {
    signal.throwIfAborted()
    const keyRefused = options.isKeyRefused()
    const explanation = explainFailure({ step: 'default-host-management', error, profileError, keyRefused })
    throw new RetrieveError(explanation, error)
  }
}
