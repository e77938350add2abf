import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { invalidActivationId } from '../errors.ts'
import { operation } from '../ssm-operation.ts'

/** No more hosts register with it; those that have stay managed. */
export const DeleteActivation = operation(ssm.DeleteActivation, {
  asks: (_input, names) => [may('ssm:DeleteActivation', names.anySsm)],
  faults: { 'activation.not-found': invalidActivationId },
  async run({ ActivationId }, { activations }, call) {
    await activations.delete(call, ActivationId)
    return {}
  },
})
