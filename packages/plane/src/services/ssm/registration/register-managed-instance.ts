import * as ssm from '@hostler/wire/models/ssm'
import { anyone, may } from '../../../access/ask.ts'
import { hostOf } from '../../../identity/caller.ts'
import {
  activationExpired,
  instanceAlreadyRegistered,
  invalidActivation,
  invalidPublicKey,
  machineFingerprintDoesNotMatch,
  registrationLimitExceeded,
} from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { ownHost } from './own-host.ts'

/**
 * Two forms. A hybrid host shows an activation's id and code, and signs nothing: it has nothing yet to sign with.
 * An EC2 host signs with its identity role. That is always allowed, whether or not Default Host Management is on: a
 * refused registration would keep a host dark for hours after somebody turns it on.
 */
export const RegisterManagedInstance = operation(ssm.RegisterManagedInstance, {
  allowsUnsigned: ({ ActivationId, ActivationCode }) => ActivationId !== undefined && ActivationCode !== undefined,
  asks: (_input, names, _parts, { caller }) =>
    caller.kind === 'unsigned'
      ? anyone
      : [may('ssm:RegisterManagedInstance', names.anySsm, { host: hostOf(caller)?.id })],
  faults: {
    'public-key.invalid': invalidPublicKey,
    'fingerprint.invalid': machineFingerprintDoesNotMatch,
    'activation.invalid': invalidActivation,
    'activation.denied': activationExpired,
    'activation.limit-exceeded': registrationLimitExceeded,
  },
  async run(input, { registrations, activations }, call) {
    const offer = {
      publicKey: input.PublicKey ?? '',
      publicKeyType: input.PublicKeyType ?? '',
      fingerprint: input.Fingerprint ?? '',
    }
    if (call.caller.kind === 'unsigned') {
      const shown = { activationId: input.ActivationId ?? '', code: input.ActivationCode ?? '' }
      const node = await activations.register({ ...shown, ...offer }, call.now)
      call.actsIn(node)
      return { InstanceId: node.id }
    }
    const { id } = ownHost(call)
    if (id.startsWith('mi-')) throw instanceAlreadyRegistered()
    await registrations.registerInstance(call, id, offer)
    return { InstanceId: id }
  },
})
