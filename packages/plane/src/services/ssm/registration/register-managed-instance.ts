import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { hostOf } from '../../../identity/caller.ts'
import { invalidPublicKey, machineFingerprintDoesNotMatch } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { ownHost } from './own-host.ts'

/**
 * The EC2 form: signed by the instance's identity role. Always allowed, whether or not Default Host Management
 * is on: a refused registration would keep a host dark for hours after somebody turns it on.
 */
export const RegisterManagedInstance = operation(ssm.RegisterManagedInstance, {
  asks: (_input, names, _parts, { caller }) => [
    may('ssm:RegisterManagedInstance', names.anySsm, { host: hostOf(caller)?.id }),
  ],
  faults: { 'public-key.invalid': invalidPublicKey, 'fingerprint.invalid': machineFingerprintDoesNotMatch },
  async run({ PublicKey, PublicKeyType, Fingerprint }, { registrations }, call) {
    const { id } = ownHost(call)
    await registrations.registerInstance(call, id, {
      publicKey: PublicKey ?? '',
      publicKeyType: PublicKeyType ?? '',
      fingerprint: Fingerprint ?? '',
    })
    return { InstanceId: id }
  },
})
