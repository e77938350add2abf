import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { operation } from '../ssm-operation.ts'
import { parameterName, renderParameter } from './render-parameter.ts'

/** Names that do not exist are listed in the answer and are no error. */
export const GetParameters = operation(ssm.GetParameters, {
  asks: ({ Names }, names) => Names.map(name => may('ssm:GetParameters', names.parameter(parameterName(name)))),
  faults: {},
  async run({ Names }, { parameters }, call) {
    const asked = [...new Set(Names)].map(name => ({ name, found: parameters.find(call.region, parameterName(name)) }))
    return {
      Parameters: asked.flatMap(({ found }) => (found ? [renderParameter(found, call.names)] : [])),
      InvalidParameters: asked.filter(({ found }) => !found).map(({ name }) => name),
    }
  },
})
