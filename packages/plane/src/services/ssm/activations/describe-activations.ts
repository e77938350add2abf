import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import type { Activation } from '../../../domain/activation/activation.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import { invalidFilter, invalidNextToken } from '../errors.ts'
import { operation } from '../ssm-operation.ts'

const pageSize = 50

/** What each filter key reads. */
const readers: Readonly<Record<string, (activation: Activation) => string | undefined>> = {
  ActivationIds: ({ id }) => id,
  DefaultInstanceName: ({ defaultInstanceName }) => defaultInstanceName,
  IamRole: ({ roleName }) => roleName,
}

/** Filters make pages shorter, as AWS's do; a page may be empty and have another behind it. */
export const DescribeActivations = operation(ssm.DescribeActivations, {
  asks: (_input, names) => [may('ssm:DescribeActivations', names.anySsm)],
  faults: { 'page-token.invalid': invalidNextToken },
  async run({ Filters = [], MaxResults = pageSize, NextToken }, { activations }, call) {
    for (const { FilterKey } of Filters) if (!readers[FilterKey ?? '']) throw invalidFilter(FilterKey ?? '')
    const page = { limit: MaxResults, ...(NextToken ? { after: parsePageToken(NextToken) } : {}) }
    const { items, next } = await activations.list(call, page)
    const matching = items.filter(activation =>
      Filters.every(({ FilterKey, FilterValues = [] }) => {
        const value = readers[FilterKey!]!(activation)
        return value !== undefined && FilterValues.includes(value)
      }),
    )
    return {
      ActivationList: matching.map(activation => render(activation, call.now)),
      ...(next !== undefined && { NextToken: toPageToken(next) }),
    }
  },
})

function render(activation: Activation, now: Date): ssm.Activation {
  return {
    ActivationId: activation.id,
    Description: activation.description,
    DefaultInstanceName: activation.defaultInstanceName,
    IamRole: activation.roleName,
    RegistrationLimit: activation.registrationLimit,
    RegistrationsCount: activation.registrationsCount,
    ExpirationDate: activation.expiresAt,
    Expired: activation.expiresAt <= now,
    CreatedDate: activation.createdAt,
    Tags: activation.tags.map(([Key, Value]) => ({ Key, Value })),
  }
}
