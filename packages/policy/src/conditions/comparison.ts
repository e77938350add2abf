import type { ContextLookup } from '../evaluation/authorization-request.ts'

/**
 * One policy value against one request value. Undefined means that one of them cannot be read as the operator's type:
 * such a pair satisfies neither the operator nor its negation.
 */
export type Comparison = (requestValue: string, context: ContextLookup) => boolean | undefined

/** Prepares the comparison with one policy value, when the policy is compiled. */
export type ComparisonFactory = (policyValue: string, allowVariables: boolean) => Comparison

/** A comparison of two parsed values; the policy's is parsed once. */
export function parsedComparison<Request, Policy>(
  parseRequest: (text: string) => Request | undefined,
  parsePolicy: (text: string) => Policy | undefined,
  compare: (request: Request, policy: Policy) => boolean,
): ComparisonFactory {
  return policyText => {
    const policy = parsePolicy(policyText)
    if (policy === undefined) return () => undefined
    return requestText => {
      const request = parseRequest(requestText)
      return request === undefined ? undefined : compare(request, policy)
    }
  }
}

export type Order = 'Equals' | 'LessThan' | 'LessThanEquals' | 'GreaterThan' | 'GreaterThanEquals'

/** The orders that Numeric and Date operators share. */
export const orders: Readonly<Record<Order, (request: number, policy: number) => boolean>> = {
  Equals: (request, policy) => request === policy,
  LessThan: (request, policy) => request < policy,
  LessThanEquals: (request, policy) => request <= policy,
  GreaterThan: (request, policy) => request > policy,
  GreaterThanEquals: (request, policy) => request >= policy,
}
