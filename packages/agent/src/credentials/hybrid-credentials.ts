// How a hybrid node comes to credentials: it asks for those of its activation's role, signing with its own key.
import type { SsmApi } from '../api/ssm-api.ts'
import type { Fingerprint } from '../identity/fingerprint.ts'
import type { Vault } from '../identity/vault.ts'
import type { Credentials } from './credentials.ts'
import { explainHybridFailure } from './not-managed.ts'
import { RetrieveError } from './retrieve-error.ts'

export type HybridCredentialsOptions = { vault: Vault; fingerprint: Fingerprint; ssm: SsmApi; nodeId: string }

/** Throws `RetrieveError`. The key is read each time: another process may have registered the host anew. */
export async function requestHybridCredentials(
  { vault, fingerprint, ssm, nodeId }: HybridCredentialsOptions,
  signal: AbortSignal,
): Promise<Credentials> {
  try {
    const registration = await vault.find()
    if (registration?.instanceId !== nodeId) throw new Error(`the registration of ${nodeId} is gone from this host`)
    const node = { nodeId, privateKey: registration.keys.privateKey }
    return await ssm.requestRoleToken(await fingerprint.get(signal), { node }, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw new RetrieveError(explainHybridFailure(error), error)
  }
}
