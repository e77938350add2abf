// Random policies and requests for property tests.
import * as fc from 'fast-check'
import type { AuthorizationRequest, ContextValue, PolicyKind } from '../src/index.ts'
import type { ReferencePolicy, ReferenceSets, ReferenceStatement } from './reference-evaluator.ts'
import { account, callers } from './scenario.ts'

// Small alphabets on purpose: statements must apply often, or every run ends in the same implicit denial.
const region = 'arn:aws:ssm:us-east-1'
const parameterX = `${region}:${account}:parameter/x`

const lists = <T>(item: fc.Arbitrary<T>) => fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 3 }))

const actions = fc.constantFrom(
  '*',
  '*',
  'ssm:*',
  'ssm:*',
  'ssm:Get*',
  'SSM:getparameter',
  'ssm:?etParameter',
  's*:GetParameter',
  'iam:PassRole',
  'sts:AssumeRole ',
)

export const resources = fc.constantFrom(
  '*',
  '*',
  '*',
  '*',
  '*',
  parameterX,
  'arn:aws:ssm:*:*:parameter/*',
  'arn:aws:ssm:*:parameter/x',
  'arn:aws:ssm',
  'arn:aws:s?m:us-*-1:*:*',
  `${region}:${account}:parameter/\${aws:username}`,
  `${region}:${account}:parameter/\${aws:PrincipalTag/team, 'x'}*`,
  `${region}:${account}:parameter/\${*}`,
  `arn:aws:ssm:\${aws:username}:${account}:parameter/x`,
  'arn:aws:iam::*:role/Ops',
  'parameter/x',
)

const conditionKeys = ['aws:username', 'aws:PrincipalTag/team', 'aws:TagKeys', 'ssm:Overwrite', 'aws:SourceArn', 'n:n']
const operators = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'ArnLike',
  'ArnNotEquals',
  'Bool',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericGreaterThanEquals',
]
const operatorNames = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'),
      fc.constantFrom(...operators),
      fc.constantFrom('', '', 'IfExists'),
    )
    .map(parts => parts.join('')),
  fc.constantFrom('Null', 'ForAllValues:Null', 'ForAnyValue:Null'),
)
const conditionValues = fc.constantFrom(
  'alice',
  'Alice',
  'al*',
  '?',
  'true',
  'false',
  '1',
  '2.0',
  'x',
  '${aws:username}',
  "${aws:PrincipalTag/team, 'x'}",
  'a${*}',
  parameterX,
  'arn:aws:*:*:*:parameter/*',
  'arn:aws:s*:parameter/x',
)
export const conditions = fc.dictionary(
  operatorNames,
  fc.dictionary(fc.constantFrom(...conditionKeys), lists(conditionValues), { maxKeys: 2 }),
  { maxKeys: 2 },
)

const awsNames = fc.constantFrom(
  '*',
  account,
  `arn:aws:iam::${account}:root`,
  callers.user.arn,
  callers.user.uniqueId,
  callers.session.arn,
  callers.session.roleArn,
  callers.federated.arn,
  callers.stranger.arn,
)
const principals = fc.oneof(
  fc.constant('*'),
  lists(awsNames).map(AWS => ({ AWS })),
  fc.constant({ Service: 'ssm.amazonaws.com' }),
)

function either<T>(name: string, value: fc.Arbitrary<T>): fc.Arbitrary<object> {
  return fc
    .tuple(fc.constantFrom(name, name, name, name, name, `Not${name}`), value)
    .map(([key, entry]) => ({ [key]: entry }))
}

export function statements(kind: PolicyKind, effect?: 'Allow' | 'Deny'): fc.Arbitrary<ReferenceStatement> {
  const named = kind === 'resource' || kind === 'trust' || kind === 'rcp'
  return fc
    .tuple(
      effect === undefined ? fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny') : fc.constant(effect),
      either('Action', lists(actions)),
      kind === 'trust' ? fc.constant({}) : either('Resource', lists(resources)),
      kind === 'trust'
        ? principals.map(Principal => ({ Principal }))
        : named
          ? either('Principal', principals)
          : fc.constant({}),
      fc.oneof(
        { weight: 2, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: conditions.map(Condition => ({ Condition })) },
      ),
    )
    .map(([Effect, ...parts]) => Object.assign({ Effect }, ...parts) as ReferenceStatement)
}

function policies(kind: PolicyKind): fc.Arbitrary<ReferencePolicy> {
  return fc
    .tuple(
      fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17', undefined),
      fc.array(statements(kind), { minLength: 1, maxLength: 3 }),
    )
    .map(([Version, Statement]) => ({ Version, Statement }))
}

const few = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(item, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  )
const maybe = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: undefined, freq: 3 })

export const setsArbitrary: fc.Arbitrary<ReferenceSets> = fc
  .constantFrom('policy' as const, 'policy' as const, 'trust' as const, 'key' as const)
  .chain(kind =>
    fc.record({
      identity: few(policies('identity')),
      boundary: maybe(policies('boundary')),
      session: maybe(few(policies('session'))),
      resource: maybe(policies(kind === 'trust' ? 'trust' : 'resource')),
      resourceKind: fc.constant(kind),
      scps: maybe(few(few(policies('scp')))),
      rcps: maybe(few(few(policies('rcp')))),
      endpoint: maybe(few(policies('endpoint'))),
    }),
  )

export const contexts = fc.dictionary(
  fc.constantFrom(...conditionKeys.map(key => key.toLowerCase())),
  fc.oneof(
    fc.constantFrom('alice', 'al*', 'x', 'true', '1', '3', '', parameterX),
    fc.array(fc.constantFrom('alice', 'x', '1'), { maxLength: 2 }),
  ) satisfies fc.Arbitrary<ContextValue>,
)

export const requests: fc.Arbitrary<AuthorizationRequest> = fc.record({
  action: fc.constantFrom('ssm:GetParameter', 'ssm:PutParameter', 'iam:PassRole'),
  resource: fc.constantFrom(parameterX, `${region}:${account}:parameter/alice`, `${region}:${account}:*`, '*'),
  resourceAccount: fc.constantFrom(account, account, account, callers.stranger.account, ''),
  principal: fc.constantFrom(...Object.values(callers)),
  context: contexts.map(values => new Map(Object.entries(values))),
})
