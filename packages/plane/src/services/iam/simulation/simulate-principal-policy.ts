import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { listFaults, reportFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageRequest, renderPage } from '../paging.ts'
import { readCaller, readPolicies, readSimulation } from './read-simulation.ts'
import { simulate } from './simulate.ts'

/**
 * Of the policies of a user (those of its groups too), group or role, with those that come with the request besides, and
 * of its organization. A boundary in the request takes the place of the entity's own. Tags and other keys of the entity
 * are not made up: what is not given is missing.
 */
export const SimulatePrincipalPolicy = operation(iam.SimulatePrincipalPolicy, {
  asks: ({ PolicySourceArn }) => [may('iam:SimulatePrincipalPolicy', PolicySourceArn)],
  faults: { ...listFaults, ...reportFaults },
  async run(input, { policySources }, { accountId, now }) {
    const source = await policySources.get(accountId, input.PolicySourceArn, now)
    const given = readSimulation(input, accountId)
    const { resource, ...simulation } = given
    const boundary = given.boundary ?? source.boundary
    const whole = {
      ...simulation,
      principal: input.CallerArn === undefined ? source.principal : readCaller(input.CallerArn),
      sets: {
        identity: [...source.identity, ...readPolicies(input.PolicyInputList, 'PolicyInputList', 'identity')],
        ...(boundary && { boundary }),
        ...(resource && { resource }),
        ...(source.scps && { scps: source.scps }),
      },
    }
    const page = await simulate(whole, pageRequest(input))
    return { EvaluationResults: page.items, ...renderPage(page) }
  },
})
