// What a simulation is told: actions, resources, policy texts and condition keys. Refuses what cannot be simulated.
import { compilePolicy, type ContextValue, type NamedPolicy, PolicyError, type PolicyKind } from '@hostler/policy/index'
import type * as iam from '@hostler/wire/models/iam'
import { invalidInput } from '../errors.ts'
import type { Simulation } from './simulate.ts'

type Given = Omit<iam.SimulateCustomPolicyRequest, 'PolicyInputList' | 'MaxItems' | 'Marker'>

/** What is the same for both kinds of simulation. Throws InvalidInput. */
export function readSimulation(
  given: Given,
  accountId: string,
): Pick<Simulation, 'actions' | 'resources' | 'context' | 'resourceAccount'> & {
  readonly boundary: NamedPolicy | undefined
  readonly resource: NamedPolicy | undefined
} {
  for (const action of given.ActionNames) {
    if (!/^[\w.-]+:\w+$/.test(action)) throw invalidInput(`Invalid action name ${action}: service:Action is expected.`)
  }
  if (given.ResourcePolicy !== undefined && given.CallerArn === undefined) {
    throw invalidInput('CallerArn is required where a ResourcePolicy is given.')
  }
  const [boundary] = readPolicies(
    given.PermissionsBoundaryPolicyInputList,
    'PermissionsBoundaryPolicyInputList',
    'boundary',
  )
  return {
    actions: given.ActionNames,
    resources: given.ResourceArns?.length ? given.ResourceArns : ['*'],
    context: readContext(given.ContextEntries),
    resourceAccount: ownerOf(given.ResourceOwner) ?? accountId,
    boundary,
    resource: readPolicies(
      given.ResourcePolicy === undefined ? [] : [given.ResourcePolicy],
      'ResourcePolicy',
      'resource',
    )[0],
  }
}

/** Policies of a request under the name of their place in it, as `PolicyInputList.1`. Throws InvalidInput. */
export function readPolicies(texts: readonly string[] = [], name: string, kind: PolicyKind): readonly NamedPolicy[] {
  return texts.map((text, index) => ({ id: `${name}.${index + 1}`, policy: compile(text, kind) }))
}

function compile(text: string, kind: PolicyKind) {
  try {
    return compilePolicy(text, kind)
  } catch (error) {
    if (error instanceof PolicyError) throw invalidInput(error.message)
    throw error
  }
}

function readContext(entries: readonly iam.ContextEntry[] = []): ReadonlyMap<string, ContextValue> {
  return new Map(
    entries.map(({ ContextKeyName, ContextKeyType, ContextKeyValues = [] }) => {
      if (ContextKeyName === undefined || ContextKeyType === undefined) {
        throw invalidInput('Context entries need a name and a type.')
      }
      const isList = ContextKeyType.endsWith('List')
      if (!isList && ContextKeyValues.length !== 1) {
        throw invalidInput(`Context entry ${ContextKeyName} of type ${ContextKeyType} needs one value.`)
      }
      return [ContextKeyName.toLowerCase(), isList ? ContextKeyValues : (ContextKeyValues[0] ?? '')]
    }),
  )
}

function ownerOf(arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined
  const [, account] = /^arn:aws:iam::(\d{12}):(?:root|user\/.+)$/.exec(arn) ?? []
  if (account === undefined) throw invalidInput(`ResourceOwner ${arn} is no ARN of an account or user.`)
  return account
}

const userPattern = /^arn:aws:iam::(\d{12}):user\/(?:.*\/)?([^/]+)$/

/** Whom a resource's policy is asked about: a user, no role and no session. Throws InvalidInput. */
export function readCaller(callerArn: string): Simulation['principal'] {
  const [, account] = userPattern.exec(callerArn) ?? []
  if (account === undefined) throw invalidInput(`CallerArn ${callerArn} is no ARN of a user.`)
  return { type: 'user', arn: callerArn, account }
}
