import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import { invalidNextToken, validationException } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { renderParameter } from './render-parameter.ts'

const defaultPageSize = 10

export const GetParametersByPath = operation(ssm.GetParametersByPath, {
  asks: ({ Path, Recursive }, names) => [
    may('ssm:GetParametersByPath', names.parameter(Path), { context: { 'ssm:recursive': String(Recursive ?? false) } }),
  ],
  faults: { 'page-token.invalid': invalidNextToken },
  async run({ Path, Recursive, MaxResults, NextToken, ParameterFilters }, { parameters }, call) {
    if (ParameterFilters?.length)
      throw validationException('Parameter filters are not supported for public parameters.')
    const after = NextToken === undefined ? '' : parsePageToken(NextToken)
    const limit = MaxResults ?? defaultPageSize
    const rest = parameters.listByPath(call.region, Path, Recursive ?? false).filter(({ name }) => name > after)
    const page = rest.slice(0, limit)
    return {
      Parameters: page.map(parameter => renderParameter(parameter, call.names)),
      NextToken: rest.length > limit ? toPageToken(page.at(-1)!.name) : undefined,
    }
  },
})
