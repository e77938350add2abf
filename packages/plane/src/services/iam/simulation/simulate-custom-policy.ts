import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageRequest, renderPage } from '../paging.ts'
import { readCaller, readPolicies, readSimulation } from './read-simulation.ts'
import { simulate } from './simulate.ts'

/** Of policies that come with the request, as if some user of the account had them. */
export const SimulateCustomPolicy = operation(iam.SimulateCustomPolicy, {
  asks: () => [may('iam:SimulateCustomPolicy', '*')],
  faults: listFaults,
  async run(input, _, { accountId, names }) {
    const { boundary, resource, ...simulation } = readSimulation(input, accountId)
    const whole = {
      ...simulation,
      principal: readCaller(input.CallerArn ?? names.user('simulated')),
      sets: {
        identity: readPolicies(input.PolicyInputList, 'PolicyInputList', 'identity'),
        ...(boundary && { boundary }),
        ...(resource && { resource }),
      },
    }
    const page = await simulate(whole, pageRequest(input))
    return { EvaluationResults: page.items, ...renderPage(page) }
  },
})
