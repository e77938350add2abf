import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { parameterNotFound } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { parameterName, renderParameter } from './render-parameter.ts'

/** Public parameters; parameters of an account's own cannot be made yet, so there are none to find. */
export const GetParameter = operation(ssm.GetParameter, {
  asks: ({ Name }, names) => [may('ssm:GetParameter', names.parameter(parameterName(Name)))],
  faults: {},
  async run({ Name }, { parameters }, call) {
    const parameter = parameters.find(call.region, parameterName(Name))
    if (!parameter) throw parameterNotFound(Name)
    return { Parameter: renderParameter(parameter, call.names) }
  },
})
